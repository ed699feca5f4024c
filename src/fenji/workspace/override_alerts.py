"""What there is to know of overrides: which hold, which expire soon, which the system's grade has caught up with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from fenji.intake.identity.merges import links_of, merges, survivor_of
from fenji.workspace import runs as ledger
from fenji.workspace.decisions import effective_day
from fenji.workspace.overrides import Override, overrides

if TYPE_CHECKING:
    from fenji.lake.lake import Lake
    from fenji.workspace.runs import KeptRun
    from fenji.workspace.workspace import Workspace

Standing = Literal["waiting", "planned", "holds", "expired", "ended", "rejected"]
SOON_DAYS = 30


@dataclass(frozen=True)
class Told:
    """An override as of a day: how it stands, how many days are left, and what the system says of the customer.

    `is_passed`: the system's grade is as good as the one that was set, or better, so that the override holds the
    customer back or changes nothing. `has_tier` is False where the standard has no such tier any more: it sets nothing.
    """

    override: Override
    standing: Standing
    days_left: int | None
    system_tier: str | None
    is_passed: bool
    has_tier: bool

    def expires_within(self, days: int) -> bool:
        """Whether it still holds and its last day is at most so many days away."""
        return self.standing == "holds" and self.days_left is not None and self.days_left <= days


def told(workspace: Workspace, *, scheme: str | None = None, run_id: str | None = None) -> list[Told]:
    """Every override with its standing on the day of its standard's newest grading (or of one run), newest first."""
    lake = workspace.lake
    found = overrides(lake, scheme)
    kept = ledger.runs(lake) if found else []
    told_of: list[Told] = []
    for name in dict.fromkeys(one.scheme for one in found):
        mine = [one for one in found if one.scheme == name]
        run = _run(kept, name, run_id)
        day = run.run.as_of if run is not None else effective_day(workspace)
        told_of += _told(lake, mine, run, day)
    return sorted(told_of, key=lambda one: -one.override.override_id)


def _told(lake: Lake, found: Sequence[Override], run: KeptRun | None, day: date) -> list[Told]:
    links = links_of(merges(lake))
    tiers = {} if run is None else _rungs(lake, run)
    active = [one for one in found if _standing(one, day) == "holds"]
    system = (
        {} if run is None or not active else _system(lake, run, [survivor_of(links, one.customer_id) for one in active])
    )
    answers = []
    for one in found:
        standing = _standing(one, day)
        tier, rung = (
            system.get(survivor_of(links, one.customer_id), (None, None)) if standing == "holds" else (None, None)
        )
        wanted = tiers.get(one.tier)
        is_passed = rung is not None and wanted is not None and rung <= wanted
        left = (one.until - day).days if standing in ("holds", "planned") else None
        answers.append(Told(one, standing, left, tier, is_passed, wanted is not None or run is None))
    return answers


def _standing(one: Override, day: date) -> Standing:
    if one.state in ("waiting", "rejected"):
        return "waiting" if one.state == "waiting" else "rejected"
    if one.holds_on(day):
        return "holds"
    if one.state == "ended":
        return "ended"
    return "planned" if day < one.begins_on else "expired"


def _run(kept: Sequence[KeptRun], scheme: str, run_id: str | None) -> KeptRun | None:
    mine = [one for one in kept if one.run.scheme == scheme and run_id in (None, one.run.id)]
    return mine[-1] if mine else None


def _rungs(lake: Lake, run: KeptRun) -> Mapping[str, int]:
    version = next(one for one in ledger.versions(lake, run.run.scheme) if one.version == run.run.version)
    return {tier.key: number for number, tier in enumerate(version.scheme.tiers, start=1)}


def _system(lake: Lake, run: KeptRun, customers: Sequence[str]) -> dict[str, tuple[str | None, int | None]]:
    """What the standard alone said of these customers in a run."""
    table = lake.table(run.result_table)
    tier, rung = ("system_tier", "system_rung") if "system_tier" in table.columns else ("tier", "rung")
    asked = table.filter(table.run_id == run.run.id, table.customer_id.isin(sorted(set(customers))))
    said = lake.engine.rows(lake.engine.compile(asked.select("customer_id", tier=asked[tier], rung=asked[rung])))
    return {row["customer_id"]: (row["tier"], row["rung"]) for row in said}
