"""The eight classes: complete, exclusive, named as the field names them."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pyarrow as pa
import pytest
from pydantic import ValidationError

from fenji.engines.duckdb import DuckDBEngine
from fenji.segments.placed import learn, place
from fenji.segments.rfm8 import CLASSES, Rfm8, Split, class_of

BY_NAME = {
    "高高高": "重要价值客户",
    "低高高": "重要保持客户",
    "高低高": "重要发展客户",
    "低低高": "重要挽留客户",
    "高高低": "一般价值客户",
    "低高低": "一般保持客户",
    "高低低": "一般发展客户",
    "低低低": "一般挽留客户",
}


def classes(rows: list[tuple[int | None, int, str]], settings: Rfm8) -> list[str | None]:
    columns: list[list[Any]] = [list(column) for column in zip(*rows, strict=True)]
    table = pa.table(
        {
            "customer_id": pa.array([f"{number:04}" for number in range(len(rows))]),
            "recency_days_all": pa.array(columns[0], pa.int64()),
            "order_count_365_days": pa.array(columns[1], pa.int64()),
            "net_revenue_365_days": pa.array([Decimal(each) for each in columns[2]], pa.decimal128(18, 2)),
        }
    )
    with DuckDBEngine.in_memory(threads=1) as engine:
        engine.register("measured", table)
        measured = engine.table("measured")
        learned = learn(measured, [settings], lambda asked: engine.rows(engine.compile(asked)))
        found = place(measured, [settings], learned).order_by("customer_id")
        names = {each.key: each.name.zh for each in CLASSES}
        return [names.get(row["rfm_class"]) for row in engine.rows(engine.compile(found))]


AT = Rfm8(
    recency=Split(at="value", value=Decimal(30)),
    frequency=Split(at="value", value=Decimal(5)),
    money=Split(at="value", value=Decimal(1000)),
)


@pytest.mark.parametrize(("marks", "name"), BY_NAME.items())
def test_each_combination_has_its_own_name(marks: str, name: str) -> None:
    recent, frequent, valuable = (mark == "高" for mark in marks)
    assert class_of(is_recent=recent, is_frequent=frequent, is_valuable=valuable).name.zh == name
    row = (10 if recent else 90, 9 if frequent else 1, "5000" if valuable else "10")
    assert classes([row], AT) == [name]


def test_the_map_is_complete_and_exclusive() -> None:
    marks = [(each.is_recent, each.is_frequent, each.is_valuable) for each in CLASSES]
    assert sorted(marks) == sorted(product([True, False], repeat=3))
    assert len({each.name.zh for each in CLASSES}) == len({each.name.en for each in CLASSES}) == 8


def test_every_known_customer_is_in_exactly_one_class() -> None:
    rows = [(r, f, m) for r in (0, 29, 30, 31, 400) for f in (0, 4, 5, 6) for m in ("-5", "999.99", "1000", "1000.01")]
    assert None not in classes(rows, AT)


def test_a_customer_at_the_cut_point_is_high() -> None:
    assert classes([(30, 5, "1000")], AT) == ["重要价值客户"]
    assert classes([(31, 4, "999.99")], AT) == ["一般挽留客户"]


def test_equal_customers_are_in_the_same_class_at_mean_and_median() -> None:
    rows = [(10, 1, "10"), (10, 1, "10"), (20, 2, "20"), (90, 9, "90"), (90, 9, "90")]
    for at in ("mean", "median"):
        split = Split(at=at)
        found = classes(rows, Rfm8(recency=split, frequency=split, money=split))
        assert found[0] == found[1]
        assert found[3] == found[4] == "重要保持客户"


def test_a_customer_who_never_bought_has_no_class_and_moves_no_cut_point() -> None:
    rows: list[tuple[int | None, int, str]] = [(10, 4, "40"), (20, 2, "20")]
    with_never = [*rows, (None, 0, "0")]
    assert classes(with_never, Rfm8()) == [*classes(rows, Rfm8()), None]
    assert classes([(None, 0, "0")], Rfm8()) == [None]


def test_a_split_at_a_value_names_it() -> None:
    with pytest.raises(ValidationError):
        Split(at="value")
    with pytest.raises(ValidationError):
        Split(at="mean", value=Decimal(3))


def test_the_top_takes_the_best_and_everybody_equal_to_the_last_of_them() -> None:
    rows: list[tuple[int | None, int, str]] = [(n, 1, "10") for n in (1, 2, 3, 3, 9)]
    settings = Rfm8(recency=Split(at="top", value=Decimal(3)), frequency=AT.frequency, money=AT.money)
    found = classes(rows, settings)
    assert [name == "一般发展客户" for name in found] == [True, True, True, True, False]


def test_a_top_share_is_rounded_up_to_whole_customers() -> None:
    rows: list[tuple[int | None, int, str]] = [(9, n, "10") for n in (1, 2, 3, 4, 5)]
    settings = Rfm8(recency=AT.recency, frequency=Split(at="top_share", value=Decimal("0.21")), money=AT.money)
    assert [name == "一般价值客户" for name in classes(rows, settings)] == [False, False, False, True, True]


def test_a_top_larger_than_everybody_takes_everybody() -> None:
    settings = Rfm8(recency=Split(at="top", value=Decimal(99)), frequency=AT.frequency, money=AT.money)
    assert set(classes([(1, 1, "1"), (400, 1, "1")], settings)) == {"一般发展客户"}


@pytest.mark.parametrize(
    ("written", "at", "value"),
    [
        ("mean", "mean", None),
        ("median", "median", None),
        (30, "value", Decimal(30)),
        ({"top": 500}, "top", Decimal(500)),
        ({"top": "20%"}, "top_share", Decimal("0.2")),
        ({"at": "top_share", "value": "0.5"}, "top_share", Decimal("0.5")),
    ],
)
def test_a_split_is_written_shortly_or_in_full(written: Any, at: str, value: Decimal | None) -> None:
    settings = Rfm8.model_validate({"recency": written})
    assert (settings.recency.at, settings.recency.value) == (at, value)
    assert Rfm8.model_validate(settings.content()) == settings


@pytest.mark.parametrize("wrong", [{"top": 0}, {"top": "1.5"}, {"top": "120%"}, {"top": "x%"}, "often", {"at": "top"}])
def test_a_split_that_makes_no_sense_is_refused_in_both_languages(wrong: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        Rfm8.model_validate({"recency": wrong})
    assert refused.value.errors()


def test_money_is_the_total_or_the_average_of_an_order() -> None:
    assert [measure.metric for measure in Rfm8().measures()][2] == "net_revenue"
    assert [measure.metric for measure in Rfm8(money_is="average").measures()][2] == "average_order_value"


def test_the_recency_bit_is_not_inverted() -> None:
    """The most copied public dictionary calls who bought yesterday and who left for good by each other's names."""
    left, here = classes([(300, 20, "9000"), (1, 20, "9000")], AT)
    assert (left, here) == ("重要保持客户", "重要价值客户")
    assert {each.name.zh for each in CLASSES if each.is_recent} == {
        "重要价值客户", "重要发展客户", "一般价值客户", "一般发展客户",
    }  # fmt: skip


def test_the_words_say_where_each_axis_is_divided_and_what_was_found() -> None:
    said = AT.say({"recency": "30", "frequency": "5", "money": "1000"}, "CNY")
    assert [line.zh for line in said] == [
        "R 高：最近购买（全部时间）不超过30天",
        "F 高：购买次数（近365天）不低于5单",
        "M 高：购买金额(扣退款)（近365天）不低于1,000元",
    ]
    mean = Rfm8().say({"recency": "44.5", "frequency": None, "money": "10"}, "CNY")
    assert [line.en.partition(" high: ")[2] for line in mean] == [
        "Recency (all time) at most 44.5 days (the mean)", "Orders (last 365 days) (the mean)",
        "Net revenue (last 365 days) at least ¥10 (the mean)",
    ]  # fmt: skip
    unknown = Rfm8(recency=Split(at="top_share", value=Decimal("0.2"))).say()
    assert unknown[0].en == "R high: Recency (all time) (the best 20%)"
