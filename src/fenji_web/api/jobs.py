"""What the worker does for programs: previews of changed standards, lists as files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.core.exceptions import PermissionDenied
from django.http import QueryDict

from fenji_web.api.models import Caller
from fenji_web.api.services.lists import view_of
from fenji_web.customers.access import needs_second
from fenji_web.customers.pages.asked import NAME, asked_lines
from fenji_web.customers.queries import summary
from fenji_web.customers.services import lines, readable, write_list
from fenji_web.library import FenjiError, Text
from fenji_web.runs.services import export_folder, job
from fenji_web.schemes.services import read_back
from fenji_web.ui.reading import reading_for
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from pathlib import Path

    from fenji_web.customers.access import Column, Readable
    from fenji_web.customers.forms import View
    from fenji_web.library import Language, Workspace

Progress = Callable[[Text, float], None]
_TRYING = Text("Trying the changed standard", "试算调整后的标准")


@job("api_simulate", label=Text("Preview of a changed standard", "标准调整试算"), permission="edit_scheme")
def simulate(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What a changed standard would do, tier by tier; nothing is written."""
    progress(_TRYING, 0.1)
    wanted: Any = arguments["changes"]
    if arguments.get("written") is not None:
        wanted = read_back(arguments["written"])
    found = workspace.simulate(wanted, scheme=arguments["scheme"], recalibrate=bool(arguments.get("recalibrate")))
    return {
        "as_of": found.as_of and found.as_of.isoformat(),
        "currency": found.currency,
        "customers": found.customers(),
        "moved": found.count(),
        "kinds": dict(found.kinds()),
        "notes": [_both(one) for one in found.notes],
        "tiers": [
            {
                "tier": one.tier,
                "name": _both(one.name),
                "customers_before": one.customers_before,
                "customers_after": one.customers_after,
                "net_revenue_before": _text(one.net_revenue_before),
                "net_revenue_after": _text(one.net_revenue_after),
            }
            for one in found.tiers()
        ],
    }


@job("api_export", label=Text("Writing a list for a program", "导出客户列表（API）"), permission="export")
def export(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """A list as a file, as the person may read it now and the key allowed; masks and rows as on the page."""
    caller = cast("Caller", Caller.objects.get(username=workspace.asked_by))
    caller.scopes = frozenset(arguments["scopes"])
    if not caller.can("export"):
        raise PermissionDenied
    with reading_for(caller, arguments["scheme"]) as reading:
        if reading.scheme != arguments["scheme"] or reading.result is None:
            raise FenjiError(words("bulk.graded_anew"), where=arguments["run"], fix=words("bulk.graded_anew_fix"))
        of = readable(reading, sees_contact=caller.can("see_contact"))
        if of.result.run.id != arguments["run"]:
            raise FenjiError(words("bulk.graded_anew"), where=arguments["run"], fix=words("bulk.graded_anew_fix"))
        view = view_of(of, QueryDict(arguments["query"].lstrip("?")))
        path, rows = _written(workspace, of, view, arguments, progress)
    return {
        "run": arguments["run"],
        "rows": rows,
        "bytes": path.stat().st_size,
        "file": f"{path.parent.name}/{path.name}",
        "sees_contact": of.sees_contact,
    }


def _written(
    workspace: Workspace, of: Readable, view: View, arguments: dict[str, Any], progress: Progress
) -> tuple[Path, int]:
    lang: Language = arguments["lang"]
    columns: list[Column] = [NAME, *(of.columns[name] for name in arguments["fields"] if name in of.columns)]
    count = summary(of, view, ()).count
    if needs_second(of, columns, count):  # more than when it was asked for
        second = words("api.problem_needs_second_about")
        raise FenjiError(second, where=arguments["run"], fix=words("api.problem_needs_second_fix"))
    path = export_folder(workspace.folder) / f"customers-{of.result.run.id}.{arguments['format']}"

    def follow(written: int) -> None:
        progress(words("bulk.looked_at", n=written, all=count), min(written / max(count, 1), 1.0))

    follow(0)
    if arguments["format"] == "xlsx":
        write_list(of, view, columns, path, lang, asked=asked_lines(of, view), follow=follow)
        return path, count
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        for piece in lines(of, view, columns, lang):
            file.write(piece)
    part.replace(path)
    return path, count


def _both(words: Text) -> dict[str, str]:
    return {"en": words.en, "zh": words.zh}


def _text(value: Any) -> str | None:
    return None if value is None else f"{value:f}"
