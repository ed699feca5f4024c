"""Lifecycle stages from a customer's own rhythm: every border, the gap used, who came back, and why in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from fenji.segments.lifecycle import STAGES, Lifecycle
from fenji.segments.stage_words import why
from tests.fenji.metrics.shop import AS_OF, Row, customer, refund
from tests.fenji.segments.people import alone, bought, instant, placed

KNOWN = {"stage": {"population_gap": "20.00"}}
few = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def stages(people: Mapping[str, Sequence[int]], lifecycle: Lifecycle | None = None) -> dict[str, Row]:
    """The rows of customers who bought so many days ago, beside a population with a usual gap of 20 days."""
    data = {
        "customers": [customer(name) for name in people],
        "orders": [order for name, days in people.items() for order in bought(name, *days)],
    }
    return placed(data, [lifecycle or Lifecycle()], learned=KNOWN)[0]


def stage(*days_ago: int, lifecycle: Lifecycle | None = None) -> str | None:
    return stages({"a": days_ago}, lifecycle)["a"]["stage"]  # type: ignore[no-any-return]


def test_there_are_eight_stages_named_as_the_field_names_them() -> None:
    assert [each.name.zh for each in STAGES] == [
        "潜客期", "新客期", "活跃期", "忠诚期", "预警期", "沉默期", "流失期", "挽回期",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (0, "active"),
        (15, "active"),
        (16, "at_risk"),
        (25, "at_risk"),
        (26, "dormant"),
        (40, "dormant"),
        (41, "churned"),
    ],
)
def test_later_than_a_multiple_of_the_own_gap_means_more_than_it(late: int, expected: str) -> None:
    assert stage(late, late + 10, late + 20) == expected


@pytest.mark.parametrize(
    ("late", "expected"),
    [(30, "new"), (31, "at_risk"), (50, "at_risk"), (51, "dormant"), (80, "dormant"), (81, "churned")],
)
def test_below_three_buying_days_the_gap_of_the_population_counts(late: int, expected: str) -> None:
    assert stage(late) == expected


def test_never_bought_is_a_prospect_and_the_gap_is_said_for_everybody_else() -> None:
    rows = stages({"never": (), "once": (3,), "own": (3, 13, 23), "often": (1, 2, 3, 4)})
    assert {
        name: (row["stage"], row["gap_days"], row["gap_basis"], row["buying_days"]) for name, row in rows.items()
    } == {
        "never": ("prospect", None, None, 0),
        "once": ("new", Decimal("20.00"), "population", 1),
        "own": ("active", Decimal("10.00"), "own", 3),
        "often": ("active", Decimal("7.00"), "own", 4),
    }


def test_the_stage_alone_is_the_stage_of_all_columns() -> None:
    orders = [*bought("a", 3), *bought("b", 400)]
    asked = Lifecycle()
    rows = alone({"orders": orders}, asked, KNOWN)
    assert rows == {name: row["stage"] for name, row in placed({"orders": orders}, [asked], learned=KNOWN)[0].items()}


def test_loyal_begins_with_the_sixth_buying_day_while_on_time() -> None:
    assert stage(*range(5, 50, 10)) == "active"
    assert stage(*range(5, 60, 10)) == "loyal"
    assert stage(*range(30, 90, 10)) == "dormant"


def test_several_orders_of_one_day_are_one_buying_day() -> None:
    assert stages({"a": (5, 5, 5, 15, 15)})["a"]["buying_days"] == 2


def test_who_was_away_for_more_than_four_gaps_and_came_back_is_won_back_until_they_buy_again() -> None:
    away = (3, 60, 70, 80)  # every 10 days, then 57 days nothing
    row = stages({"a": away})["a"]
    assert (row["stage"], row["return_gap_days"], row["gap_at_return"]) == ("won_back", 57, Decimal("10.00"))
    assert stage(43 - 40, 43, 53, 63) == "active"  # exactly four gaps is not more than four
    assert stage(2, 43, 53, 63) == "won_back"
    assert stage(1, 3, 60, 70, 80) == "active"
    assert stage(110, 167, 177, 187) == "churned"  # late again: how late they are now says more


def test_coming_back_is_judged_by_the_gap_known_then() -> None:
    assert stages({"a": (5, 86, 90)})["a"]["gap_at_return"] == Decimal("20.00")  # two days then: the population's
    assert stage(5, 86, 90) == "won_back"
    assert stage(5, 85, 90) == "active"


def test_an_order_given_back_in_full_is_no_buying_day() -> None:
    sold, kept = bought("a", 5)[0] | {"order_id": "s"}, bought("a", 40)
    back = refund(sold, instant(AS_OF - timedelta(days=2)))
    void = sold | {"void_at": instant(AS_OF - timedelta(days=2))}
    rows, _ = placed({"customers": [customer("a")], "orders": [void, back, *kept]}, [Lifecycle()], learned=KNOWN)
    assert (rows["a"]["stage"], rows["a"]["buying_days"]) == ("at_risk", 1)


def test_without_orders_nobody_has_a_stage_and_with_a_stated_list_the_population_gap_counts() -> None:
    rows, learned = placed({"customers": [customer("a")]}, [Lifecycle()])
    assert (rows["a"]["stage"], learned) == (None, {"stage": {"population_gap": None}})
    assert not Lifecycle().is_learned(learned["stage"])


def test_the_gap_of_the_population_counts_each_customer_with_a_rhythm_once() -> None:
    data = {
        "orders": [*bought("a", 1, 11, 21), *bought("b", *range(1, 200, 30)), *bought("c", 1, 51, 101), *bought("d", 9)]
    }
    assert placed(data, [Lifecycle(population_from=3)])[1] == {"stage": {"population_gap": "30.00"}}
    most = Lifecycle(population=Decimal("0.9"), population_from=3)
    assert placed(data, [most])[1] == {"stage": {"population_gap": "50.00"}}
    assert placed(data, [Lifecycle(population_from=4)])[1] == {"stage": {"population_gap": None}}


def test_where_nobody_has_a_rhythm_the_assumed_gap_counts() -> None:
    rows, learned = placed({"orders": [*bought("a", 50), *bought("b", 5)]}, [Lifecycle()])
    assert learned == {"stage": {"population_gap": None}}
    assert {name: (row["stage"], row["gap_basis"], row["gap_days"]) for name, row in rows.items()} == {
        "a": ("at_risk", "assumed", Decimal("30.00")),
        "b": ("new", "assumed", Decimal("30.00")),
    }


def test_a_percentile_is_a_gap_the_customer_really_had() -> None:
    bought_on = (5, 10, 15, 20, 60)  # gaps 5, 5, 5, 40
    own = stages({"a": bought_on}, Lifecycle(percentile=Decimal("0.75"), shortest_gap_days=1))["a"]
    late = stages({"a": bought_on}, Lifecycle(percentile=Decimal("0.76"), shortest_gap_days=1))["a"]
    assert (own["gap_days"], late["gap_days"]) == (Decimal("5.00"), Decimal("40.00"))


def test_settings_that_make_no_sense_are_refused() -> None:
    for wrong in (
        {"at_risk_after": 3}, {"new_until": 6}, {"churned_after": 0}, {"churned_after": "4.123"}, {"name": "phase"},
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            Lifecycle.model_validate(wrong)


def sentences(days: Sequence[int], **settings: Any) -> tuple[str, str]:
    lifecycle = Lifecycle(**settings)
    row = stages({"a": days, "b": (5,)}, lifecycle)["a"]
    text = why({**row, "recency_days": min(days, default=None)}, lifecycle)
    return text.en, text.zh


FEW = "too few buying days (1) for a rhythm of their own, so the usual gap of all customers counts: 20 days; "
ZU_SHAO = "仅 1 个购买日，尚无自己的节奏：按全体客户的常见间隔 20 天计；"


@pytest.mark.parametrize(
    ("days", "en", "zh"),
    [
        (
            (61, 84, 107, 130),
            "bought every 23 days on average; 61 days since the last order = 2.7 × → Dormant",
            "平均每 23 天购买一次；距上次购买 61 天，为间隔的 2.7 倍 → 沉默期",
        ),
        ((), "never bought → Prospect", "尚未购买 → 潜客期"),
        (
            (4,),
            f"{FEW}4 days since the last order = 0.2 ×; buying days so far: 1 → New",
            f"{ZU_SHAO}距上次购买 4 天，为间隔的 0.2 倍；累计 1 个购买日 → 新客期",
        ),
        (
            (2, 3, 4),
            "buys often; a gap of 7 days is taken; 2 days since the last order = 0.3 ×; buying days so far: 3 → Active",
            "购买频繁，间隔按 7 天计；距上次购买 2 天，为间隔的 0.3 倍；累计 3 个购买日 → 活跃期",
        ),
        (
            (3, 60, 70, 80),
            "bought every 25.7 days on average; 3 days since the last order = 0.1 ×; "
            "came back after 57 days = 5.7 × the 10 days of then → Won back",
            "平均每 25.7 天购买一次；距上次购买 3 天，为间隔的 0.1 倍；"
            "间隔 57 天后回来，为当时间隔 10 天的 5.7 倍 → 挽回期",
        ),
        (
            (401, 501, 601),
            "bought every 100 days on average; 401 days since the last order = 4.01 × → Churned",
            "平均每 100 天购买一次；距上次购买 401 天，为间隔的 4.01 倍 → 流失期",
        ),
        (
            (400, 500, 600),
            "bought every 100 days on average; 400 days since the last order = 4 × → Dormant",
            "平均每 100 天购买一次；距上次购买 400 天，为间隔的 4 倍 → 沉默期",
        ),
    ],
)
def test_why_is_said_with_the_numbers_used(days: tuple[int, ...], en: str, zh: str) -> None:
    assert sentences(days) == (en, zh)


def test_why_names_the_percentile_the_assumed_gap_and_the_unknown() -> None:
    assert sentences((5, 25, 45), percentile=Decimal("0.8"))[0].startswith("80% of their gaps are 20 days or less; ")
    rows, _ = placed({"orders": bought("a", 5)}, [Lifecycle()])
    assert "so a gap of 30 days is assumed" in why({**rows["a"], "recency_days": 5}, Lifecycle()).en
    assert why({"stage": None}, Lifecycle()).zh == "订单情况未知，无法判断阶段"


def test_the_words_say_the_gap_and_the_multiples() -> None:
    said = Lifecycle().say({"population_gap": "20.00"})
    assert said[1].en == "Below that: 20 days, the gap that 50% of customers with a rhythm don't exceed"
    assert Lifecycle().say({"population_gap": None})[1].zh == "不足时：按 30 天假定（形成购买节奏的客户不足 20 位）"
    assert Lifecycle(percentile=Decimal("0.8")).say()[0].zh.startswith("间隔：客户自己间隔的 80% 分位")


def in_python(days_ago: Sequence[int], population: Decimal) -> str:
    """The stage by the documented rules, in plain Python."""
    days = sorted(set(days_ago), reverse=True)
    if not days:
        return "prospect"

    def gap(until: int) -> Decimal:
        seen = days[:until]
        if until < 3:
            return max(population, Decimal(7))
        mean = Decimal(seen[0] - seen[-1]) / (until - 1)
        return max(mean.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP), Decimal(7))

    late, own = days[-1], gap(len(days))
    for times, name in ((Decimal(4), "churned"), (Decimal("2.5"), "dormant"), (Decimal("1.5"), "at_risk")):
        if late > own * times:
            return name
    if len(days) > 1 and days[-2] - days[-1] > gap(len(days) - 1) * 4:
        return "won_back"
    return "new" if len(days) == 1 else "loyal" if len(days) >= 6 else "active"


@few
@given(st.lists(st.lists(st.integers(0, 400), max_size=9), min_size=1, max_size=12), st.randoms())
def test_the_engine_agrees_with_plain_python_and_row_order_changes_nothing(
    people: list[list[int]], random: Any
) -> None:
    names = {f"c{number}": days for number, days in enumerate(people)}
    orders = [order for name, days in names.items() for order in bought(name, *days)]
    data = {"customers": [customer(name) for name in names], "orders": orders}
    if not orders:
        return
    rows, _ = placed(data, [Lifecycle()], learned=KNOWN)
    assert {name: row["stage"] for name, row in rows.items()} == {
        name: in_python(days, Decimal(20)) for name, days in names.items()
    }
    shuffled = orders[:]
    random.shuffle(shuffled)
    assert placed({**data, "orders": shuffled}, [Lifecycle()])[0] == placed(data, [Lifecycle()])[0]


def test_as_many_decimals_are_said_as_tell_the_multiple_from_the_border() -> None:
    figures = {"stage": "churned", "buying_days": 9, "gap_basis": "own", "return_gap_days": 1, "gap_at_return": 1}
    row = {**figures, "gap_days": Decimal("99999.99"), "recency_days": 400_000}
    assert "= 4 ×" in why(row, Lifecycle()).en
    assert "= 4.0004 ×" in why({**row, "gap_days": Decimal("9999.00"), "recency_days": 40_000}, Lifecycle()).en
