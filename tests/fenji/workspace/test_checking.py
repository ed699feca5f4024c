"""Every part of what a workspace keeps is looked through: what was changed is named, what is whole is counted."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from fenji.workspace.checking import Part, every_part
from fenji.workspace.runs import runs
from fenji.workspace.workspace import Workspace
from tests.fenji.workspace.test_workspace import JUNE, ORDERS, _file


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("looked-through")
    with closing(Workspace.create(folder / "shop")) as workspace:
        workspace.import_file(_file(folder, "orders.csv", ORDERS), "orders")
        workspace.grade("value", as_of=JUNE)
    return folder / "shop"


def found(folder: Path) -> dict[str, Part]:
    with closing(Workspace.open(folder)) as workspace:
        return {part.key: part for part in every_part(workspace)}


def wrong(folder: Path) -> list[tuple[str, str]]:
    return [(key, issue.code) for key, part in found(folder).items() for issue in part.problems]


def test_a_whole_workspace_has_nothing_wrong_and_something_of_every_part(shop: Path) -> None:
    parts = found(shop)
    assert wrong(shop) == []
    counted = {key: part.looked_at for key, part in parts.items() if key in ("originals", "results", "lists")}
    assert counted == {"originals": 1, "results": 1, "lists": 1}
    assert parts["lake"].looked_at > 3


def test_each_damage_is_named_in_its_part(shop: Path, tmp_path: Path) -> None:
    hurt = tmp_path / "shop"
    shutil.copytree(shop, hurt)
    next((hurt / "originals").glob("*.csv")).write_text("order_id\n")
    next((hurt / "runs").glob("*.duckdb")).write_bytes(b"nothing")
    (hurt / "playbook.yaml").write_text("tiers: [")
    assert sorted(code for _, code in wrong(hurt))[:2] == ["list", "original"]
    assert {key for key, _ in wrong(hurt)} == {"originals", "lists", "written"}


def test_rows_that_are_not_those_sealed_are_found(shop: Path, tmp_path: Path) -> None:
    hurt = tmp_path / "shop"
    shutil.copytree(shop, hurt)
    with closing(Workspace.open(hurt)) as workspace, workspace.lake.write(actor="li", what="a row less") as tx:
        table = runs(workspace.lake)[0].result_table
        one = workspace.lake.engine.rows(f"SELECT min(customer_id) AS id FROM lake.main.{table}")[0]["id"]
        assert tx.delete(table, "customer_id = ?", [one]) == 1
    assert wrong(hurt) == [("results", "result")]


def test_a_damaged_lake_ends_the_look(shop: Path, tmp_path: Path) -> None:
    hurt = tmp_path / "shop"
    shutil.copytree(shop, hurt)
    next((hurt / "lake" / "data").rglob("*.parquet")).write_bytes(b"")
    assert list(found(hurt)) == ["lake"]
