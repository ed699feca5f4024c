"""What the numbers of a whole run say: every kind of finding asked in one scan, ranked by what is at stake."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from fenji.advice.finding import FINDING_KINDS, Finding
from fenji.advice.ground import Ground

if TYPE_CHECKING:
    from fenji.advice.recorded import Recorded
    from fenji.result import Result
    from fenji.result_records import TierSummary
    from fenji.segments.segmentation import Segmentation

__all__ = ["Finding", "overview", "ranked"]


def overview(
    result: Result,
    limit: int | None = 6,
    *,
    tiers: tuple[TierSummary, ...] | None = None,
    segmentations: Sequence[Segmentation] = (),
    today: date | None = None,
    has_owners: bool = False,
    recorded: Recorded | None = None,
) -> tuple[Finding, ...]:
    """What a manager should know of a run first, the largest prize first; at most `limit`, all with None.

    Nothing is said that the run does not hold: no moves without a run before, nothing of a column that nobody has.
    However many customers, it costs one scan and a few small questions. `tiers` are the result's own, where they are
    known already; `segmentations` name segments, `today` tells how old the grades are, and `has_owners` says that the
    rows hold the owners of now (else nothing is said of owners); `recorded` is what the tables say of
    refunds, products, answers and tickets (else nothing is said of those).
    """
    known = result.tiers() if tiers is None else tiers
    ground = Ground(result, known, tuple(segmentations), today, has_owners, recorded)
    return ranked(_found(ground))[:limit]


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The largest prize first, those without one last: trouble before the rest, then by name."""
    tones = {"bad": 0, "good": 1, "plain": 2}
    return tuple(
        sorted(findings, key=lambda one: (one.prize is None, -(one.prize or Decimal(0)), tones[one.tone], one.name))
    )


def _found(ground: Ground) -> list[Finding]:
    asked = {kind: list(kind.probes(ground)) for kind in FINDING_KINDS.all().values()}
    tallies = ground.tally(probe for probes in asked.values() for probe in probes)
    return [
        finding
        for kind, probes in asked.items()
        for finding in kind.found(ground, {probe: tallies[probe] for probe in probes})
    ]
