"""The simulated sample: always the same, complete, consistent, and rich enough to show the sample standard's gaps."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from fenji.intake.demo import simulated
from fenji.intake.demo.demo import DemoReport
from fenji.lake.lake import Lake
from fenji.tables import CANONICAL

SETTINGS = SimpleNamespace(actor="test")
FINGERPRINT = """
import hashlib, pyarrow as pa
from fenji.intake.demo.simulated import sample
sink = pa.BufferOutputStream()
for name, rows in sorted(sample().items()):
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
print(hashlib.sha256(sink.getvalue()).hexdigest())
"""


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    return simulated.sample()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lake, DemoReport]]:
    with Lake.create(tmp_path_factory.mktemp("sample") / "lake") as lake:
        yield lake, simulated.load(lake, SETTINGS)


def rows(loaded: tuple[Lake, DemoReport], sql: str) -> list[dict[str, Any]]:
    return loaded[0].engine.rows(sql)


def test_the_same_seed_gives_the_same_rows_in_every_process() -> None:
    prints = set()
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        done = subprocess.run(
            [sys.executable, "-c", FINGERPRINT], capture_output=True, text=True, check=True, env=environment
        )
        prints.add(done.stdout)
    assert len(prints) == 1


def test_another_seed_gives_other_customers(tables: dict[str, pa.Table]) -> None:
    assert simulated.sample(7)["customers"]["name"] != tables["customers"]["name"]


def test_2000_persons_and_companies_over_24_months_with_at_most_60000_orders(loaded: tuple[Lake, DemoReport]) -> None:
    assert loaded[1].tables["customers"] == 2_000
    assert 40_000 < loaded[1].tables["orders"] <= 60_000
    assert len(rows(loaded, "SELECT DISTINCT year(ordered_on), month(ordered_on) FROM lake.main.orders")) == 24
    kinds = rows(loaded, "SELECT kind, count(*) AS n FROM lake.main.customers GROUP BY 1")
    assert all(row["n"] > 300 for row in kinds)
    assert {row["kind"] for row in kinds} == {"person", "company"}


def test_no_column_is_empty_in_any_table(tables: dict[str, pa.Table]) -> None:
    for name, table in tables.items():
        expected = [column for column in CANONICAL[name].duckdb_columns() if column != "import_id"]
        assert sorted(table.column_names) == sorted(expected), name
        for column in table.column_names:
            assert table[column].null_count < table.num_rows, f"{name}.{column} is empty"


def test_types_are_the_canonical_ones_and_keys_are_unique(loaded: tuple[Lake, DemoReport]) -> None:
    for table in loaded[1].tables:
        assert loaded[0].columns(table) == CANONICAL[table].duckdb_columns(), table
        key = ", ".join(CANONICAL[table].key)
        assert rows(loaded, f"SELECT 1 FROM lake.main.{table} GROUP BY {key} HAVING count(*) > 1 LIMIT 1") == [], table


def test_all_three_tiers_of_the_sample_standard_and_each_of_its_gaps_occur(loaded: tuple[Lake, DemoReport]) -> None:
    found = rows(
        loaded,
        """
        WITH m AS (
            SELECT c.customer_id, count(*) FILTER (WHERE o.kind = 'sale' AND o.void_at IS NULL) / 12.0 AS f,
                coalesce(sum(o.amount) FILTER (WHERE o.kind <> 'void'), 0) / 12 AS m
            FROM lake.main.customers c LEFT JOIN lake.main.orders o
                ON o.customer_id = c.customer_id AND o.ordered_on >= DATE '2024-01-01' GROUP BY 1)
        SELECT count(*) FILTER (WHERE f > 10 AND m > 5000) AS vip,
            count(*) FILTER (WHERE f BETWEEN 5 AND 10 AND m BETWEEN 1000 AND 5000) AS regular,
            count(*) FILTER (WHERE f < 5 AND m < 1000) AS potential,
            count(*) FILTER (WHERE f > 10 AND m BETWEEN 1000 AND 5000) AS often_small,
            count(*) FILTER (WHERE f BETWEEN 5 AND 10 AND m > 5000) AS regular_large,
            count(*) FILTER (WHERE f < 5 AND m > 5000) AS seldom_large,
            count(*) FILTER (WHERE f < 5 AND m BETWEEN 1000 AND 5000) AS seldom_middle,
            count(*) FILTER (WHERE f BETWEEN 5 AND 10 AND m < 1000) AS frugal FROM m
        """,
    )[0]
    assert all(count >= 5 for count in found.values()), found


def test_lines_add_up_to_their_order(loaded: tuple[Lake, DemoReport]) -> None:
    odd = rows(
        loaded,
        """
        SELECT order_id FROM lake.main.orders o JOIN (
            SELECT order_id, sum(amount) AS amount, sum(discount) AS discount,
                count(DISTINCT line_no) = count(*) AS fine
            FROM lake.main.order_lines GROUP BY 1) l USING (order_id)
        WHERE o.amount <> l.amount OR NOT fine OR (o.kind <> 'refund' AND o.discount <> l.discount)
        """,
    )
    assert odd == []
    assert rows(loaded, "SELECT 1 FROM lake.main.orders ANTI JOIN lake.main.order_lines USING (order_id) LIMIT 1") == []


def test_refunds_point_at_a_sale_and_a_full_refund_voids_it(loaded: tuple[Lake, DemoReport]) -> None:
    found = rows(
        loaded,
        """
        SELECT count(*) FILTER (WHERE s.amount = -r.amount AND s.void_at = r.booked_at) AS fully,
            count(*) FILTER (WHERE s.amount > -r.amount AND s.void_at IS NULL) AS partly, count(*) AS n,
            count(*) FILTER (WHERE r.ordered_at <> s.ordered_at OR r.booked_at <= s.ordered_at
                OR r.customer_id IS DISTINCT FROM s.customer_id OR s.kind <> 'sale') AS wrong
        FROM lake.main.orders r JOIN lake.main.orders s ON r.refunds_order_id = s.order_id WHERE r.kind = 'refund'
        """,
    )[0]
    assert found["wrong"] == 0
    assert found["fully"] + found["partly"] == found["n"]
    assert min(found["fully"], found["partly"]) > 300


def test_nothing_happens_before_registration_or_after_the_two_years(loaded: tuple[Lake, DemoReport]) -> None:
    early = (
        "SELECT 1 FROM lake.main.orders JOIN lake.main.customers USING (customer_id) WHERE ordered_on < registered_on"
    )
    assert rows(loaded, f"{early} LIMIT 1") == []
    for table, column in {"orders": "booked_at", "interactions": "happened_at", "feedback": "given_at"}.items():
        late = f"SELECT 1 FROM lake.main.{table} WHERE {column} >= TIMESTAMP '2024-12-31 16:00:00' LIMIT 1"
        assert rows(loaded, late) == [], table


def test_companies_pay_on_terms_and_some_of_them_late(loaded: tuple[Lake, DemoReport]) -> None:
    found = rows(
        loaded,
        "SELECT kind, count(*) FILTER (WHERE paid_on > due_on + 10) AS late, "
        "count(*) FILTER (WHERE paid_on IS NULL AND due_on <= DATE '2024-12-31') AS overdue "
        "FROM lake.main.payments JOIN lake.main.customers USING (customer_id) GROUP BY 1",
    )
    by_kind = {row["kind"]: row for row in found}
    assert by_kind["person"] == {"kind": "person", "late": 0, "overdue": 0}
    assert by_kind["company"]["late"] > 500
    assert by_kind["company"]["overdue"] > 50


def test_june_and_november_are_high_seasons_of_persons_and_spring_festival_is_quiet(
    loaded: tuple[Lake, DemoReport],
) -> None:
    found = rows(
        loaded,
        "SELECT month(ordered_on) AS month, count(*) AS n FROM lake.main.orders JOIN lake.main.customers c "
        "USING (customer_id) WHERE c.kind = 'person' AND year(ordered_on) = 2024 GROUP BY 1",
    )
    by_month = {row["month"]: row["n"] for row in found}
    assert by_month[11] > 1.2 * by_month[10]
    assert by_month[6] > 1.1 * by_month[5]
    assert by_month[2] < by_month[3]


def test_mobiles_are_of_one_made_up_block_and_mail_goes_nowhere(tables: dict[str, pa.Table]) -> None:
    mobiles = tables["customers"]["mobile"].drop_null().to_pylist()
    assert all(len(number) == 11 and number.startswith("1990000") for number in mobiles)
    assert all(mail.endswith("@example.com") for mail in tables["customers"]["email"].drop_null().to_pylist())


def test_all_ten_kinds_of_interaction_and_referrals_occur(loaded: tuple[Lake, DemoReport]) -> None:
    kinds = {row["kind"] for row in rows(loaded, "SELECT DISTINCT kind FROM lake.main.interactions")}
    assert kinds == {"电话", "微信", "邮件", "到店", "客服", "网站访问", "问卷", "分享", "社交媒体", "短信"}
    wrong = rows(
        loaded,
        "SELECT 1 FROM lake.main.interactions i JOIN lake.main.customers c ON c.customer_id = i.referred_customer_id "
        "WHERE i.happened_on <> c.registered_on OR i.customer_id = c.customer_id LIMIT 1",
    )
    assert wrong == []


def test_a_second_load_changes_nothing(loaded: tuple[Lake, DemoReport]) -> None:
    lake, first = loaded
    again = simulated.load(lake, SETTINGS)
    assert (again.is_repeat, again.snapshot, lake.snapshot()) == (True, first.snapshot, first.snapshot)


def test_guests_have_a_share_of_revenue(loaded: tuple[Lake, DemoReport]) -> None:
    guests = rows(
        loaded, "SELECT sum(amount) AS paid FROM lake.main.orders WHERE customer_id IS NULL AND kind = 'sale'"
    )
    assert guests[0]["paid"] > Decimal(50_000)
