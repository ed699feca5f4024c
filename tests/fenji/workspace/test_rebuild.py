"""The lake made again from its originals has the same rows, and every kept run can still be replayed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fenji.errors import IntakeError
from fenji.workspace.importing import undo_import
from fenji.workspace.rebuild import rebuild
from fenji.workspace.workspace import Workspace

SOON = (datetime.now(UTC) + timedelta(days=5)).strftime("%Y-%m-%d")
LINES = "order_id,customer_id,ordered_at,amount,product_name\n"
FILES = (
    ("orders", "a.csv", f"{LINES}A1,C1,2024-01-01,5,x\nA1,C1,2024-01-01,6,y\nA2,C2,{SOON},7,z\nA3,C3,2024-02-01,9,q\n"),
    ("customers", "b.csv", "客户ID,客户姓名,累计消费金额\nC1,张三,100\nC9,李四,5\n"),
    ("customers", "c.csv", "客户ID,客户姓名\nC1,张三丰\nC10,王五\n"),
    (
        "orders",
        "d.csv",
        "order_id,customer_id,ordered_at,amount,refunds_order_id\nR1,C3,2024-02-03,-9,A3\nD2,C7,2024-01-07,50,\n",
    ),
)


@pytest.fixture
def shop(tmp_path: Path) -> Workspace:
    workspace = Workspace.create(tmp_path / "shop")
    for table, name, text in FILES:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        options = {"negative_amount": "refund"} if table == "orders" else None
        workspace.import_file(path, table, options=options)
    undo_import(workspace, 3, reason="wrong list")
    workspace.grade("value", as_of=date(2024, 6, 30))
    return workspace


def test_the_canonical_tables_have_the_same_digest_and_runs_are_replayed(shop: Workspace) -> None:
    run = shop.result().run
    done = rebuild(shop)
    assert done.is_same
    assert done.imports == 5
    assert all(before == now for before, now in done.digests.values())
    assert done.kept is not None
    assert done.kept.is_dir()
    kept, now = shop.replay(run.id)
    assert kept == now == run.digest
    assert shop.check().problems == ()
    assert [row["undoes"] for row in shop.imports()] == [None, None, None, None, 3]
    assert rebuild(shop).is_same


def test_a_trial_compares_and_leaves_everything_alone(shop: Workspace) -> None:
    before = sorted(path.name for path in shop.folder.iterdir())
    assert rebuild(shop, is_trial=True).kept is None
    assert sorted(path.name for path in shop.folder.iterdir()) == before


def test_an_original_that_was_changed_is_named_before_anything_is_done(shop: Workspace) -> None:
    original = shop.folder / "originals" / shop.imports()[1]["original"]
    original.write_text("客户ID,客户姓名\nC1,改\n", "utf-8")
    with pytest.raises(IntakeError, match=r"#2 \(b\.csv\)"):
        rebuild(shop)
    assert not (shop.folder / "lake.rebuilding").exists()
