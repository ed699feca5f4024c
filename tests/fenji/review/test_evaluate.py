"""Scores against what came afterwards, on an engine: tiny cases by hand, coverage, flapping, the verdict in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.language import Text
from fenji.pipeline import asking
from fenji.review.evaluate import Day, Predictor, Rated, evaluate, flapping_shares
from fenji.review.resample import Estimate
from fenji.review.verdict import Evaluation, evaluation

CUT = date(2024, 3, 31)
GOOD = Predictor("good", Text("Good", "好"), "good", "good_top")
WEAK = Predictor("weak", Text("Weak", "弱"), "weak", "weak_top")
PLAIN = Predictor("plain", Text("plain figure", "朴素"), "plain")


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine.in_memory()
    yield engine
    engine.close()


def observed(engine: DuckDBEngine, name: str, brought: Sequence[int], **scores: Sequence[Any]) -> Any:
    money = pa.array([Decimal(value) for value in brought], pa.decimal128(18, 2))
    columns = {key: pa.array(values) for key, values in scores.items()}
    rows = pa.table({"customer_id": [str(n) for n in range(len(brought))], "next_revenue": money, **columns})
    engine.register(name, rows)
    return engine.table(name)


def test_each_figure_of_a_tiny_shop_by_hand(engine: DuckDBEngine) -> None:
    table = observed(engine, "tiny", [0, 0, 2, 8], good=[1, 2, 3, 4], good_top=[False, False, False, True])
    (rated,) = evaluate(table, [GOOD], cut=CUT, engine=engine, heads=0.5).rated
    # outcome ranks 1.5 1.5 3 4 against 1 2 3 4: 4.5 / sqrt(5 * 4.5)
    assert rated.figures["spearman"].value == pytest.approx(4.5 / np.sqrt(22.5))  # type: ignore[union-attr]
    # the curve reaches 0.8, 1, 1, 1: (0.8 + 1.8 + 2 + 2) / 4 - 1
    assert rated.figures["gini"].value == pytest.approx(0.65)  # type: ignore[union-attr]
    assert rated.figures["caught"].value == pytest.approx(1.0)  # type: ignore[union-attr]
    assert rated.top is not None
    assert (rated.top.heads, rated.top.revenue.value, rated.top.lift) == pytest.approx((0.25, 0.8, 3.2))
    assert (rated.customers, rated.coverage) == (4, 1.0)


def test_who_is_not_graded_counts_in_the_coverage_only(engine: DuckDBEngine) -> None:
    table = observed(engine, "partly", [5, 0, 9, 1], good=[1, 2, None, 3], good_top=[False, False, None, True])
    (rated,) = evaluate(table, [GOOD], cut=CUT, engine=engine).rated
    assert (rated.customers, rated.coverage) == (3, 0.75)
    assert rated.figures["gini"].value == pytest.approx((1 / 6 + 2 / 6 + 7 / 6) / 3 - 1)  # type: ignore[union-attr]


def test_nothing_that_came_afterwards_tells_nothing(engine: DuckDBEngine) -> None:
    table = observed(engine, "empty", [0, 0, 0], good=[1, 2, 3], good_top=[False, False, True])
    day = evaluate(table, [GOOD], cut=CUT, engine=engine)
    assert day.rated[0].figures == {"spearman": None, "gini": None, "caught": None}
    told = evaluation([day], horizon=90, heads=0.2)
    assert told.best() is None
    assert [one.zh for one in told.words()] == ["无法判断：之后没有购买金额。"]


@pytest.fixture(scope="module")
def shop(engine: DuckDBEngine) -> Day:
    return evaluate(_shop(engine), [GOOD, WEAK, PLAIN], cut=CUT, engine=engine, seed=7)


def _shop(engine: DuckDBEngine) -> Any:
    dice = np.random.default_rng(20240331)
    worth = dice.integers(0, 40, 800)
    brought = np.where(dice.random(800) < 0.3, 0, np.exp(worth / 10 + dice.normal(0, 1, 800)) * 10).astype(int)
    weak = worth + dice.integers(-30, 31, 800)
    return observed(engine, "shop", brought.tolist(), good=worth, good_top=worth > 35, weak=weak, weak_top=weak > 50,
                    plain=worth + dice.integers(-1, 2, 800))  # fmt: skip


def test_what_is_better_is_found_and_what_is_not_is_said(shop: Day) -> None:
    told = evaluation([shop], horizon=90, heads=0.2)
    best = told.best()
    assert best is not None
    assert best.predictor is GOOD
    assert [(one.other, one.answer) for one in told.verdicts()] == [("weak", "better"), ("plain", "cannot tell")]
    english = [one.en for one in told.words()]
    assert english[0].startswith("Of the standards 'Good' predicts best here, as of 2024-03-31")
    assert "better than 'Weak'" in english[1]
    assert "cannot tell" in english[2]
    assert "无法判断" in told.words()[2].zh


def test_a_difference_seen_from_the_other_side_is_turned(shop: Day) -> None:
    for measure in ("spearman", "gini", "caught"):
        one, other = shop.apart("good", "weak", measure), shop.apart("weak", "good", measure)
        assert one is not None
        assert one.turned() == other


def test_the_interval_of_a_difference_is_narrower_than_of_two_shops(shop: Day) -> None:
    gap = shop.apart("good", "plain", "gini")
    good, plain = (next(one for one in shop.rated if one.predictor.name == name) for name in ("good", "plain"))

    def width(one: Estimate | None) -> float:
        assert one is not None
        assert one.low is not None
        assert one.high is not None
        return one.high - one.low

    assert width(gap) < min(width(good.figures["gini"]), width(plain.figures["gini"]))


def test_the_same_seed_gives_the_same_intervals(engine: DuckDBEngine, shop: Day) -> None:
    again = evaluate(_shop(engine), [GOOD, WEAK, PLAIN], cut=CUT, engine=engine, seed=7)
    assert again == shop
    other = evaluate(_shop(engine), [GOOD], cut=CUT, engine=engine, seed=8)
    mine, theirs = (day.rated[0].figures["gini"] for day in (shop, other))
    assert mine is not None
    assert theirs is not None
    assert mine.value == theirs.value
    assert mine.low != theirs.low


def test_no_working_table_is_left_behind(engine: DuckDBEngine, shop: Day) -> None:
    del shop
    left = engine.rows("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'observed_%'")
    assert left == []


def test_flapping_is_leaving_a_tier_and_coming_back(engine: DuckDBEngine) -> None:
    days = {"one": ["A", "A", "A", "B", "A"], "two": ["B", "A", "B", "B", None], "three": ["A", "A", "C", "A", "A"]}
    tables = []
    for name, tiers in days.items():
        engine.register(f"day_{name}", pa.table({"customer_id": list("abcde"), "tier": tiers}))
        tables.append(engine.table(f"day_{name}"))
    assert flapping_shares(*tables, ["tier"], asking(engine)) == {"tier": 0.25}  # a of a b c d
    nobody = tables[0].filter(tables[0].tier == "Z")
    assert flapping_shares(nobody, *tables[1:], ["tier"], asking(engine)) == {"tier": None}


def test_days_are_averaged_and_one_that_cannot_be_told_leaves_the_figure_open() -> None:
    def day(cut: date, value: float | None) -> Day:
        figure = None if value is None else Estimate(value, value - 0.1, value + 0.1)
        rated = Rated(GOOD, 10, 1.0, dict.fromkeys(("spearman", "gini", "caught"), figure))
        return Day(cut, 10, (rated,), {})

    two: Evaluation = evaluation([day(CUT, 0.2), day(date(2024, 6, 30), 0.4)], horizon=90, heads=0.2)
    mean = two.rated[0].figures["gini"]
    assert mean is not None
    assert mean.value == pytest.approx(0.3)
    assert "on average over 2 days" in two.words()[0].en
    assert evaluation([day(CUT, 0.2), day(date(2024, 6, 30), None)], horizon=90, heads=0.2).best() is None
