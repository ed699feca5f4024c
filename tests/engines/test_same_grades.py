"""The same standard gives every customer the same row on every engine: figures, points, score, rung, reason, digest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fenji.engines.duckdb import DuckDBEngine
from fenji.scheme.load import standard_names
from fenji.tables.rates import Rate, Rates
from tests.engines.conftest import Grader, the_scheme
from tests.engines.data import arrow, foreign_money, random_shop
from tests.engines.grading import Graded
from tests.engines.served import Here

READY_MADE = standard_names()
FOUND = ("found_out", "group", "top_of_group")
CASES: dict[str, list[tuple[str, str]]] = {
    # engine → (data, standard); a new kind of data stands in data.py, a new kind of standard in schemes.py
    "postgres": [*(("whole shop", scheme) for scheme in (*READY_MADE, *FOUND, "everything")),
                 *((data, "everything") for data in ("stated", "nothing bought")), ("one customer", "value")],
    "local[2]": [*(("whole shop", scheme) for scheme in READY_MADE), ("tricky", "everything"), ("tricky", "found_out"),
                 ("tricky", "group"), ("stated", "electronics"), ("one customer", "value"),
                 ("nothing bought", "value")],
    "spark://": [("whole shop", "value"), ("whole shop", "electronics")],
    "sc://": [("whole shop", "value"), ("whole shop", "abcd")],
}  # fmt: skip


def differing(expected: Graded, found: Graded) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Customers who differ; none is looked for where the tables are equal, because they are many."""
    if expected.rows.equals(found.rows):
        return []
    pairs = zip_longest(expected.rows.to_pylist(), found.rows.to_pylist(), fillvalue={})
    return [(one, other) for one, other in pairs if one != other]


ASKED = [
    pytest.param(engine, data, scheme, id=f"{engine}-{data}-{scheme}")
    for engine, cases in CASES.items()
    for data, scheme in dict.fromkeys(cases)
]


@pytest.mark.parametrize(("engine", "data", "scheme"), ASKED)
def test_every_customer_gets_the_same_row(
    engine: str, data: str, scheme: str, graders: Callable[[str], Grader], known: Callable[[str, str], Graded], shop
) -> None:
    grader, expected = graders(engine), known(data, scheme)
    found = grader.grade(shop(data), the_scheme(scheme), like=expected)
    assert found.calibrated == expected.calibrated
    assert differing(expected, found) == []
    assert found.digest == expected.digest


@pytest.mark.parametrize("engine", ["postgres", "local[2]"])
def test_money_of_three_currencies_comes_to_the_same(engine: str, graders: Callable[[str], Grader]) -> None:
    rates = Rates((Rate("USD", date(2024, 1, 1), Decimal("7.12345678")), Rate("USD", date(2024, 6, 10), Decimal(7)),
                   Rate("EUR", date(2020, 1, 1), Decimal("7.8")), Rate("EUR", date(2024, 6, 11), Decimal("9")))
                  )  # fmt: skip
    tables = arrow(foreign_money())
    expected = Here(DuckDBEngine.in_memory()).grade(tables, the_scheme("electronics"), rates)
    found = graders(engine).grade(tables, the_scheme("electronics"), rates, like=expected)
    assert differing(expected, found) == []


@pytest.mark.parametrize("engine", ["postgres"])
def test_any_small_shop_is_graded_alike(engine: str, graders: Callable[[str], Grader]) -> None:
    grader, here = graders(engine), Here(DuckDBEngine.in_memory())

    @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
    @given(customers=st.integers(1, 30), seed=st.integers(0, 10_000), scheme=st.sampled_from(READY_MADE))
    def holds(customers: int, seed: int, scheme: str) -> None:
        tables = arrow(random_shop(customers, seed))
        expected = here.grade(tables, the_scheme(scheme))
        assert grader.grade(tables, the_scheme(scheme), like=expected) == expected

    holds()
