"""What the worker does for large exports: writes the file with its mark, as who asked may read at that moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.http import QueryDict

from fenji_web.customers.forms import View
from fenji_web.customers.pages.asked import asked_lines
from fenji_web.customers.pages.listing import shown
from fenji_web.customers.queries import summary
from fenji_web.customers.services import lines, readable_for, write_list
from fenji_web.disclosures import services
from fenji_web.disclosures.models import APPROVED, Release
from fenji_web.library import FenjiError, Text
from fenji_web.runs.services import job
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.library import Language, Workspace

Progress = Callable[[Text, float], None]
_WRITING = Text("Writing the file", "正在生成文件")


@job("release", label=Text("Large export", "大批量导出"), permission="export")
def release(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The customers and columns that were let through and no others; nothing where anything of that has changed."""
    asked = Release.objects.select_related("asked_by", "decided_by").get(pk=arguments["release"])
    person = asked.asked_by
    if person is None or person.username != workspace.asked_by or asked.state != APPROVED or asked.is_over:
        raise FenjiError(words("disclosures.not_let"), where="", fix=words("disclosures.not_let_fix"))
    of = readable_for(person, asked.scheme, asked.run)
    view = None if of is None else View.read(QueryDict(asked.query.lstrip("?")), of.columns)[0]
    if of is None or view is None or [one.name for one in shown(of, view)] != asked.columns:
        raise FenjiError(words("disclosures.not_as_asked"), where=asked.run, fix=words("disclosures.not_let_fix"))
    count = summary(of, view, ()).count
    if count != asked.rows:
        raise FenjiError(words("disclosures.not_as_asked"), where=asked.run, fix=words("disclosures.not_let_fix"))
    asked.folder = services.new_folder()
    path, mark, columns = services.place_of(asked), services.mark_of(asked), shown(of, view)
    path.parent.mkdir(parents=True, mode=0o700)

    lang = cast("Language", asked.lang)

    def follow(written: int) -> None:
        progress(_WRITING, min(written / max(count, 1), 1.0))

    if asked.form == "xlsx":
        said = [*asked_lines(of, view), (words("disclosures.let_through"), mark)]
        write_list(of, view, columns, path, lang, asked=said, follow=follow, mark=mark)
    else:
        with path.open("wb") as file:
            for number, part in enumerate(lines(of, view, columns, lang, mark=mark)):
                file.write(part)
                follow(number * 1000)
    progress(_WRITING, 1.0)
    Release.objects.filter(pk=asked.pk, state=APPROVED).update(folder=asked.folder)
    return {"release": asked.pk, "rows": count}
