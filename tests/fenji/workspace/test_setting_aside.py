"""The sample leaves a workspace whole, nothing is deleted, and own data cannot be set aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.errors import WorkspaceError
from fenji.workspace.setting_aside import is_for_practice, set_aside
from fenji.workspace.workspace import Workspace
from tests.web_shop import shop_at


@pytest.fixture
def practised(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "popen-" in base.name else base
    return Workspace.open(shop_at(tmp_path / "shop", shared))


def test_after_practice_the_workspace_is_empty_and_says_no_longer_that_it_is_simulated(practised: Workspace) -> None:
    name = practised.settings.name
    (practised.folder / "secrets.env").write_text("SHOP_TOKEN=kept\n", "utf-8")
    assert is_for_practice(practised.folder)
    aside = set_aside(practised)
    begun = Workspace.open(practised.folder)
    assert (begun.settings.name, begun.settings.is_simulated) == (name, False)
    assert (begun.imports(), begun.runs()) == ([], [])
    assert not is_for_practice(begun.folder)
    assert (begun.folder / "secrets.env").read_text("utf-8") == "SHOP_TOKEN=kept\n"
    begun.close()
    assert [one.name for one in aside.parent.iterdir()] == [aside.name]


def test_what_was_practised_with_can_still_be_opened(practised: Workspace) -> None:
    runs = [run.id for run in practised.runs()]
    aside = set_aside(practised)
    Workspace.open(practised.folder).settings.write(aside)
    kept = Workspace.open(aside)
    assert [run.id for run in kept.runs()] == runs
    kept.close()


def test_own_data_is_not_set_aside(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "shop")
    (tmp_path / "orders.csv").write_text("order_id,customer_id,ordered_at,amount\n1,K1,2024-05-01,10\n", "utf-8")
    workspace.import_file(tmp_path / "orders.csv", "orders")
    with pytest.raises(WorkspaceError, match="data of your own"):
        set_aside(workspace)
    assert len(workspace.imports()) == 1
    workspace.close()


def test_an_empty_workspace_is_not_for_practice(tmp_path: Path) -> None:
    Workspace.create(tmp_path / "shop").close()
    assert not is_for_practice(tmp_path / "shop")
