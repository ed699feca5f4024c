"""A workspace through any course of events: imported, decided, graded, previewed, taken back; what must always hold."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fenji.grades.standing import STANDING
from fenji.scheme.load import read_scheme
from fenji.workspace.overrides import end_override, set_override
from fenji.workspace.publishing import draft, publish, roll_back
from fenji.workspace.workspace import Workspace
from tests.properties.shops import IS_LONG

SCHEME = """
name: bank
title: {zh: 银行客户分级, en: Bank}
currency: CNY
window: 60 days
criteria:
  - {metric: net_revenue, weight: 100%, scorer: {kind: scale, low: 0, high: 100}}
tiers:
  - {key: gold, name: {zh: 金卡, en: Gold}, colour: "#D98200", icon: {shape: crown}, from_score: 80}
  - {key: silver, name: {zh: 银卡, en: Silver}, colour: "#0072B2", icon: {shape: star}, from_score: 50}
  - {key: plain, name: {zh: 普卡, en: Plain}, colour: "#5B6770", icon: {shape: circle}, rest: true}
transitions:
  evaluate: month
  grace: 2 runs
  warn_days: 31
  tiers:
    gold: {keep: {from_score: 70}, demotion: one_rung, minimum_stay: 40 days}
"""
HEADER = "order_id,customer_id,ordered_at,amount,refund_of\n"
CUSTOMERS = ("C1", "C2", "C3")
START = date(2024, 1, 1)
DAYS = [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)]
STEPS = settings(
    max_examples=60 if IS_LONG else 4,
    stateful_step_count=40 if IS_LONG else 8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
some = st.integers(0, 999)
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Said:
    """An override as the test remembers it; `last` is the last day it holds."""

    number: int
    customer: str
    tier: str
    begins: date
    last: date


class Life(RuleBasedStateMachine):
    """What happens to a workspace, beside what a person with a pencil would have kept of it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.shop = Workspace.create(Path(self.folder.name) / "shop")
        (self.shop.folder / "schemes" / "bank.yaml").write_text(SCHEME, "utf-8")
        self.orders = 0
        self.imports: dict[int, list[tuple[str, str, date, int]]] = {}
        self.overrides: list[Said] = []
        self.version = 1
        self.published = [1]
        self.seals: dict[Key, str] = {}
        self.standings: dict[str, Key] = {}
        self.kept: dict[Key, dict[str, tuple[Any, ...]]] = {}

    @initialize()
    def opened(self) -> None:
        self._bring([(name, date(2024, 1, 15), amount) for name, amount in zip(CUSTOMERS, (95, 60, 10), strict=True)])
        self.graded(0)

    @rule(who=some, day=st.integers(0, 119), amount=st.sampled_from([5, 20, 35, 90]))
    def bought(self, who: int, day: int, amount: int) -> None:
        self._bring([(CUSTOMERS[who % 3], START + timedelta(days=day), amount)])

    @precondition(lambda self: self._sales())
    @rule(which=some, after=st.integers(1, 60))
    def gave_back(self, which: int, after: int) -> None:
        sales = self._sales()
        number, customer, day, amount = sales[which % len(sales)]
        line = f"R{number},{customer},{day + timedelta(days=after)} 12:00,-{amount},{number}\n"
        self.imports[self._file(line)] = [(f"R{number}", customer, day, -amount)]

    @precondition(lambda self: len(self.imports) > 1)
    @rule(which=some)
    def took_an_import_back(self, which: int) -> None:
        number = sorted(self.imports)[1:][which % (len(self.imports) - 1)]
        done = self.shop.undo_import(number, reason="wrong file", cascade=True)
        assert number in done.imports
        for one in done.imports:
            del self.imports[one]

    @rule(day=st.integers(0, len(DAYS) - 1))
    def graded(self, day: int) -> None:
        result = self.shop.grade("bank", as_of=DAYS[day])
        try:
            run = result.run
            rows = {row["customer_id"]: row for row in result.rows()}
        finally:
            result.engine.close()
        assert run.version == self.version
        held = self._held(DAYS[day])
        for name, row in rows.items():
            one = held.get(name)
            if one is None:
                assert not row["reason"].startswith("override:")
                assert row["tier"] == row["standing_tier"]
            else:
                assert (row["tier"], row["reason"]) == (one.tier, f"override:{one.number}")
        before = None if run.previous_id is None else self.standings[run.previous_id]
        standing: Key = (run.version, run.as_of, frozenset(self.imports), before)
        self.standings[run.id] = standing
        now = {name: tuple(row[column] for column in STANDING) for name, row in rows.items()}
        assert self.kept.setdefault(standing, now) == now, "protection changed though nothing else did"
        words = tuple(sorted((one.customer, one.tier, one.number) for one in held.values()))
        assert self.seals.setdefault((*standing, words), run.digest) == run.digest

    @rule(
        who=some, tier=st.sampled_from(["gold", "silver", "plain"]), begins=st.integers(0, 120), days=st.integers(0, 70)
    )
    def set_a_tier_by_hand(self, who: int, tier: str, begins: int, days: int) -> None:
        first, customer = START + timedelta(days=begins), CUSTOMERS[who % 3]
        last = first + timedelta(days=days)
        one = set_override(
            self.shop, customer, scheme=self.shop.scheme("bank"), tier=tier, begins_on=first, until=last, reason="asked"
        )
        self.overrides = [
            replace(said, last=min(said.last, first - timedelta(days=1))) if said.customer == customer else said
            for said in self.overrides
        ]
        self.overrides.append(Said(one.override_id, customer, tier, first, last))

    @precondition(lambda self: self.overrides)
    @rule(back=st.integers(0, 20))
    def switched_automation_back_on(self, back: int) -> None:
        one = self.overrides[-1]
        day = max(one.begins, one.last - timedelta(days=back))
        if one.last >= day and self.shop and one.number not in self._ended():
            end_override(self.shop, one.number, reason="enough", on=day)
            self.overrides[-1] = replace(one, last=day - timedelta(days=1))

    @rule()
    def published_another_standard(self) -> None:
        number = max(self.published) + 1
        changed = read_scheme(SCHEME.replace("from_score: 80", f"from_score: {80 + number}"))
        assert draft(self.shop, changed, as_of=DAYS[-1]).version == number
        publish(self.shop, "bank", number)
        self.published.append(number)
        self.version = number

    @precondition(lambda self: len(self.published) > 1)
    @rule(which=some)
    def rolled_back(self, which: int) -> None:
        earlier = [one for one in self.published if one != self.version]
        self.version = earlier[which % len(earlier)]
        roll_back(self.shop, "bank", self.version)

    @rule(cut=st.integers(71, 95))
    def previewed(self, cut: int) -> None:
        before = (self.shop.lake.snapshot(), [run.id for run in self.shop.runs()])
        found = self.shop.simulate({"tiers.gold.from_score": cut}, scheme="bank")
        assert sum(cell.customers for cell in found.matrix()) == found.customers()
        assert (self.shop.lake.snapshot(), [run.id for run in self.shop.runs()]) == before

    @rule(which=some)
    def replayed(self, which: int) -> None:
        runs = self.shop.runs()
        run = runs[which % len(runs)] if runs else None
        if run is not None:
            assert self.shop.replay(run.id) == (run.digest, run.digest)

    @invariant()
    def every_run_is_kept(self) -> None:
        assert {run.id for run in self.shop.runs()} == set(self.standings)

    @precondition(lambda _: IS_LONG)
    @invariant()
    def the_lake_is_sound(self) -> None:
        report = self.shop.check()
        assert report.is_sound, report.problems

    def teardown(self) -> None:
        try:
            for run in self.shop.runs():
                assert self.shop.replay(run.id) == (run.digest, run.digest), run.id
            report = self.shop.check()
            assert report.is_sound, report.problems
        finally:
            self.shop.close()
            self.folder.cleanup()

    def _held(self, day: date) -> dict[str, Said]:
        """Whose tier a person has set on that day; of several the last said."""
        return {one.customer: one for one in self.overrides if one.begins <= day <= one.last}

    def _ended(self) -> set[int]:
        from fenji.workspace.overrides import overrides

        return {one.override_id for one in overrides(self.shop.lake) if one.state != "set"}

    def _sales(self) -> list[tuple[str, str, date, int]]:
        """The sales that stand and were not given back."""
        every = [one for rows in self.imports.values() for one in rows]
        back = {number.removeprefix("R") for number, *_ in every if number.startswith("R")}
        return [one for one in every if one[3] > 0 and one[0] not in back]

    def _bring(self, bought: list[tuple[str, date, int]]) -> None:
        rows = []
        for customer, day, amount in bought:
            self.orders += 1
            rows.append((f"S{self.orders}", customer, day, amount))
        text = "".join(f"{number},{customer},{day} 10:00,{amount},\n" for number, customer, day, amount in rows)
        self.imports[self._file(text)] = rows

    def _file(self, text: str) -> int:
        path = Path(self.folder.name) / "orders.csv"
        path.write_text(HEADER + text, "utf-8")
        report = self.shop.import_file(path, "orders")
        assert report.rejected == 0, report.findings
        return report.import_id


def test_whatever_happens_to_a_workspace_its_grades_stay_true() -> None:
    run_state_machine_as_test(Life, settings=STEPS)
