"""What is drawn and reported of a run: the same for ever, and of a part of the customers where one is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fenji.errors import FenjiError
from fenji.journeys.journey import usual_journey
from fenji.reporting.span import read_span
from fenji.workspace import walking
from fenji.workspace.losses import Loss, keep_losses, losses, lost_by_former_tier
from fenji.workspace.part import part_of, read_where
from fenji.workspace.picturing import plate, strategy_sheet
from fenji.workspace.report_figures import report_files
from fenji.workspace.walking import journey_of
from fenji.workspace.workspace import Workspace
from tests.fenji.workspace.people import CUSTOMERS, ORDERS, people

SPAN = read_span("2024-Q2")
TABLES: dict[str, list[Any]] = {
    "customers": [{**one, "province": ("浙江", "四川")[n % 2]} for n, one in enumerate(CUSTOMERS)],
    "orders": ORDERS,
    "feedback": [
        {"feedback_id": "F1", "customer_id": "C001", "kind": "survey", "topic": "物流", "score": Decimal("4.00"),
         "score_max": Decimal("5.00"), "given_at": datetime(2024, 6, 1, 2), "given_on": date(2024, 6, 1)},
    ],
}  # fmt: skip
MORE_ORDERS = "order_id,customer_id,ordered_at,amount\nL1,C001,2024-06-20,5000\nL2,C002,2024-05-20,700\n"
MORE_FEEDBACK = "feedback_id,customer_id,kind,given_at,score,score_max\nF9,C001,survey,2024-06-03,1,5\n"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    workspace = people(tmp_path_factory.mktemp("picturing") / "shop", TABLES)
    for day in (date(2024, 5, 31), date(2024, 6, 30)):
        workspace.grade("value", as_of=day)
    yield workspace
    workspace.close()


def test_a_run_is_drawn_and_reported_the_same_whatever_was_imported_since(shop: Workspace, tmp_path: Path) -> None:
    run = shop.result().run
    before = _drawn(shop, run.id)
    for name, words in (("orders", MORE_ORDERS), ("feedback", MORE_FEEDBACK)):
        path = tmp_path / f"{name}.csv"
        path.write_text(words, "utf-8")
        shop.import_file(path, name)
    after = _drawn(shop, run.id)
    assert [name for name in before if before[name] != after[name]] == []
    found = [shop.lake.engine.rows(f"SELECT count(*) AS n FROM lake.main.{name}")[0]["n"] for name in TABLES]
    assert found == [len(CUSTOMERS), len(ORDERS) + 2, 2], "what came later is there"


def test_a_part_has_its_own_numbers_and_says_who_it_is(shop: Workspace) -> None:
    result = shop.result()
    where = read_where(shop, ["province=浙江"])
    sheet = strategy_sheet(shop, result, lang="zh", where=where)
    part = part_of(shop, result, where)
    assert "省份：浙江" in sheet.facts["subtitle"]
    assert "仅 省份：浙江" in sheet.facts["footer"]
    assert sheet.facts["figures"][0]["value"] == str(part.run.customers) != str(result.run.customers)
    whole = strategy_sheet(shop, result, lang="zh", where={})
    assert sum(float(tier["customer_share"]) for tier in sheet.facts["tiers"]) == pytest.approx(1)
    said = {one["label"]: one["value"] for one in whole.facts["figures"]}
    assert said["满意度"] != "未知"


@pytest.mark.parametrize("asked", ["province", "provnce=浙江", "name=张伟", "province=nowhere"])
def test_a_part_that_cannot_be_asked_for_is_an_error_with_the_way_out(shop: Workspace, asked: str) -> None:
    with pytest.raises(FenjiError) as refused:
        part_of(shop, shop.result(), read_where(shop, [asked]))
    assert refused.value.where == "--where"
    assert refused.value.fix


def _drawn(shop: Workspace, run_id: str) -> dict[str, bytes]:
    result = shop.result(run_id)
    made: dict[str, Callable[[], bytes]] = {"strategy": strategy_sheet(shop, result, lang="zh").pdf}
    made["moves"] = plate(shop, result, "moves", lang="zh").pdf
    made |= report_files(shop, result, SPAN, lang="zh", is_masked=True)
    return {name: draw() for name, draw in made.items()}


def test_the_former_tier_is_the_best_of_the_year_before_and_no_record_is_not_nobody(shop: Workspace) -> None:
    run = shop.result().run
    assert losses(shop.folder) is None
    best, other = (row["customer_id"] for row in shop.lake.engine.rows(_BEST))
    keep_losses(shop.folder, [Loss(best, "price", date(2024, 6, 30)), Loss(other, "odd", date(2023, 6, 30))])
    kept = losses(shop.folder)
    assert kept is not None
    found = lost_by_former_tier(shop, run, kept, first=SPAN.first, last=SPAN.last)
    tiers = [tier.key for tier in shop.result().scheme.scheme.tiers]
    assert list(found.values()) == [{"price": 1}], "who was recorded outside the span is not in it"
    assert next(iter(found)) in tiers


_BEST = "SELECT customer_id FROM lake.main.customers ORDER BY customer_id LIMIT 2"


def test_the_journey_is_the_same_when_customers_walk_a_few_after_the_others(
    shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [journey_of(shop, shop.result(), usual_journey())]
    monkeypatch.setattr(walking, "AT_ONCE", 3)
    found.append(journey_of(shop, shop.result(), usual_journey()))
    assert found[0] == found[1]
    assert found[0].steps
