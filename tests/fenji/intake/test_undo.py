"""An import taken back is as if it had never been; what rests on it is named first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fenji.errors import FenjiError, IntakeError, WorkspaceError
from fenji.intake.changes import changes_of
from fenji.intake.record import journal
from fenji.intake.undo import older_data, undo_import
from fenji.lake.commit import FAILPOINTS
from fenji.lake.lake import Lake
from tests.fenji.intake.conftest import Shop

ORDERS = "order_id,customer_id,ordered_at,amount\nA1,C1,2024-01-01,5\nA2,C2,2024-01-02,7\n"
MORE = "order_id,customer_id,ordered_at,amount\nB1,C1,2024-02-01,5\nB2,C3,2024-02-02,8\n"
LIST = "customer_id,name,mobile\nC1,Zhang,13800138000\nC9,Li,13900139000\n"
NEWER = "customer_id,name\nC1,Zhang San\nC10,Wu\n"


def content(shop: Shop) -> dict[str, list[tuple[object, ...]]]:
    found = {}
    for name in ("customers", "orders", "order_lines", "stated"):
        if shop.lake.has(name):
            rows = shop.rows(f"SELECT * FROM lake.main.{name} ORDER BY ALL")
            found[name] = [tuple(row.values()) for row in rows]
    return found


@pytest.mark.parametrize(("table", "text"), [("orders", MORE), ("customers", NEWER)])
def test_after_an_undo_every_table_is_as_it_was(shop: Shop, table: str, text: str) -> None:
    shop.bring(ORDERS, name="o.csv")
    shop.bring(LIST, "customers", name="l.csv")
    before = content(shop)
    report = shop.bring(text, table, name="new.csv")
    assert content(shop) != before
    undo_import(shop.lake, report.import_id, actor="tester")
    assert content(shop) == before


def test_a_refund_taken_back_gives_the_sale_its_standing_again(shop: Shop) -> None:
    shop.bring(ORDERS, name="o.csv")
    before = content(shop)
    refund = "order_id,customer_id,ordered_at,amount,refunds_order_id\nR1,C1,2024-01-05,-5,A1\n"
    report = shop.bring(refund, name="r.csv", negative_amount="refund")
    assert shop.rows("SELECT void_at FROM lake.main.orders WHERE order_id = 'A1'")[0]["void_at"] is not None
    row = journal(shop.lake.engine)[-1]
    assert changes_of(shop.lake, row)["orders"] == {"added": 1, "updated": 1, "removed": 0}
    with pytest.raises(IntakeError, match=r"#2 r\.csv"):
        undo_import(shop.lake, 1, actor="tester")
    undo_import(shop.lake, report.import_id, actor="tester")
    assert content(shop) == before


def test_later_imports_of_the_same_rows_are_named_and_undone_together_where_asked(shop: Shop) -> None:
    shop.bring(LIST, "customers", name="l.csv")
    shop.bring(NEWER, "customers", name="n.csv")
    with pytest.raises(IntakeError, match=r"#2 n\.csv"):
        undo_import(shop.lake, 1, actor="tester")
    undone = undo_import(shop.lake, 1, actor="tester", cascade=True)
    assert undone.imports == (2, 1)
    assert content(shop)["customers"] == []


def test_a_file_that_skipped_rows_of_this_import_rests_on_it(shop: Shop) -> None:
    shop.bring(ORDERS, name="o.csv")
    shop.bring(ORDERS + "A3,C4,2024-03-01,9\n", name="longer.csv")
    with pytest.raises(IntakeError, match=r"#2 longer\.csv"):
        undo_import(shop.lake, 1, actor="tester")


def test_customers_of_whom_other_facts_speak_stay_known(shop: Shop) -> None:
    shop.bring(ORDERS, name="o.csv")
    shop.bring(MORE, name="m.csv")
    undo_import(shop.lake, 1, actor="tester")
    rows = shop.rows("SELECT customer_id, import_id, is_listed FROM lake.main.customers ORDER BY 1")
    assert [tuple(row.values()) for row in rows] == [("C1", 2, False), ("C3", 2, False)]


def test_what_was_undone_can_be_imported_again_and_undone_only_once(shop: Shop) -> None:
    shop.bring(ORDERS, name="o.csv")
    snapshot = shop.lake.snapshot()
    assert older_data(shop.lake, snapshot) is None
    undo_import(shop.lake, 1, actor="me", reason="the wrong month")
    assert "#1 o.csv" in str(older_data(shop.lake, snapshot))
    assert older_data(shop.lake, shop.lake.snapshot()) is None
    (entry,) = [row for row in journal(shop.lake.engine) if row["undoes"] == 1]
    assert (entry["actor"], entry["reason"]) == ("me", "the wrong month")
    for number in (1, 2, 7):
        with pytest.raises(WorkspaceError):
            undo_import(shop.lake, number, actor="me")
    assert not shop.bring(ORDERS, name="o.csv").is_repeat


@pytest.mark.parametrize("point", FAILPOINTS)
def test_an_undo_killed_at_any_moment_is_done_or_not_done(shop: Shop, point: str) -> None:
    shop.bring(ORDERS, name="o.csv")
    shop.bring(NEWER, "customers", name="n.csv")
    before = content(shop)
    shop.lake.close()
    script = (
        "import sys; from pathlib import Path; from fenji.lake.lake import Lake; "
        "from fenji.intake.undo import undo_import; undo_import(Lake.open(Path(sys.argv[1])), 2, actor='child')"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "src"), "FENJI_FAILPOINT": f"{point}:kill"}
    done = subprocess.run([sys.executable, "-c", script, str(shop.folder / "lake")], env=env, check=False)
    assert done.returncode == -signal.SIGKILL
    shop.lake = Lake.open(shop.folder / "lake")
    is_done = journal(shop.lake.engine)[1]["undone_by"] is not None
    assert (content(shop) == before) is not is_done
    if not is_done:
        undo_import(shop.lake, 2, actor="tester")
    assert len(shop.rows("SELECT 1 FROM lake.main.customers")) == 2


def test_a_full_disk_during_an_undo_changes_nothing(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.bring(ORDERS, name="o.csv")
    before = content(shop)
    monkeypatch.setenv("FENJI_FAILPOINT", "commit.before_commit:enospc")
    with pytest.raises(FenjiError):
        undo_import(shop.lake, 1, actor="tester")
    monkeypatch.delenv("FENJI_FAILPOINT")
    assert content(shop) == before
