"""What must hold of every shop and standard: the engine agrees with plain Python, and nothing but the facts counts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenji.engines.digest import digest
from fenji.engines.duckdb import DuckDBEngine
from fenji.pipeline import run
from fenji.result import Result
from fenji.scheme.calibrated import CalibratedScheme
from fenji.scheme.model import Scheme
from fenji.workspace.workspace import Workspace
from tests.bar.size import sized
from tests.properties.reference_grader import Facts, Person, grades
from tests.properties.shops import (
    AS_OF,
    HEADER,
    IS_LONG,
    few,
    later,
    lines,
    orders,
    shops,
    so_many,
    standards,
    tables,
)
from tests.sample_result import load

GRADE = ("total", "rung", "tier", "reason")
HOW = ("above", "at_least", "below", "at_most", "is")


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDBEngine]:
    with DuckDBEngine.in_memory(threads=1) as engine:
        yield engine


def graded(
    engine: DuckDBEngine, rows: dict[str, list[dict[str, Any]]], by: Scheme | CalibratedScheme, days: int = 0
) -> Result:
    load(engine, rows)
    return run(
        {name: engine.table(name) for name in rows}, by, as_of=AS_OF + timedelta(days=days), engine=engine
    )  # fmt: skip


def told(result: Result, *columns: str) -> dict[str, dict[str, Any]]:
    """Customer → points and grade."""
    points = [f"points_{one.name}" for one in result.scheme.scheme.criteria]
    return {row.pop("customer_id"): row for row in result.rows(["customer_id", *points, *GRADE, *columns])}


def seal(result: Result) -> str:
    """The digest of all rows."""
    return digest(result.engine.batches(f"SELECT * FROM {result.relation} ORDER BY customer_id"))


def by_hand(facts: Facts, frozen: CalibratedScheme) -> dict[str, dict[str, Any]]:
    return {
        name: {f"points_{one}": earned for one, earned in grade.points.items()}
        | {column: getattr(grade, column) for column in GRADE}
        | {frozen.scheme.criterion(one).column: value for one, value in grade.metrics.items()}
        for name, grade in grades(facts, frozen, AS_OF).items()
    }


def columns_of(scheme: Scheme) -> list[str]:
    return list(dict.fromkeys(one.column for one in scheme.criteria))


@given(facts=shops(), scheme=standards(windows=("all", "30 days", "90 days", "3 months", "365 days")))
@so_many(sized(500 if IS_LONG else 25, 5_000))
def test_the_engine_grades_every_customer_as_plain_python_does(
    engine: DuckDBEngine, facts: Facts, scheme: Scheme
) -> None:
    result = graded(engine, tables(facts), scheme)
    assert told(result, *columns_of(scheme)) == by_hand(facts, result.scheme)


@given(facts=shops(), scheme=standards())
@few(4)
def test_equal_customers_get_equal_grades(engine: DuckDBEngine, facts: Facts, scheme: Scheme) -> None:
    def twin(name: str | None) -> str | None:
        return name and f"{name}-twin"

    twins = Facts(
        facts.people + tuple(replace(one, name=f"{one.name}-twin") for one in facts.people),
        facts.sales + tuple(replace(one, number=f"{one.number}t", customer=twin(one.customer)) for one in facts.sales),
        facts.refunds + tuple(
            replace(one, number=f"{one.number}t", customer=twin(one.customer), of=one.of and f"{one.of}t")
            for one in facts.refunds
        ),
    )  # fmt: skip
    found = told(graded(engine, tables(twins), scheme))
    for name, grade in found.items():
        assert grade == found[f"{name.removesuffix('-twin')}-twin"]


@given(facts=shops(), scheme=standards(), shuffled=st.randoms(use_true_random=False))
@few(4)
def test_the_order_of_rows_the_threads_and_the_memory_change_nothing(
    facts: Facts, scheme: Scheme, shuffled: Any
) -> None:
    rows = orders(facts)
    mixed = shuffled.sample(rows, len(rows))
    seals = set()
    for threads, memory, given_rows in ((1, "2GB", rows), (2, "2GB", mixed), (2, "200MB", rows)):
        with DuckDBEngine.in_memory(threads=threads, memory_limit=memory) as engine:
            seals.add(seal(graded(engine, tables(facts, given_rows), scheme)))
    assert len(seals) == 1


@given(facts=shops(), scheme=standards(), days=st.integers(-400, 400))
@few(4)
def test_shifting_all_dates_shifts_the_answer(engine: DuckDBEngine, facts: Facts, scheme: Scheme, days: int) -> None:
    columns = columns_of(scheme)
    then = told(graded(engine, tables(facts), scheme), *columns)
    assert told(graded(engine, tables(later(facts, days)), scheme, days), *columns) == then


@given(facts=shops(), scheme=standards(), factor=st.sampled_from([2, 7, 10, 1000]))
@few(4)
def test_another_unit_of_money_changes_no_grade_where_the_borders_are_in_that_unit_too(
    engine: DuckDBEngine, facts: Facts, scheme: Scheme, factor: int
) -> None:
    rows = tables(facts)
    dearer = [row | {"amount": row["amount"] * factor} for row in rows["orders"]]
    found = told(graded(engine, rows | {"orders": dearer}, in_units(scheme, factor)))
    assert found == told(graded(engine, rows, scheme))


def in_units(scheme: Scheme, factor: int) -> Scheme:
    """The same standard with every amount of money written in a unit so many times smaller."""
    said = scheme.model_dump(mode="json", by_alias=True, exclude_none=True)
    for one in said["criteria"]:
        for band in one["scorer"].get("bands", ()) if one["metric"] == "net_revenue" else ():
            band |= {end: str(Decimal(band[end]) * factor) for end in ("from", "to") if band.get(end) is not None}
    for one in [*said["tiers"], *said.get("limits", ()), *said.get("ungraded", ())]:
        when = one.get("when") or {}
        if when.get("metric") == "net_revenue":
            when |= {how: str(Decimal(when[how]) * factor) for how in HOW if when.get(how) is not None}
    return Scheme.model_validate(said)


@given(facts=shops(), others=shops(), scheme=standards(only_bands=True))
@few(4)
def test_unrelated_customers_change_no_grade_by_rules(
    engine: DuckDBEngine, facts: Facts, others: Facts, scheme: Scheme
) -> None:
    frozen = graded(engine, tables(facts), scheme).scheme
    strangers = Facts(
        tuple(Person(f"X{one.name}", one.registered_on) for one in others.people),
        tuple(replace(one, number=f"X{one.number}", customer=f"X{one.customer}") for one in others.sales),
    )
    together = Facts(facts.people + strangers.people, facts.sales + strangers.sales, facts.refunds)
    before = told(graded(engine, tables(facts), frozen))
    after = told(graded(engine, tables(together), frozen))
    assert {name: grade for name, grade in after.items() if not name.startswith("X")} == before


@given(facts=shops(most=3), scheme=standards(only_bands=True), data=st.data())
@few(2)
def test_however_orders_are_split_into_files_the_grades_are_those_of_plain_python(
    facts: Facts, scheme: Scheme, data: st.DataObject
) -> None:
    facts = replace(facts, refunds=tuple(one for one in facts.refunds if one.of))  # else a sale is looked for
    written = lines(facts)
    cut = data.draw(st.integers(0, len(written)))
    seals = set()
    for parts in ([written], [written[:cut], written[cut:]]):
        with tempfile.TemporaryDirectory() as folder:
            workspace = imported(Path(folder), facts, [part for part in parts if part])
            result = workspace.grade(scheme, as_of=AS_OF)
            seals.add(result.run.digest)
            assert told(result) == without_metrics(facts, result.scheme)
            result.engine.close()
            workspace.close()
    assert len(seals) == 1


def imported(folder: Path, facts: Facts, parts: list[list[str]]) -> Workspace:
    """A workspace that took the customer list and the orders from files."""
    workspace = Workspace.create(folder / "shop")
    people = folder / "people.csv"
    listed = [f"{one.name},{one.name},{one.registered_on or ''}\n" for one in facts.people]
    people.write_text("customer_id,name,registered_on\n" + "".join(listed), "utf-8")
    workspace.import_file(people, "customers")
    for number, part in enumerate(parts):
        file = folder / f"orders{number}.csv"
        file.write_text(HEADER + "".join(part), "utf-8")
        report = workspace.import_file(file, "orders")
        assert report.rejected == 0, report.findings
    return workspace


def without_metrics(facts: Facts, frozen: CalibratedScheme) -> dict[str, dict[str, Any]]:
    columns = columns_of(frozen.scheme)
    return {name: {one: value for one, value in grade.items() if one not in columns}
            for name, grade in by_hand(facts, frozen).items()}  # fmt: skip
