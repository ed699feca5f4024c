"""A standard that uses every setting once: how it reads, is written, compared, edited, measured and checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fenji.engines.duckdb import DuckDBEngine
from fenji.errors import Issue
from fenji.language import Text
from fenji.scheme.calibrated import CalibratedScheme, calibrate_scheme
from fenji.scheme.checks import check
from fenji.scheme.describe import describe
from fenji.scheme.diff import diff
from fenji.scheme.editing import edited, settings_of
from fenji.scheme.load import read_scheme, standard
from fenji.scheme.model import Icon, Scheme
from fenji.scheme.written import write_scheme
from tests.fenji.scores.asked import table_of

HERE = Path(__file__).parent
RICH, CHANGED = (read_scheme(HERE / f"{name}.yaml") for name in ("rich", "rich_changed"))
READY = read_scheme("""name: ready
title: Ready
criteria:
  - {metric: order_count, weight: 60%, scorer: {kind: bands, bands: [{to: 3, points: 10}, {from: 3, points: 70.5}]}}
  - {metric: net_revenue, weight: 40%, scorer: quantiles}
tiers:
  - {key: A, name: {zh: 甲, en: A}, colour: "#D55E00", icon: {shape: star}, from_score: 60}
  - {key: B, name: {zh: 乙, en: B}, colour: "#0072B2", icon: {shape: leaf}, rest: true}
""")


def agreed(name: str) -> str:
    return (HERE / "golden" / "rich" / f"{name}.txt").read_text("utf-8")


def both(words: Text) -> str:
    return f"{words.en}\n{words.zh}\n"


def lines(issues: list[Issue] | tuple[Issue, ...]) -> str:
    return "".join(f"{one.where} {one.level} {one.code}\n{both(one.problem)}{both(one.fix)}" for one in issues)


def changes(before: Scheme | CalibratedScheme, after: Scheme | CalibratedScheme) -> str:
    return "".join(f"{one.part} {one.name} {one.kind}\n{both(one.say())}" for one in diff(before, after))


def measured(engine: DuckDBEngine) -> Any:
    money = [-50, 0, 100, 20_000, 50_000, 89_999, 90_000, 95_000, 100_000, 250_000]
    return table_of(
        engine,
        net_revenue=("money", [Decimal(one) for one in money]),
        order_count=("count", [0, 1, 2, 3, 4, 5, 6, 7, 8, 30]),
        order_count_90_days=("count", [0, 0, 1, 2, 3, 4, 9, 10, 11, 12]),
        order_count_60_days=("count", [0, 0, 1, 1, 2, 2, 4, 5, 6, 7]),
        recency_days=("count", [None, 300, 90, 60, 45, 30, 15, 7, 1, 0]),
        active_months=("count", [0, 1, 1, 1, 2, 2, 3, 5, 6, 6]),
        gross_margin=("ratio", [None] * 4 + [Decimal("0.1"), Decimal("0.3"), *[Decimal("0.7")] * 4]),
        tenure_days=("count", [5, 29, 30, 100, 364, 365, 366, 1000, 2000, 3000]),
        share=("ratio", [Decimal(n) / 10 for n in range(10)]),
        interaction_count_电话=("count", [0, 0, 0, 0, 0, 0, 0, 0, 1, 2]),
        judged_points_manner=("count", [None] * 10),
        overdue_amount=("money", [Decimal(n == 8) for n in range(10)]),
        return_rate_90_days=("ratio", [Decimal(n == 9) / 2 for n in range(10)]),
    )


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def version(engine: DuckDBEngine, scheme: Scheme) -> CalibratedScheme:
    return calibrate_scheme(scheme, *measured(engine), version=3)


SAID = {
    "words": lambda _: both(describe(RICH)),
    "words_changed": lambda _: both(describe(CHANGED)),
    "words_version": lambda engine: both(describe(version(engine, RICH))),
    "written": lambda _: write_scheme(RICH),
    "kept": lambda engine: json.dumps(json.loads(version(engine, RICH).to_json()), ensure_ascii=False, indent=1),
    "kept_topsis": lambda engine: json.dumps(
        {name: one.model_dump() for name, one in version(engine, CHANGED).ideals.items()}, indent=1
    ),
    "measured": lambda _: "".join(f"{one.column} {one.metric} {one.window} {one.options}\n" for one in RICH.measures()),
    "changes": lambda _: changes(RICH, CHANGED),
    "changes_back": lambda _: changes(CHANGED, RICH),
    "changes_of_versions": lambda engine: changes(version(engine, RICH), version(engine, CHANGED)),
    "customers": lambda engine: lines(check(RICH, *measured(engine))),
    "settings": lambda _: "".join(
        f"{one.path} {one.keys} {one.kind} {one.value!r} {one.of} {one.metric} {one.operator}\n"
        for scheme in (RICH, standard("electronics"), standard("membership"))
        for one in settings_of(scheme)
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_it_is_said_as_agreed(engine: DuckDBEngine, name: str) -> None:
    assert SAID[name](engine).rstrip("\n") == agreed(name).rstrip("\n")


def test_written_out_and_kept_it_is_the_same_standard(engine: DuckDBEngine) -> None:
    assert read_scheme(write_scheme(RICH)) == RICH
    kept = version(engine, RICH)
    assert CalibratedScheme.from_json(kept.to_json()) == kept
    assert RICH.digest == agreed("digest").strip()


@pytest.mark.parametrize(
    ("typed", "path", "value"),
    [
        ({"criteria.order_count.weight": " 50 ", "criteria.net_revenue.weight": "50.00"}, "order_count", 5000),
        ({"criteria.order_count.weight": "100", "criteria.net_revenue.weight": "0"}, "order_count", 10_000),
        ({"criteria.net_revenue.scorer.bins": "8"}, "order_count", 6000),
    ],
)
def test_typed_weights_are_in_percent_and_nothing_leaves_a_criterion_out(
    typed: dict[str, str], path: str, value: int
) -> None:
    found = edited(READY, typed).scheme
    assert found is not None
    assert found.criterion(path).weight_bp == value
    assert len(found.criteria) == (1 if "0" in typed.values() else 2)


def test_typed_values_stand_where_they_belong() -> None:
    typed = {
        "criteria.order_count.scorer.bands.2.from": "4.5",
        "criteria.order_count.scorer.bands.1.points": "12.5",
        "criteria.net_revenue.scorer.bins": "8",
        "tiers.A.from_score": "61.25",
        "tiers.A.name.zh": "  甲等 ",
        "tiers.B.benefits.en": "none",
        "tiers.A.colour": "#112233",
        "tiers.B.shape": "flag",
        "tiers.B.pattern": "grid",
        "tiers.C.colour": "#112233",
    }
    found = edited(READY, typed)
    assert (dict(found.issues), found.others) == ({}, ())
    assert found.scheme is not None
    values = {one.path: one.value for one in settings_of(found.scheme)}
    assert {path: values[path] for path in typed if path in values} == {
        path: words.strip() for path, words in typed.items() if path in values
    }
    assert found.scheme.tier("A").icon.colour == "#112233"
    assert edited(READY, {}).scheme == READY
    rules = edited(standard("electronics"), {"tiers.VIP.when.orders_per_month.above": "11"}).scheme
    assert rules is None or "11" in describe(rules).en


@pytest.mark.parametrize(
    ("typed", "where", "code"),
    [
        ({"tiers.A.from_score": ""}, "tiers.A.from_score", "form"),
        ({"tiers.A.from_score": "1e3"}, "tiers.A.from_score", "form"),
        ({"tiers.A.from_score": "99"}, "tiers.A.from_score", "unreachable"),
        ({"tiers.A.colour": "red"}, "tiers.A.colour", "form"),
        ({"tiers.B.colour": "#D55E00"}, "tiers.B.colour", "looks"),
        ({"tiers.A.service.en": "x" * 2001}, "tiers.A.service.en", "form"),
        ({"criteria.order_count.weight": "61"}, "criteria.order_count.weight", "weights"),
        ({"criteria.net_revenue.scorer.bins": "1"}, "criteria.net_revenue.scorer.bins", "form"),
        ({"criteria.net_revenue.scorer.bins": "2.5"}, "criteria.net_revenue.scorer.bins", "form"),
        ({"criteria.order_count.weight": "0", "criteria.net_revenue.weight": "100",
          "criteria.net_revenue.scorer.bins": "101"}, "criteria.net_revenue.scorer.bins", "form"),
        ({"criteria.order_count.scorer.bands.2.points": "101"}, "criteria.order_count.scorer.bands.2.points", "form"),
    ],
)  # fmt: skip
def test_a_typed_mistake_stands_at_its_field(typed: dict[str, str], where: str, code: str) -> None:
    found = edited(READY, typed)
    every = {path: [one.code for one in issues] for path, issues in found.issues.items()}
    every[""] = [one.code for one in found.others]
    assert code in every.get(where, every[""] if code == "weights" else []), every
    assert (found.scheme is None) == (code != "looks")


def test_two_mistakes_of_one_field_stand_there_both() -> None:
    three = READY.with_changes(tiers=[
        *READY.tiers[:1], READY.tiers[1].model_copy(update={"rest": False, "from_score": Decimal(50)}),
        READY.tiers[1].model_copy(update={"key": "C", "colour": "#112233", "icon": Icon()}),
    ])  # fmt: skip
    found = edited(three, {"tiers.B.from_score": "99"})
    assert [one.code for one in found.issues["tiers.B.from_score"]] == ["order", "unreachable"]
    assert found.others == ()
    typed = edited(three, {"tiers.B.from_score": "many", "tiers.A.from_score": "40"})
    assert [one.code for one in typed.issues["tiers.B.from_score"]] == ["form"]
    assert {path for path, issues in typed.issues.items() if issues} == {"tiers.B.from_score"}


def test_weights_from_the_customers_are_no_fields_and_limits_are_found_wherever_they_stand() -> None:
    when = {"all": [{"metric": "order_count", "above": 5}, {"not": {"any": [
        {"metric": "order_count", "below": 2}, {"metric": "order_count", "window": "30 days", "is": 3}]}}]}  # fmt: skip
    tiers = [{**READY.tiers[0].model_dump(exclude={"from_score"}), "when": when}, READY.tiers[1]]
    by_rules = READY.with_changes(weights_by="entropy", grade_by="rules", tiers=tiers, criteria=[
        one.model_copy(update={"weight_bp": 0}) for one in READY.criteria])  # fmt: skip
    found = {one.path: (one.keys, one.value) for one in settings_of(by_rules) if one.kind in {"weight", "limit"}}
    assert found == {
        "tiers.A.when.order_count.above": (("tiers", 0, "when", "all", 0, "above"), "5"),
        "tiers.A.when.order_count.2.below": (("tiers", 0, "when", "all", 1, "not", "any", 0, "below"), "2"),
        "tiers.A.when.order_count_30_days.is": (("tiers", 0, "when", "all", 1, "not", "any", 1, "is"), "3"),
    }
    typed = edited(by_rules, {"tiers.A.when.order_count_30_days.is": "4", "tiers.A.when.order_count.2.below": "1"})
    assert typed.scheme is not None
    assert {one.path: one.value for one in settings_of(typed.scheme)} | {} == {
        one.path: one.value for one in settings_of(by_rules)
    } | {"tiers.A.when.order_count_30_days.is": "4", "tiers.A.when.order_count.2.below": "1"}
