"""A workspace lives: whatever is done in it in whatever order, nothing is lost, made twice, or unsaid."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
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

from fenji.lake.commit import FAILPOINTS
from fenji.scheme.load import read_scheme
from fenji.workbook.workbook import write_workbook
from fenji.workspace import duplicates, overrides, publishing, versions
from fenji.workspace.backup import back_up, restore
from fenji.workspace.decisions import effective_day
from fenji.workspace.model_file import newest_file, open_file
from fenji.workspace.workspace import Workspace
from tests.bar.size import minutes, sized

BORDER = 80
TEXT = """
name: mine
title: {zh: 我的标准, en: Mine}
window: 365 days
currency: CNY
criteria:
  - metric: net_revenue
    weight: 100%
    scorer: {kind: bands, bands: [{to: 1000, points: 0}, {from: 1000, to: 5000, points: 50}, {from: 5000, points: 100}]}
tiers:
  - {key: VIP, name: {zh: VIP客户, en: VIP}, colour: "#D98200", icon: {shape: crown}, from_score: 80}
  - {key: regular, name: {zh: 普通客户, en: Regular}, colour: "#0072B2", icon: {shape: star}, from_score: 40}
  - {key: small, name: {zh: 潜在客户, en: Small}, colour: "#8C6BB1", icon: {shape: leaf}, rest: true}
"""
HEAD = "order_id,customer_id,ordered_at,amount"
PEOPLE = ("C1", "C2", "C3", "C4")
FIRST = {"A1": ("C1", 900), "A2": ("C2", 6000), "A3": ("C3", 50), "A4": ("C4", 3000)}
DAY = date(2024, 6, 30)
CONTENT = "SELECT order_id, customer_id, amount FROM lake.main.orders ORDER BY ALL"


def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fenji-life-")) / "shop"
    workspace = Workspace.create(folder)
    file = folder.parent / "first.csv"
    file.write_text("\n".join([HEAD, *(f"{k},{c},2024-05-01 10:00,{a}" for k, (c, a) in FIRST.items()), ""]), "utf-8")
    workspace.import_file(file, "orders")
    (folder / "schemes" / "mine.yaml").write_text(TEXT, "utf-8")
    workspace.grade("mine", as_of=DAY)
    workspace.close()
    return folder


class Life(RuleBasedStateMachine):
    """What people do with a workspace, and what must hold after each step."""

    base: Path | None = None

    @initialize()
    def begin(self) -> None:
        if Life.base is None:
            Life.base = _made()
        self.place = Path(tempfile.mkdtemp(prefix="fenji-life-"))
        shutil.copytree(Life.base, self.place / "shop")
        self.workspace = Workspace.open(self.place / "shop")
        self.orders = dict(FIRST)
        self.taken: list[tuple[int, tuple[str, ...]]] = []
        self.entries = 1
        self.border = BORDER
        self.absorbed: dict[str, str] = {}
        self.day = DAY
        self.number = 0
        self.held: dict[int, tuple[str, str, date]] = {}

    def teardown(self) -> None:
        if hasattr(self, "workspace"):
            self.workspace.close()
            shutil.rmtree(self.place, ignore_errors=True)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        return self.workspace.lake.engine.rows(sql)

    def file(self, lines: list[str]) -> Path:
        self.number += 1
        path = self.place / f"file{self.number}.csv"
        path.write_text("\n".join([HEAD, *lines, ""]), "utf-8")
        return path

    def new_orders(self, count: int, amount: int) -> dict[str, tuple[str, int]]:
        who = PEOPLE[amount % len(PEOPLE)]
        return {f"B{self.number + 1}-{n}": (who, amount + n) for n in range(count)}

    def lines(self, orders: dict[str, tuple[str, int]]) -> list[str]:
        return [f"{key},{who},2024-06-1{n % 9} 10:00,{amount}" for n, (key, (who, amount)) in enumerate(orders.items())]

    @rule(count=st.integers(1, 3), amount=st.integers(1, 6000))
    def import_orders(self, count: int, amount: int) -> None:
        orders = self.new_orders(count, amount)
        report = self.workspace.import_file(self.file(self.lines(orders)), "orders")
        assert (report.accepted, report.rejected) == (count, 0)
        self.orders |= orders
        self.taken.append((report.import_id, tuple(orders)))
        self.entries += 1

    @rule(amount=st.integers(1, 6000))
    def import_with_a_bad_row_and_mend_it(self, amount: int) -> None:
        orders = self.new_orders(1, amount)
        bad = f"X{self.number + 1},C1,2024-06-10 10:00,twelve"
        report = self.workspace.import_file(self.file([*self.lines(orders), bad]), "orders")
        assert (report.rows_in, report.accepted, report.rejected) == (2, 1, 1)
        assert report.rejects_file is not None
        mended = self.place / f"mended{self.number}.csv"
        mended.write_text(report.rejects_file.read_text("utf-8-sig").replace("twelve", "12"), "utf-8")
        again = self.workspace.import_file(mended, "orders")
        assert again.accepted == 1
        self.orders |= orders | {bad.split(",", 1)[0]: ("C1", 12)}
        self.taken.append((report.import_id, tuple(orders)))
        self.entries += 2

    @rule()
    def import_the_newest_file_again(self) -> None:
        path = self.place / f"file{self.number}.csv"
        if path.is_file() and self.taken and self.is_newest_standing():
            before = self.workspace.lake.snapshot()
            assert self.workspace.import_file(path, "orders").is_repeat
            assert self.workspace.lake.snapshot() == before

    def is_newest_standing(self) -> bool:
        path = self.place / f"file{self.number}.csv"
        return any(key in path.read_text("utf-8") for _, keys in self.taken for key in keys)

    @rule(amount=st.integers(1, 6000))
    def import_and_take_it_back_is_as_if_it_had_never_been(self, amount: int) -> None:
        before = self.rows(CONTENT), self.rows("SELECT * FROM lake.main.customers ORDER BY ALL")
        report = self.workspace.import_file(self.file(self.lines(self.new_orders(2, amount))), "orders")
        self.workspace.undo_import(report.import_id, reason="wrong file")
        assert (self.rows(CONTENT), self.rows("SELECT * FROM lake.main.customers ORDER BY ALL")) == before
        self.entries += 2

    @precondition(lambda self: self.taken)
    @rule()
    def take_back_an_earlier_import(self) -> None:
        import_id, keys = self.taken.pop()
        self.workspace.undo_import(import_id, reason="wrong file")
        for key in keys:
            del self.orders[key]
        self.entries += 1

    @rule(place=st.sampled_from(FAILPOINTS[:-1]), amount=st.integers(1, 6000))
    def a_write_that_fails_changes_nothing(self, place: str, amount: int) -> None:
        before = self.workspace.lake.snapshot()
        file = self.file(self.lines(self.new_orders(2, amount)))
        with failing(place):
            try:
                self.workspace.import_file(file, "orders")
                raise AssertionError("the failpoint was not visited")
            except RuntimeError as error:
                assert place in str(error)  # noqa: PT017 - the failpoint's own
        assert self.workspace.lake.snapshot() == before

    @rule(later=st.integers(0, 40))
    def grade(self, later: int) -> None:
        self.day = max(self.day, DAY + timedelta(days=later))
        result = self.workspace.grade("mine", as_of=self.day)
        rows = list(result.rows(["customer_id", "tier", "net_revenue"]))
        result.engine.close()
        assert sorted(row["customer_id"] for row in rows) == sorted(set(PEOPLE) - set(self.absorbed))
        money = sum((Decimal(amount) for _, amount in self.orders.values()), Decimal(0))
        assert sum(row["net_revenue"] for row in rows) == money
        shown = {row["customer_id"]: row["tier"] for row in rows}
        for who, tier, until in self.held.values():
            if self.day <= until and who not in self.absorbed and who not in self.absorbed.values():
                assert shown[who] == tier, "a promised tier was taken away before its last day"
        kept, again = self.workspace.replay(result.run.id)
        assert kept == again

    @rule(border=st.integers(60, 90))
    def edit_and_publish(self, border: int) -> None:
        if border == self.border:
            return
        words = TEXT.replace(f"from_score: {BORDER}", f"from_score: {border}")
        known = {
            one.written_digest for one in versions.versions(self.workspace.lake, "mine") if one.state != "rejected"
        }
        if read_scheme(words).digest in known:
            return
        (self.workspace.folder / "schemes" / "mine.yaml").write_text(words, "utf-8")
        made = publishing.draft(self.workspace, read_scheme(words), as_of=self.day)
        publishing.publish(self.workspace, "mine", made.version)
        self.border = border

    @rule(border=st.integers(41, 95))
    def preview(self, border: int) -> None:
        before = self.workspace.lake.snapshot()
        self.workspace.simulate({"tiers.VIP.from_score": border}, scheme="mine", as_of=self.day)
        assert self.workspace.lake.snapshot() == before

    @rule(who=st.sampled_from(PEOPLE), tier=st.sampled_from(["VIP", "regular"]), days=st.integers(0, 30))
    def promise_a_tier(self, who: str, tier: str, days: int) -> None:
        scheme = read_scheme((self.workspace.folder / "schemes" / "mine.yaml").read_text("utf-8"))
        until = effective_day(self.workspace) + timedelta(days=days)
        one = overrides.set_override(self.workspace, who, scheme=scheme, tier=tier, until=until, reason="promised")
        self.held = {number: held for number, held in self.held.items() if held[0] != who}
        self.held[one.override_id] = (who, tier, until)

    @rule(into=st.sampled_from(PEOPLE), who=st.sampled_from(PEOPLE))
    def merge(self, into: str, who: str) -> None:
        if into == who or {into, who} & {*self.absorbed, *self.absorbed.values()}:
            return
        duplicates.merge(self.workspace, duplicates.planned(self.workspace, [into, who], into), reason="one person")
        self.absorbed[who] = into

    @precondition(lambda self: self.absorbed)
    @rule()
    def unmerge(self) -> None:
        who, _ = self.absorbed.popitem()
        duplicates.unmerge(self.workspace, who, reason="two people")

    @rule()
    def export_twice_is_the_same_file(self) -> None:
        result = self.workspace.result(scheme="mine")
        first, second = (
            write_workbook(result, self.place / f"{name}.xlsx", "zh").read_bytes() for name in ("first", "second")
        )
        result.engine.close()
        assert first == second

    @rule()
    def lose_the_machine_and_restore(self) -> None:
        before = self.rows(CONTENT), [run.digest for run in self.workspace.runs()]
        kept = back_up(self.workspace.folder, self.place / f"kept{self.number}-{self.entries}")
        self.workspace.close()
        shutil.rmtree(self.workspace.folder)
        restore(kept.folder, self.workspace.folder)
        shutil.rmtree(kept.folder.parent)
        self.workspace = Workspace.open(self.workspace.folder)
        assert (self.rows(CONTENT), [run.digest for run in self.workspace.runs()]) == before

    @invariant()
    def every_order_is_there_once_with_its_money(self) -> None:
        if hasattr(self, "workspace"):
            found = {row["order_id"]: (row["customer_id"], int(row["amount"])) for row in self.rows(CONTENT)}
            assert found == self.orders
            assert self.rows("SELECT count(*) AS n FROM lake.main.orders") == [{"n": len(self.orders)}]

    @invariant()
    def the_ledger_has_every_entry_and_one_version_grades(self) -> None:
        if hasattr(self, "workspace"):
            entries = self.workspace.imports()
            assert [one["import_id"] for one in entries] == list(range(1, self.entries + 1))
            states = [one.state for one in versions.versions(self.workspace.lake, "mine")]
            assert states.count("published") == 1
            asked = "count(*) AS n, count(DISTINCT run_id) AS different, min(digest IS NOT NULL) AS sealed"
            (row,) = self.rows(f"SELECT {asked} FROM lake.main.runs")
            assert row["n"] == row["different"]
            assert row["sealed"]

    @invariant()
    def what_lists_show_is_a_run_that_is_kept(self) -> None:
        if hasattr(self, "workspace"):
            path = newest_file(self.workspace.folder / "runs", "mine")
            assert path is not None
            shown = open_file(path)
            shown.engine.close()
            assert shown.run.id in {run.id for run in self.workspace.runs()}

    @invariant()
    def the_lake_is_sound(self) -> None:
        if hasattr(self, "workspace"):
            assert [one for one in self.workspace.check().problems if one.level == "error"] == []


@contextmanager
def failing(place: str) -> Iterator[None]:
    os.environ["FENJI_FAILPOINT"] = f"{place}:raise"
    try:
        yield
    finally:
        del os.environ["FENJI_FAILPOINT"]


ACTS: dict[str, Callable[[random.Random], dict[str, Any]]] = {
    "import_orders": lambda chance: {"count": 2, "amount": chance.randint(1, 6000)},
    "grade": lambda chance: {"later": chance.randint(0, 40)},
    "promise_a_tier": lambda chance: {"who": chance.choice(PEOPLE), "tier": "VIP", "days": chance.randint(5, 30)},
    "merge": lambda chance: dict(zip(("into", "who"), chance.sample(PEOPLE, 2), strict=True)),
    "import_and_take_it_back_is_as_if_it_had_never_been": lambda chance: {"amount": chance.randint(1, 6000)},
    "a_write_that_fails_changes_nothing": lambda chance: {"place": chance.choice(FAILPOINTS[:-1]), "amount": 7},
    "edit_and_publish": lambda chance: {"border": chance.randint(60, 79)},
    "preview": lambda chance: {"border": chance.randint(41, 95)},
    "import_with_a_bad_row_and_mend_it": lambda chance: {"amount": chance.randint(1, 6000)},
    "unmerge": lambda _: {},
    "take_back_an_earlier_import": lambda _: {},
    "import_the_newest_file_again": lambda _: {},
    "lose_the_machine_and_restore": lambda _: {},
}
NEEDS = {"unmerge": "absorbed", "take_back_an_earlier_import": "taken"}
HOLDS = (
    "every_order_is_there_once_with_its_money",
    "the_ledger_has_every_entry_and_one_version_grades",
    "what_lists_show_is_a_run_that_is_kept",
)


@pytest.fixture(scope="module", autouse=True)
def first_day() -> Iterator[None]:
    """The workspace every life begins with is made once."""
    yield
    if Life.base is not None:
        shutil.rmtree(Life.base.parent, ignore_errors=True)
        Life.base = None


@pytest.mark.parametrize("seed", range(sized(1, 10)))
def test_every_act_once_in_a_drawn_order(seed: int) -> None:
    chance = random.Random(seed)
    names = [*ACTS, "grade"]
    chance.shuffle(names)
    life = Life()
    life.begin()
    try:
        for name in names:
            if name not in NEEDS or getattr(life, NEEDS[name]):
                getattr(life, name)(**ACTS[name](chance))
                for what in HOLDS:
                    getattr(life, what)()
        life.the_lake_is_sound()
    finally:
        print(names)
        life.teardown()


@pytest.mark.skipif(not sized(0, 1), reason="lives of many acts are part of `make bar`")
def test_whatever_is_done_in_whatever_order_the_invariants_hold() -> None:
    until = time.monotonic() + 60 * minutes(15)
    asked = settings(
        max_examples=10, stateful_step_count=50, deadline=None, print_blob=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    lived = 0
    while lived < 500 and time.monotonic() < until:
        run_state_machine_as_test(Life, settings=asked)  # type: ignore[no-untyped-call]
        lived += asked.max_examples
    print(f"{lived} lives of {asked.stateful_step_count} steps")
