"""Questions about sources: which there are, how they went last, what the last look found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.runs.models import Job
from fenji_web.sources import services
from fenji_web.sources.models import Connection

if TYPE_CHECKING:
    from fenji_web.library import Text

FETCHES = ("fetch_source", "fetch_grade")


@dataclass(frozen=True)
class Line:
    """A source in the list."""

    name: str
    kind: str
    place: str
    into: Text
    last: Job | None


def lines() -> list[Line]:
    """Every source with its last fetch; three questions, however many."""
    places = {one.name: one for one in Connection.objects.all()}
    last: dict[str, Job] = {}
    for job in Job.objects.filter(kind__in=FETCHES).select_related("created_by")[:400]:
        last.setdefault(str(job.arguments.get("source")), job)
    found = []
    for path in sorted((services.home() / "sources").glob("*.yaml")):
        values, known = services.written(path.stem), places.get(path.stem)
        found.append(
            Line(path.stem, kind_of(values, known), place_of(values, known), _table(values), last.get(path.stem))
        )
    return found


def kind_of(values: dict[str, Any], known: Connection | None) -> str:
    """folder, postgresql, mysql, rest, or database where somebody wrote it by hand."""
    if known is not None and known.place.get("kind"):
        return str(known.place["kind"])
    kind = str(values.get("kind") or "database")
    return kind if kind in services.KINDS else "database"


def place_of(values: dict[str, Any], known: Connection | None) -> str:
    """Where it is, without credentials."""
    if values.get("folder"):
        return str(values["folder"])
    if values.get("base_url"):
        return f"{values['base_url']}{values.get('path', '')}"
    place = known.place if known is not None else {}
    server = f"{place['host']}/{place['database']} · " if place.get("host") else ""
    return f"{server}{values.get('table') or values.get('file') or '…'}"


def fetches_of(name: str, count: int = 8) -> list[Job]:
    """The newest fetches of a source."""
    return list(Job.objects.filter(kind__in=FETCHES, arguments__source=name).select_related("created_by")[:count])


def last_look(name: str) -> Job | None:
    """The newest test of a source's connection."""
    return Job.objects.filter(kind="check_source", arguments__source=name).first()


def choices_for(table: str) -> list[tuple[str, Text, bool]]:
    """The columns of one of our tables: name, label, and whether it must be filled."""
    needed = library.CANONICAL[table]
    return [(one.name, one.label, one.is_required) for one in needed.columns if one.name != "import_id"]


def _table(values: dict[str, Any]) -> Text:
    table = library.CANONICAL.get(str(values.get("into")))
    return library.same(str(values.get("into") or "—")) if table is None else table.title
