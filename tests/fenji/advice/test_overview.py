"""What is said of a whole run: ranked by what is at stake, silent where the run can't tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from fenji.advice.finding import FINDING_KINDS, Finding
from fenji.advice.overview import overview
from fenji.advice.reference import page
from fenji.result import Result
from fenji.result_records import GuestShare
from tests.sample_result import sample_result

STAGED = """
    SELECT *, CASE WHEN tier = 'VIP' AND net_revenue < (SELECT median(net_revenue) FROM {old} WHERE tier = 'VIP')
                   THEN 'dormant' ELSE 'active' END AS stage
    FROM {old}"""


@pytest.fixture(scope="module")
def result() -> Result:
    return sample_result(300)


@pytest.fixture(scope="module")
def staged(result: Result) -> Result:
    return changed(result, STAGED.format(old=result.relation), "stage")


def changed(result: Result, sql: str, *columns: str) -> Result:
    name = f"changed_{abs(hash(sql))}"
    result.engine.run(f"CREATE OR REPLACE TABLE {name} AS {sql}")
    return replace(result, relation=name, columns=(*result.columns, *columns))


def named(result: Result, **more: object) -> dict[str, Finding]:
    return {each.name: each for each in overview(result, None, **more)}  # type: ignore[arg-type]


def test_the_top_tier_is_said_with_its_share_of_customers_and_of_revenue(result: Result) -> None:
    finding, top = named(result)["top_tier:VIP"], result.tiers()[0]
    assert finding.asked is not None
    assert finding.asked.address == "?tier=VIP"
    assert finding.prize is None
    assert finding.text.en == (
        f"{top.customers} VIP customers: {top.customer_share:.0%} of customers, {top.revenue_share:.0%} of net revenue"
    )


def test_moves_are_counted_as_the_run_counts_them(result: Result) -> None:
    found = named(result)
    for kind in ("promotion", "demotion"):
        assert found[kind].customers == result.count(where={"move": kind})
        assert "2024-05-31" in found[kind].text.zh


def test_late_customers_of_a_tier_are_said_with_their_money_which_is_the_prize(staged: Result) -> None:
    finding = named(staged)["overdue:VIP"]
    late = list(staged.rows(["net_revenue"], where={"tier": "VIP", "stage": "dormant"}))
    assert finding.customers == len(late) > 0
    assert finding.prize == sum(row["net_revenue"] for row in late)
    assert f"{len(late)} 位VIP客户（" in finding.text.zh
    assert "距上次购买已超过自身购买间隔的 1.5 倍，请先联系" in finding.text.zh
    assert finding.tone == "bad"


def test_the_largest_prize_comes_first_and_no_more_than_asked(staged: Result) -> None:
    every = overview(staged, None)
    prizes = [each.prize for each in every if each.prize is not None]
    assert prizes == sorted(prizes, reverse=True)
    assert [each.prize for each in every[len(prizes) :]] == [None] * (len(every) - len(prizes))
    assert overview(staged, 2) == every[:2]


def test_unknown_revenue_is_never_summed_as_nought(result: Result) -> None:
    half = f"SELECT * REPLACE (CASE WHEN tier = 'VIP' THEN net_revenue END AS net_revenue) FROM {result.relation}"
    known = named(changed(result, half))["promotion"]
    none = named(changed(result, f"SELECT * REPLACE (NULL::DECIMAL(18,2) AS net_revenue) FROM {result.relation}"))
    assert "金额已知" in known.text.zh
    assert "known:" in known.text.en
    assert none["promotion"].prize is None
    assert "¥" not in none["promotion"].text.en
    assert none["promotion"].customers == known.customers


SILENT = {
    "overdue": "SELECT *, 'active' AS stage FROM {old}",
    "demotion": "SELECT * REPLACE ('same' AS move) FROM {old}",
    "promotion": "SELECT * REPLACE ('same' AS move) FROM {old}",
    "idle": "SELECT * REPLACE (NULL::BIGINT AS order_count) FROM {old}",
    "near_promotion": "SELECT * REPLACE (NULL::BIGINT AS missing_total) FROM {old}",
    "near_falling": "SELECT * REPLACE (NULL::DECIMAL(9,6) AS score) FROM {old}",
    "one_customer": "SELECT * REPLACE (9999999::DECIMAL(18,2) AS net_revenue) FROM {old}",
    "second_order": "SELECT *, 'loyal' AS stage FROM {old}",
    "cooling": "SELECT *, 'churned' AS stage, 'churned' AS previous_stage FROM {old}",
    "ungraded": "SELECT * REPLACE ('VIP' AS tier) FROM {old}",
    "unreachable": "SELECT * REPLACE (NULL::VARCHAR AS mobile) FROM {old}",
    "no_owner": "SELECT * REPLACE (NULL::VARCHAR AS owner) FROM {old}",
    "overloaded": "SELECT * REPLACE (CASE WHEN customer_id < 'C0150' THEN '王' ELSE '李' END AS owner) FROM {old}",
    "warned": "SELECT *, NULL::DATE AS warned_on FROM {old}",
    "freshness": "SELECT * REPLACE (NULL::BIGINT AS recency_days) FROM {old}",
    "top_tier": "SELECT * REPLACE (NULL::DECIMAL(18,2) AS net_revenue) FROM {old}",
}


@pytest.mark.parametrize("kind", sorted(SILENT))
def test_a_kind_says_nothing_where_the_run_does_not_support_it(result: Result, kind: str) -> None:
    old = result.relation
    if kind == "near_promotion" and "missing_total" not in result.columns:
        assert "near_promotion" not in {each.kind for each in overview(result, None)}
        return
    sql = SILENT[kind].format(old=old)
    more = [name for name in ("stage", "previous_stage", "warned_on") if f"AS {name}" in sql]
    silent = changed(result, sql, *more)
    assert kind not in {each.kind for each in overview(silent, None, has_owners=True)}


def test_without_a_run_before_nothing_is_said_of_moves(result: Result) -> None:
    found = {each.kind for each in overview(replace(result, previous=None), None)}
    assert not {"promotion", "demotion", "cooling", "shrinking"} & found


def test_nothing_is_said_of_owners_where_they_may_be_old(result: Result) -> None:
    assert not {"no_owner", "overloaded"} & {each.kind for each in overview(result, None)}


def test_figures_that_the_standard_measures_are_looked_at_and_no_others(result: Result) -> None:
    from fenji.metrics.measure import Measure
    from fenji.metrics.window import ALL

    metrics = ("satisfaction_score", "return_rate", "overdue_amount", "touch_response_rate")
    kinds = {"unhappy", "many_refunds", "owing", "no_answer"}
    assert not kinds & {each.kind for each in overview(result, None)}
    known = {measure.column for measure in result.scheme.measures()}
    scheme = result.scheme.scheme
    shown = (*scheme.shown, *(Measure(name, name, ALL) for name in metrics if name not in known))
    measured = replace(result, scheme=replace(result.scheme, scheme=scheme.model_copy(update={"shown": shown})))
    columns = {measure.metric: measure.column for measure in measured.scheme.measures()}
    values = {"satisfaction_score": "40", "return_rate": "0.5", "overdue_amount": "12.50", "touch_response_rate": "0"}
    sql = ", ".join(f'{value}::DECIMAL(18,4) AS "{columns[name]}"' for name, value in values.items())
    found = named(changed(measured, f"SELECT *, {sql} FROM {result.relation}", *columns.values()))
    everyone, top = result.run.customers, result.tiers()[0].customers
    assert found["unhappy:VIP"].customers == top
    assert found["many_refunds"].customers == everyone
    assert found["owing"].prize == everyone * Decimal("12.50")
    assert found["no_answer:VIP"].text.en.startswith(f"{top} of {top} VIP customers")


def test_orders_without_a_customer_are_said_from_a_share_on_that_matters(result: Result) -> None:
    def with_guests(share: str) -> dict[str, Finding]:
        guests = GuestShare(orders=12, net_revenue=Decimal(1000), revenue_share=Decimal(share))
        return named(replace(result, run=replace(result.run, guests=guests)))

    assert "guests" not in with_guests("0.049")
    assert with_guests("0.05")["guests"].text.zh.startswith("12 单没有客户信息，占全部金额的 5%（1,000元）")


def test_criteria_without_data_are_named_by_their_labels(result: Result) -> None:
    left = replace(result, run=replace(result.run, left_out=(result.scheme.scheme.criteria[0].name,)))
    assert named(left)["left_out"].text.en.startswith("No data for 1 of ")


def test_old_grades_are_said_by_the_day_they_are_read_on_but_history_is_history(result: Result) -> None:
    real = replace(result, run=replace(result.run, is_simulated=False))

    def said(days: int) -> bool:
        return "freshness" in named(real, today=real.run.as_of + timedelta(days=days))

    assert [said(days) for days in (45, 46, 400, 401)] == [False, True, True, False]
    assert "freshness" not in named(result, today=date(2024, 9, 1))


def test_a_run_in_which_nobody_was_graded_says_only_that(result: Result) -> None:
    nobody = changed(result, f"SELECT * REPLACE (NULL::VARCHAR AS tier) FROM {result.relation}")
    kinds = set(named(replace(nobody, previous=None)))
    assert kinds <= {"ungraded", "left_out", "guests", "idle", "one_customer"}


def test_every_kind_says_what_its_prize_is_and_when_it_is_silent_in_both_languages() -> None:
    assert len(FINDING_KINDS.all()) >= 20
    for kind in FINDING_KINDS.all().values():
        for text in (kind.label, kind.prize, kind.silent):
            assert text.en
            assert text.zh
            assert text.en != text.zh


def test_the_reference_page_is_current() -> None:
    kept = Path(__file__).parents[3] / "docs" / "reference" / "findings.md"
    assert kept.read_text("utf-8") == page(), "write it anew: python -m fenji.advice.reference"
