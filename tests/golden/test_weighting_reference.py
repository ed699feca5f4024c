"""Weights and totals of many criteria as papers and packages have them: AHP, entropy, CRITIC, TOPSIS."""

from __future__ import annotations

import json
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from fenji.scores import ahp, critic, entropy
from fenji.scores.critic import Moments
from fenji.scores.topsis import closeness_of, ideals


@pytest.fixture(scope="module")
def checks(shared: Path) -> dict[str, dict[str, Any]]:
    text = (shared / "spec" / "reference_values.json").read_text("utf-8")
    return {check["id"]: check for check in json.loads(text)["checks"]}


def exact(matrix: list[list[float]]) -> list[list[Fraction]]:
    """The numbers as printed: 0.111111 is 1/9, cut to six decimals."""
    return [[Fraction(entry).limit_denominator(1000) for entry in row] for row in matrix]


def test_the_random_index_is_that_of_saaty_1980(checks: dict[str, Any]) -> None:
    table = checks["mcdm.ahp.RI"]["expected"]["saaty1980"]
    assert {str(size): float(index) for size, index in ahp.RANDOM_INDEX.items()} == table


def test_the_drinks_of_saaty_2008(checks: dict[str, Any]) -> None:
    check = checks["mcdm.ahp.drinks"]
    matrix, expected = exact(check["input"]["matrix"]), check["expected"]
    assert ahp.first_unequal(matrix) is None
    found = ahp.weigh(matrix)
    for weight, name in zip(found.weights, check["input"]["order"], strict=True):
        assert float(weight) == pytest.approx(expected["weights_eigen"][name], abs=check["tolerance"]["abs"])
    assert float(found.largest) == pytest.approx(expected["lambda_max"], abs=1e-6)
    assert float(found.index) == pytest.approx(expected["CI"], abs=1e-6)
    assert float(found.ratio) == pytest.approx(expected["CR_RI132"], abs=5e-5)
    assert found.is_consistent


def test_the_textbook_matrix_of_three(checks: dict[str, Any]) -> None:
    check = checks["mcdm.ahp.3x3"]
    found, expected, near = ahp.weigh(exact(check["input"])), check["expected"], check["tolerance"]["abs"]
    assert [float(weight) for weight in found.weights] == pytest.approx(expected["weights"], abs=near)
    assert float(found.largest) == pytest.approx(expected["lambda_max"], abs=near)
    assert (float(found.index), float(found.ratio)) == pytest.approx((expected["CI"], expected["CR"]), abs=near)


def test_entropy_weights_of_elsayed_2017(checks: dict[str, Any]) -> None:
    check = checks["mcdm.entropy.elsayed"]
    columns = {str(number): column for number, column in enumerate(zip(*check["input"], strict=True))}
    counts = {name: {Fraction(str(value)): column.count(value) for value in column} for name, column in columns.items()}
    near = check["tolerance"]["abs"]
    assert [entropy.spread(each).entropy for each in counts.values()] == pytest.approx(check["expected"]["e"], abs=near)
    assert list(entropy.weights(counts).values()) == pytest.approx(check["expected"]["w"], abs=near)


def test_critic_weights_of_diakoulaki_1995(checks: dict[str, Any]) -> None:
    check = checks["mcdm.critic.diakoulaki"]
    columns = {str(number): scaled(column) for number, column in enumerate(zip(*check["input"], strict=True))}
    moments = Moments(
        customers=len(check["input"]),
        sums={name: sum(column, Fraction(0)) for name, column in columns.items()},
        squares={name: sum((x * x for x in column), Fraction(0)) for name, column in columns.items()},
        products={(a, b): sum((x * y for x, y in zip(columns[a], columns[b], strict=True)), Fraction(0))
                  for a, b in combinations(columns, 2)},
    )  # fmt: skip
    found, near = critic.information(moments), check["tolerance"]["abs"]
    assert [one.deviation for one in found.values()] == pytest.approx(check["expected"]["sigma"], abs=near)
    assert [one.content for one in found.values()] == pytest.approx(check["expected"]["C"], abs=near)
    assert list(critic.weights(moments).values()) == pytest.approx(check["expected"]["w"], abs=near)


def scaled(column: tuple[float, ...]) -> list[Fraction]:
    numbers = [Fraction(str(value)) for value in column]
    low, high = min(numbers), max(numbers)
    return [(number - low) / (high - low) for number in numbers]


def test_topsis_of_tzeng_and_huang_2011(checks: dict[str, Any]) -> None:
    check = checks["mcdm.topsis.tzeng"]
    columns = list(zip(*check["input"]["matrix"], strict=True))
    weights = {str(n): round(weight * 10_000) for n, weight in enumerate(check["input"]["w"])}
    ends = {str(n): (min(column), max(column)) for n, column in enumerate(columns)}
    found = ideals(weights, ends, {str(n): sum(x * x for x in column) for n, column in enumerate(columns)})
    totals = [closeness_of({str(n): x for n, x in enumerate(row)}, found) or 0 for row in check["input"]["matrix"]]
    expected = check["expected"]
    assert [total / 10**8 for total in totals] == pytest.approx(expected["closeness"], abs=check["tolerance"]["abs"])
    assert [sorted(totals, reverse=True).index(total) + 1 for total in totals] == expected["rank"]
