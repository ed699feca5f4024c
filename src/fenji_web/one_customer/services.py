"""What happened with customers, read beside the runs or asked of the worker; where a tier lies, found once a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji_web import library
from fenji_web.one_customer import queries
from fenji_web.runs.models import FAILED, Job
from fenji_web.runs.services import enqueue
from fenji_web.ui.remembered import kept

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fenji_web.accounts.models import User
    from fenji_web.care.models import Record
    from fenji_web.library import Run, Timeline
    from fenji_web.one_customer.queries import Spread
    from fenji_web.ui.reading import Reading

TIMELINE = "customer_timeline"
_OPEN: dict[Path, Timeline] = {}


def timeline_of(folder: Path, run: Run) -> Timeline | None:
    """The timeline beside a run, on a cursor of its own; None where it is not written yet."""
    path = library.timeline_file(folder / "runs", run)
    if path is None:
        return None
    if path not in _OPEN:
        found = library.open_timeline(path)
        if found is None:
            return None
        _OPEN.clear()
        _OPEN[path] = found
    return library.Timeline(_OPEN[path].engine.cursor())


def ask_for_timeline(run: Run, *, by: User, again: bool = False) -> Job:
    """This person's job that writes a run's timeline: the one there is, or a new one; after a failure when asked again.

    Somebody else's may be under way: the second finds the file there and is done at once.
    """
    asked = Job.objects.filter(kind=TIMELINE, arguments__run_id=run.id, created_by=by).order_by("-id").first()
    is_of_use = asked is not None and (asked.is_open or (asked.state == FAILED and not again))
    return asked if is_of_use and asked is not None else enqueue(TIMELINE, by=by, run_id=run.id)


def typed_since(reading: Reading, ids: Sequence[str], snapshot: int | None) -> list[Record]:
    """What was typed in of a customer that a run has not seen, and that nobody has taken back since."""
    found = queries.typed_since(ids, snapshot)
    if not found:
        return []
    journal = library.kept_journal(reading.workspace_folder / "originals")
    undone = {row["import_id"] for row in journal if row.get("undone_by") is not None}
    return [one for one in found if one.import_id not in undone]


def spreads(reading: Reading, tier: str | None, columns: tuple[str, ...]) -> dict[str, Spread]:
    """Where the customers of a tier lie; found once a file."""
    about = ("one_customer", "spreads", tier, columns)
    return kept(reading, about, lambda result: queries.spreads(result, tier, columns))
