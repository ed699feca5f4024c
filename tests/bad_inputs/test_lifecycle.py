"""Bad inputs that only the history of imports can tell: rows 36, 48, 49, 115, 116 and 117 of the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.errors import FileRefused
from fenji.intake import ImportReport
from fenji.workspace.importing import import_file, intake_settings, preview_file
from fenji.workspace.workspace import Workspace
from tests.fenji.intake.test_safety import start

HEAD = "order_id,customer_id,ordered_at,quantity,amount\n"


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "shop")


def orders(first: int, *, month: int = 1, quantity: int = 1, amount: int = 100, head: str = HEAD) -> str:
    rows = [f"A{n},C{n},2024-{month:02d}-{n % 27 + 1:02d},{quantity},{amount}" for n in range(first, first + 20)]
    return head + "\n".join(rows) + "\n"


def bring(shop: Workspace, name: str, text: str, table: str = "orders", **given: object) -> ImportReport:
    path = shop.folder.parent / name
    path.write_text(text, "utf-8")
    report = import_file(shop, path, table, **given)  # type: ignore[arg-type]
    assert report.rows_in == report.accepted + report.rejected + report.duplicates_skipped + report.blank
    assert shop.check().problems == ()
    return report


def codes(report: ImportReport) -> set[str]:
    return {issue.code for issue in report.findings if issue.problem.zh and issue.fix.zh}


def test_36_another_order_of_columns_is_read_by_name_and_new_ones_are_listed(shop: Workspace) -> None:
    columns = {"order_id": "订单号", "customer_id": "客户ID", "ordered_at": "下单时间", "amount": "到手"}
    first = "订单号,客户ID,下单时间,到手\nA1,C1,2024-01-01,5\n"
    bring(shop, "a.csv", first, mapping={"table": "orders", "columns": columns})
    report = bring(shop, "b.csv", "到手,新列,下单时间,客户ID,订单号\n7,x,2024-02-01,C1,A2\n")
    assert report.mapping.columns["amount"] == "到手"
    assert {"SAVED_MAPPING", "COLUMNS_CHANGED", "IGNORED_COLUMNS"} <= codes(report)
    assert "新列" in next(issue for issue in report.findings if issue.code == "COLUMNS_CHANGED").problem.zh


def test_48_the_same_file_again_is_identical_to_its_import_and_changes_nothing(shop: Workspace) -> None:
    first = bring(shop, "a.csv", orders(1))
    again = bring(shop, "copy.csv", orders(1))
    assert (again.is_repeat, again.import_id, again.snapshot_after) == (True, first.import_id, first.snapshot_after)
    assert preview_file(shop, shop.folder.parent / "copy.csv").repeats == first.import_id


def test_49_two_who_import_the_same_file_at_once_bring_it_once(shop: Workspace) -> None:
    folder = shop.folder
    (folder / "o.csv").write_text(orders(1), "utf-8")
    children = [start(folder, "o.csv") for _ in range(2)]
    said = sorted(child.communicate(timeout=300)[0].strip() for child in children)
    assert said == ["20 False", "20 True"]
    assert len(shop.imports()) == 1
    assert shop.lake.engine.rows("SELECT count(*) AS n FROM lake.main.orders") == [{"n": 20}]


def test_115_a_column_ten_times_as_large_as_last_time_is_warned_of(shop: Workspace) -> None:
    bring(shop, "a.csv", orders(1, quantity=1, amount=100))
    swapped = bring(shop, "b.csv", orders(101, month=2, quantity=1, amount=1))
    assert "SCALE_SHIFT" in codes(swapped)
    usual = bring(shop, "c.csv", orders(201, month=3, quantity=1, amount=2))
    assert "SCALE_SHIFT" not in codes(usual)


def test_116_a_complete_list_that_lacks_most_customers_is_asked_about(shop: Workspace) -> None:
    every = "customer_id,name\n" + "".join(f"C{n},N{n}\n" for n in range(20))
    few = "customer_id,name\nC1,N1\nC2,Other\n"
    bring(shop, "all.csv", every, "customers")
    complete = intake_settings(shop, file_is="complete")
    with pytest.raises(FileRefused, match="--accept-missing") as refused:
        bring(shop, "few.csv", few, "customers", settings=complete)
    assert refused.value.code == "MOSTLY_MISSING"
    assert listed(shop) == 20
    assert bring(shop, "few.csv", few, "customers").changes["customers"]["removed"] == 0
    sure = intake_settings(shop, file_is="complete", accepts_missing=True)
    assert bring(shop, "few.csv", few, "customers", settings=sure).changes["customers"]["removed"] == 18
    assert listed(shop) == 2


def test_117_a_file_older_than_the_last_import_is_warned_of(shop: Workspace) -> None:
    bring(shop, "new.csv", orders(1, month=5))
    report = bring(shop, "old.csv", orders(101, month=3))
    older = next(issue for issue in report.findings if issue.code == "OLDER_FILE")
    assert "2024-05-21" in older.fix.zh
    assert report.accepted == 20


def listed(shop: Workspace) -> int:
    return int(shop.lake.engine.rows("SELECT count(*) AS n FROM lake.main.customers WHERE is_listed")[0]["n"])
