"""What a workspace knows for its advice: the playbook in force, what that may speak of, the findings of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.advice.findings import findings
from fenji.advice.overview import Finding, overview
from fenji.advice.playbook import PLAYBOOK_FILE, Known, Playbook, playbook_of
from fenji.advice.playbook.book import group_figures
from fenji.advice.suggestions import suggestions
from fenji.advice.yardstick import Yardstick
from fenji.scheme.load import standards
from fenji.workspace.model_file import graded_schemes, newest_file, open_file
from fenji.workspace.recording import recorded
from fenji.workspace.segment_files import segmentations_in

if TYPE_CHECKING:
    from fenji.errors import SchemeIssues
    from fenji.language import Language, Text
    from fenji.result import Result
    from fenji.scheme.model import Tier
    from fenji.workspace.workspace import Workspace


def known_in(folder: Path) -> Known:
    """The tiers of every standard that was graded or comes with fenji, and the segments of every segmentation."""
    tiers = [tier.key for standard in standards().values() for tier in standard.tiers]
    for name in graded_schemes(folder / "runs"):
        path = newest_file(folder / "runs", name)
        tiers += _tiers_of(path) if path is not None else ()
    segments = {one.name: tuple(segment.key for segment in one.segments()) for one in segmentations_in(folder)}
    return Known(tuple(dict.fromkeys(tiers)), segments)


def playbook_in(folder: Path) -> tuple[Playbook, SchemeIssues | None]:
    """The playbook in force; where its file has mistakes the shipped one, and the mistakes."""
    path = folder / PLAYBOOK_FILE
    if not path.is_file():
        return _read(folder, (), (), ())
    stat, known = path.stat(), known_in(folder)
    segments = tuple((name, tuple(keys)) for name, keys in known.segments.items())
    return _read(folder, (stat.st_mtime_ns, stat.st_size, stat.st_ino), tuple(known.tiers), segments)


def findings_of(workspace: Workspace, result: Result, limit: int | None = None) -> tuple[Finding, ...]:
    """A run's findings, the largest prize first; segments are called as the workspace calls them, tables are asked."""
    named = segmentations_in(workspace.folder)
    return overview(result, limit, segmentations=named, recorded=recorded(workspace, result))


@dataclass(frozen=True)
class AdviceForOne:
    """What one customer's numbers say and what to do, with the playbook's words for their tier and stage."""

    row: Mapping[str, Any]
    findings: list[str]
    suggestions: list[str]
    tier: Tier | None
    with_tier: Text | None
    stage: Text | None
    in_stage: Text | None


def advice_for(folder: Path, result: Result, customer_id: str, lang: Language) -> AdviceForOne:
    """The advice for one customer of a run, from the playbook in force."""
    found = result.customer(customer_id)
    book, _ = playbook_in(folder)
    yardstick = Yardstick.of(result, book)
    tier = found.tier
    stages = next(one for one in segmentations_in(folder) if one.name == "stage")
    stage = next((one for one in stages.segments() if one.key == found.row.get("stage")), None)
    told = None if tier is None else book.for_tier(tier.key, result.scheme.scheme.tiers).text
    return AdviceForOne(
        found.row,
        findings(found.row, yardstick, lang),
        suggestions(found.row, yardstick, lang),
        tier,
        None
        if tier is None or told is None
        else told.fill(**_figures(result, _held(result, "tier"), tier.key, tier.name)),
        None if stage is None else stage.name,
        None
        if stage is None
        else book.for_segment("stage", stage).fill(_figures(result, _held(result, "stage"), stage.key, stage.name)),
    )


def tier_words(folder: Path, result: Result) -> dict[str, Text]:
    """What the playbook in force says of every tier that holds somebody, with its figures; by the tier's key."""
    book, _ = playbook_in(folder)
    tiers = result.scheme.scheme.tiers
    held = _held(result, "tier")
    return {
        tier.key: book.for_tier(tier.key, tiers).fill(_figures(result, held, tier.key, tier.name))
        for tier in tiers
        if tier.key in held
    }


def stage_words(folder: Path, result: Result) -> dict[str, Text]:
    """The same for every lifecycle stage; empty where the run has none."""
    book, _ = playbook_in(folder)
    stages = next((one.segments() for one in segmentations_in(folder) if one.name == "stage"), ())
    if "stage" not in result.columns:
        return {}
    held = _held(result, "stage")
    return {
        stage.key: book.for_segment("stage", stage).fill(_figures(result, held, stage.key, stage.name))
        for stage in stages
    }


def _held(result: Result, column: str) -> dict[Any, tuple[int, Decimal | None]]:
    """How many customers each value of a column has, and what they brought: one scan."""
    return {values[0]: (customers, money) for values, customers, money in result.counts(column)}


def _figures(result: Result, held: Mapping[Any, tuple[int, Decimal | None]], key: str, name: Text) -> dict[str, Text]:
    known = [money for _, money in held.values() if money is not None]
    customers, money = held.get(key, (0, None))
    return group_figures(
        name,
        customers=customers,
        everyone=result.run.customers,
        money=money,
        revenue=sum(known[1:], known[0]) if known else None,
        currency=result.run.currency,
    )


@lru_cache(maxsize=8)
def _read(
    folder: Path, _stamp: tuple[int, ...], tiers: tuple[str, ...], segments: tuple[tuple[str, tuple[str, ...]], ...]
) -> tuple[Playbook, SchemeIssues | None]:
    return playbook_of(folder, Known(tiers, dict(segments)))


@lru_cache(maxsize=32)
def _tiers_of(path: Path) -> tuple[str, ...]:
    """The tiers of a read model's scheme; the file never changes."""
    result = open_file(path)
    try:
        return tuple(tier.key for tier in result.scheme.scheme.tiers)
    finally:
        result.engine.close()
