"""Every customer has a letter that says what decided the grade; what it says would change it, done, changes it."""

from __future__ import annotations

from collections import defaultdict

import ibis
import pytest

from fenji.pipeline import run
from fenji.result import Result
from fenji.review.counterfactual import Outlook, Way
from fenji.review.explain import explain
from fenji.review.facts import tables_needed
from fenji.review.letter import letter
from fenji.scheme.load import standard
from tests.bar.size import sized
from tests.fenji.review.grading import Shop, orders_of
from tests.fenji.review.own import facts_of
from tests.sample_result import AS_OF, sample_tables

PARTS = ("您的等级", "使用了哪些数据", "适用的规则", "怎样会改变您的等级", "您的权利")


@pytest.fixture(scope="module", params=["value", "membership"])
def graded(request: pytest.FixtureRequest) -> tuple[Shop, Result]:
    shop = Shop.of(sample_tables(sized(20, 400)), standard(request.param), AS_OF)
    known = {name: shop.engine.table(name) for name in shop.tables}
    assert all(isinstance(table, ibis.expr.types.Table) for table in known.values())
    return shop, run(known, shop.scheme, as_of=AS_OF, engine=shop.engine)


def test_the_letter_is_there_for_everybody_and_its_ways_really_flip_the_grade(graded: tuple[Shop, Result]) -> None:
    shop, result = graded
    needed = tables_needed(shop.scheme.measures())
    tables = {name: rows for name, rows in shop.tables.items() if name in needed or name == "customers"}
    ways: dict[object, list[tuple[str, Way]]] = defaultdict(list)
    told = 0
    for row in list(result.rows(["customer_id", "tier", "reason"])):
        name = str(row["customer_id"])
        why = explain(result, name, facts=facts_of(shop.engine, tables, name, AS_OF))
        page = letter(result, why, company="示例公司", contact="privacy@example.com", lang="zh")
        said = [line for block in page.blocks for line in block.lines]
        assert [part for part in PARTS if part not in said] == [], name
        assert why.reason.zh in "".join(said)
        told += 1
        outlook: Outlook | None = why.outlook
        assert outlook is not None
        if outlook.ways:
            ways[outlook.ways[0].graded_on].append((name, outlook.ways[0]))
    assert told == len(shop.tables["customers"]) == len(shop.graded(AS_OF))
    assert sum(len(found) for found in ways.values()) > told // 4
    for day, found in ways.items():
        after = shop.graded_with(day, orders=[one for name, way in found for one in orders_of(name, way)])  # type: ignore[arg-type]
        wanted = {name: shop.scheme.ladder().rung_of(way.tier) for name, way in found}
        assert [name for name, rung in wanted.items() if not after[name]["rung"] <= rung] == []
