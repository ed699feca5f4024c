"""What the worker does for bulk changes: carries them out for all that a view finds, and takes them back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from fenji_web.accounts.models import User
from fenji_web.bulk import services
from fenji_web.bulk.models import Bulk
from fenji_web.customers.access import needs_second
from fenji_web.customers.forms import View
from fenji_web.customers.pages.asked import asked_lines
from fenji_web.customers.pages.listing import shown
from fenji_web.customers.queries import every_row, summary
from fenji_web.customers.services import readable_for, write_list
from fenji_web.library import FenjiError, Text
from fenji_web.runs.services import export_folder, job
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.bulk.services import Face
    from fenji_web.customers.access import Readable
    from fenji_web.library import Workspace

Progress = Callable[[Text, float], None]


@job("bulk", label=Text("Bulk change", "批量操作"), permission="edit_customer")
def bulk(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Changes all whom the person confirmed, or takes such a change back; stopped, it leaves whole parts."""
    del workspace
    asked = Bulk.objects.select_related("person", "to", "undoes").get(pk=arguments["bulk"])

    def follow(looked_at: int) -> None:
        share = min(looked_at / max(asked.head_count, 1), 1.0)
        progress(words("bulk.looked_at", n=looked_at, all=asked.head_count), share)

    follow(0)
    if asked.undoes is not None:
        services.take_back(asked, follow)
    else:
        services.carry_out(asked, _faces(asked), follow)
    return {"bulk": asked.pk, "done": asked.done}


@job("list_workbook", label=Text("Writing the list as a workbook", "导出客户工作簿"), permission="export")
def list_workbook(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """A list of many customers as a workbook, as the person who asked may read them."""
    person = User.objects.get(username=workspace.asked_by)
    of = _of_run(person, arguments["scheme"], arguments["run"])
    view, _ = View.read(QueryDict(arguments["query"].lstrip("?")), of.columns)
    view = replace(view, only=tuple(arguments["only"]))
    path = export_folder(workspace.folder) / f"customers-{of.result.run.id}.xlsx"
    count = summary(of, view, ()).count
    if needs_second(of, shown(of, view), count):
        raise FenjiError(words("bulk.needs_second"), where="", fix=words("bulk.needs_second_fix"))

    def follow(written: int) -> None:
        progress(words("bulk.looked_at", n=written, all=count), min(written / max(count, 1), 1.0))

    write_list(of, view, shown(of, view), path, arguments["lang"], asked=asked_lines(of, view), follow=follow)
    return {"run": of.result.run.id, "file": f"{path.parent.name}/{path.name}"}


def _of_run(person: User, scheme: str, run: str) -> Readable:
    of = readable_for(person, scheme, run)
    if of is None:
        raise FenjiError(words("bulk.graded_anew"), where=run, fix=words("bulk.graded_anew_fix"))
    return of


def _faces(asked: Bulk) -> Iterator[Face]:
    """Whom it is for, of those whom the person sees, a few thousand at a time."""
    assert asked.person is not None
    of = _of_run(asked.person, asked.scheme, asked.run)
    view, _ = View.read(QueryDict(asked.query.lstrip("?")), of.columns)
    return services.faces(every_row(of, services.narrow(view, asked.customers)))
