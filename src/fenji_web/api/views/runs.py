"""Runs, who moved in them, everybody's grade; grading."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Path, Query, Router

from fenji_web import library
from fenji_web.api import queries
from fenji_web.api.access import allowed, caller_of, read
from fenji_web.api.forms.customers import Asked, Name
from fenji_web.api.forms.runs import (
    Graded,
    GradedList,
    GradesAsked,
    JobShown,
    MoveList,
    MovesAsked,
    MoveShown,
    RunList,
    RunOne,
    StartRun,
    TierShown,
)
from fenji_web.api.forms.shapes import RunShown, plain
from fenji_web.api.services import work
from fenji_web.api.services.cursors import Cursor, question, seal, unseal
from fenji_web.api.services.problems import Problem
from fenji_web.customers.access import masked
from fenji_web.runs.queries import RunLine, run_lines, schemes_to_grade_by
from fenji_web.ui.language import current
from fenji_web.ui.reading import reading_of
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.customers.access import Readable

router = Router(tags=["runs"])
RunId = Annotated[Name, Path(max_length=120)]


@router.get("runs", response=RunList, url_name="runs")
@allowed("see_whole")
def list_runs(request: HttpRequest, asked: Query[Asked]) -> RunList:
    """Every run, the newest day first."""
    lines, pk = _lines(request), caller_of(request).pk
    first = 0
    if asked.cursor:
        last = unseal(asked.cursor, asked="runs", person_id=pk).file
        first = next((place for place, one in enumerate(lines, 1) if one.path.name == last), -1)
        if first < 0:
            raise Problem(410)
    part = lines[first : first + asked.size]
    more = len(lines) > first + len(part) and part
    following = seal(Cursor(part[-1].path.name, ()), asked="runs", person_id=pk) if more else None
    return RunList(items=[RunShown.of(one.run) for one in part], next=following)


@router.get("runs/{run_id}", response=RunOne, url_name="run")
@allowed("see_whole")
def get_run(request: HttpRequest, run_id: RunId) -> RunOne:
    """One run: what it was, what its tiers hold, how many moved which way."""
    line = _line(request, run_id)
    _, of = read(request, run_file=line.path)
    lang, result = current(), of.result
    before = result.previous
    tiers = [
        TierShown(
            tier=None if one.tier is None else one.tier.key,
            name=(words("ui.ungraded") if one.tier is None else one.tier.name).say(lang),
            customers=one.customers,
            customer_share=f"{one.customer_share:.6f}",
            net_revenue=_text(one.net_revenue),
            revenue_share=None if one.revenue_share is None else f"{one.revenue_share:.6f}",
            average_score=_text(one.average_score),
        )
        for one in result.tiers()
    ]
    return RunOne(
        run=RunShown.of(result.run),
        title=line.title.say(lang),
        digest=result.run.digest,
        fenji_version=result.run.fenji_version,
        previous=None if before is None else RunShown.of(before),
        moves={kind: count for kind, count in line.moves.items() if kind},
        tiers=tiers,
    )


@router.get("runs/{run_id}/moves", response=MoveList, url_name="moves")
@allowed("see")
def list_moves(request: HttpRequest, run_id: RunId, asked: Query[MovesAsked]) -> MoveList:
    """Whose tier differs from the run before, by customer."""
    about = question("moves", run_id, asked.kind or "")
    of, after = _begun(request, run_id, asked, about)
    found = queries.moves(of.result, kind=asked.kind or "", after=after, size=asked.size + 1)
    rows = [_masked(of, {**row, "move": row["kind"], "kind": row["person"]}) for row in found]
    items = [
        MoveShown(
            customer_id=row["customer_id"], name=row["name"], kind=row["move"], from_tier=row["from_tier"],
            to_tier=row["to_tier"], net_revenue=_text(row["net_revenue"]),
        )
        for row in rows[: asked.size]
    ]  # fmt: skip
    before = of.result.previous
    return MoveList(
        run=RunShown.of(of.result.run),
        previous=None if before is None else RunShown.of(before),
        items=items,
        next=_following(request, run_id, rows, asked, about),
    )


@router.get("runs/{run_id}/grades", response=GradedList, url_name="grades")
@allowed("see")
def list_grades(request: HttpRequest, run_id: RunId, asked: Query[GradesAsked]) -> GradedList:
    """Every customer's grade with its reason, by customer."""
    about = question("grades", run_id, asked.tier)
    of, after = _begun(request, run_id, asked, about)
    rows = queries.grades(of.result, tiers=asked.tier, after=after, size=asked.size + 1)
    return GradedList(
        run=RunShown.of(of.result.run),
        items=[_graded(of, _masked(of, row)) for row in rows[: asked.size]],
        next=_following(request, run_id, rows, asked, about),
    )


@router.post("gradings", response={202: JobShown}, url_name="start_run")
@allowed("grade")
def start_run(request: HttpRequest, asked: Body[StartRun]) -> HttpResponse:
    """Grades every customer; the job's result names the run."""
    if asked.scheme not in schemes_to_grade_by(reading_of(request).workspace_folder):
        raise Problem(422, "refused", detail=words("api.no_standard", name=asked.scheme))
    day = None
    if asked.as_of is not None:
        try:
            day = date.fromisoformat(asked.as_of).isoformat()
        except ValueError:
            raise Problem(400, "malformed", detail=words("api.no_day", day=asked.as_of)) from None
    return work.start(request, "grade", scheme=asked.scheme, as_of=day, recalibrate=asked.recalibrate)


def _lines(request: HttpRequest) -> list[RunLine]:
    return run_lines(reading_of(request).workspace_folder / "runs")


def _line(request: HttpRequest, run_id: str) -> RunLine:
    found = next((one for one in _lines(request) if one.run.id == run_id), None)
    if found is None:
        raise Problem(404, "no_run")
    return found


def _begun(request: HttpRequest, run_id: str, asked: Asked, about: str) -> tuple[Readable, str]:
    """The run's file that the first page read, and the last customer given."""
    line, after = _line(request, run_id), ""
    if asked.cursor:
        begun = unseal(asked.cursor, asked=about, person_id=caller_of(request).pk)
        if line.path.name != begun.file:
            raise Problem(410)
        after = str(begun.after[0])
    _, of = read(request, run_file=line.path)
    return of, after


def _following(request: HttpRequest, run_id: str, rows: list[Any], asked: Asked, about: str) -> str | None:
    if len(rows) <= asked.size:
        return None
    place = Cursor(_line(request, run_id).path.name, (rows[asked.size - 1]["customer_id"],))
    return seal(place, asked=about, person_id=caller_of(request).pk)


def _graded(of: Readable, row: dict[str, Any]) -> Graded:
    why = library.explain_row(row, of.result.scheme, currency=of.result.run.currency)
    return Graded(
        customer_id=row["customer_id"],
        name=row.get("name"),
        tier=row["tier"],
        score=_text(row["score"]),
        reason_code=why.reason_code,
        reason=why.reason.say(current()),
        previous_tier=row.get("previous_tier"),
        move=row.get("move"),
    )


def _masked(of: Readable, row: dict[str, Any]) -> dict[str, Any]:
    return row if of.sees_contact else masked(row)


def _text(value: Any) -> str | None:
    found = plain(value)
    return None if found is None else str(found)
