"""The same answer always, exactly: threads, memory, order of rows, another day of asking, money to the cent."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import cycle, islice, product
from pathlib import Path

import pytest

from fenji.explanation import explain_row
from fenji.workspace.overrides import set_override
from fenji.workspace.workspace import Workspace
from tests.bar.size import sized
from tests.sample_result import sample_result
from tests.web_shop import shop_at

CENT, WAYS = Decimal("0.01"), list(product((1, 2, 4), ("512MB", "2GB")))
SPENT = """
name: spent
title: spent
currency: CNY
window: all
criteria:
  - {metric: net_revenue, weight: 50%, scorer: {kind: scale, low: 0, high: 100}}
  - {metric: average_order_value, weight: 50%, scorer: {kind: scale, low: 0, high: 100}}
tiers:
  - {key: gold, name: Gold, colour: "#D98200", from_score: 80}
  - {key: plain, name: Plain, colour: "#5B6770", rest: true}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with several runs: graded by month, one of them after a person's word."""
    base = tmp_path_factory.getbasetemp()
    folder = shop_at(tmp_path_factory.mktemp("answers") / "shop", base.parent if "popen-" in base.name else base)
    opened = Workspace.open(folder)
    yield opened
    opened.close()


def test_threads_memory_the_order_of_rows_and_the_seed_of_hashes_change_no_byte() -> None:
    said = set()
    for number, (threads, memory) in enumerate(islice(cycle(WAYS), sized(3, 20))):
        place = {**os.environ, "PYTHONPATH": "src:.", "PYTHONHASHSEED": str(number * 7919 % 4096)}
        asked = [sys.executable, "-m", "tests.bar.graded_again", str(number), str(threads), memory]
        done = subprocess.run(
            [*asked, str(sized(120, 20_000)), str(sized(1, 4))], env=place, capture_output=True, text=True, check=True
        )
        said.add(done.stdout)
    assert len(said) == 1
    assert len(said.pop().split()) == 3 * sized(1, 4)


def test_every_run_that_is_kept_is_graded_again_to_the_byte(shop: Workspace) -> None:
    last = max(shop.runs("value"), key=lambda run: run.as_of)
    who = shop.result(last.id).engine.rows("SELECT customer_id FROM customers ORDER BY 1 LIMIT 1")[0]["customer_id"]
    set_override(
        shop, who, scheme=shop.scheme("value"), tier="VIP", until=last.as_of + timedelta(days=99), reason="known"
    )
    shop.grade("value", as_of=last.as_of)
    runs = shop.runs()
    assert len(runs) >= 4
    again = {run.id: shop.replay(run.id) for run in runs}
    assert {name: both for name, both in again.items() if both[0] != both[1] or not both[0]} == {}


def test_money_is_what_plain_decimals_say_to_the_cent_however_many_orders(tmp_path: Path) -> None:
    dice, lines, sales = (
        random.Random(26),
        ["order_id,customer_id,ordered_at,amount,refund_of\n"],
        sized(2_000, 500_000),
    )
    rows: dict[str, list[Decimal]] = defaultdict(list)
    sold: dict[str, int] = defaultdict(int)
    for number in range(sales):
        who, written = f"C{dice.randrange(sales // 20)}", _amount(dice)
        amount = written.quantize(CENT, ROUND_HALF_UP)
        lines.append(f"S{number},{who},2024-01-0{dice.randint(1, 9)} 10:00,{written},\n")
        rows[who].append(amount)
        back = (amount * dice.randint(1, 99) / 100).quantize(CENT, ROUND_HALF_UP)
        is_given_back = amount > back > 0 and dice.random() < 0.3
        if is_given_back:
            lines.append(f"R{number},{who},2024-02-01 10:00,-{back},S{number}\n")
            rows[who].append(-back)
        sold[who] += 1
    (tmp_path / "orders.csv").write_text("".join(lines), "utf-8")
    shop = Workspace.create(tmp_path / "shop")
    report = shop.import_file(tmp_path / "orders.csv", "orders")
    assert (report.rejected, report.accepted) == (0, len(lines) - 1), report.findings
    (shop.folder / "schemes" / "spent.yaml").write_text(SPENT, "utf-8")
    result = shop.grade("spent", as_of=date(2024, 6, 30))
    found = {row["customer_id"]: (row["net_revenue"], row["average_order_value"]) for row in result.rows()}
    totals = {who: sum(amounts) for who, amounts in rows.items()}
    assert found == {
        who: (total, (total / sold[who]).quantize(CENT, ROUND_HALF_UP)) for who, total in totals.items()
    }  # fmt: skip
    result.engine.close()
    shop.close()


def test_money_passes_through_no_column_of_floating_point(shop: Workspace) -> None:
    kinds = {(table, name): kind for table in shop.lake.tables() for name, kind in shop.lake.columns(table).items()}
    sql = "SELECT table_name AS t, column_name AS c, data_type AS k FROM duckdb_columns() WHERE NOT internal"
    for run in shop.runs():
        with shop.result(run.id).engine as model:
            kinds |= {(f"{run.id}.{row['t']}", row["c"]): row["k"] for row in model.rows(sql)}
    assert {place: kind for place, kind in kinds.items() if kind.startswith(("DOUBLE", "FLOAT", "REAL"))} == {}
    money = {kind for (_, name), kind in kinds.items() if name in ("amount", "net_revenue", "discount")}
    assert {kind.endswith(",2)") for kind in money} == {True}
    assert len(kinds) > 200


def test_what_a_customer_s_criteria_add_is_the_score_that_is_kept_for_every_customer() -> None:
    result = sample_result(sized(150, 100_000))
    scheme = result.scheme
    counted, wrong = 0, []
    for row in result.rows():
        parts = [one.adds for one in explain_row(row, scheme, currency="CNY").contributions if one.adds is not None]
        counted += 1
        if row["total"] is not None and sum(parts) != Decimal(row["total"]) / 1_000_000:
            wrong.append(row["customer_id"])
    assert wrong == []
    assert counted == sized(150, 100_000)
    result.engine.close()


def _amount(dice: random.Random) -> Decimal:
    """From a cent to a billion, two to four digits after the point, a third of them exactly half a cent."""
    digits = dice.choice((2, 3, 4))
    whole = dice.randrange(1, 10 ** dice.randint(3, 13))
    if dice.random() < 0.3:
        return Decimal(whole) / 100 + Decimal("0.005")
    return Decimal(whole).scaleb(-digits) + CENT
