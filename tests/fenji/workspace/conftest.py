"""Workspaces that several files of tests start from."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.fenji.workspace.erased_shop import erasable_shop


@pytest.fixture(scope="session")
def marked_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop in which some customers have a string of their own in every field; only read."""
    return erasable_shop(tmp_path_factory.mktemp("marked"))


@pytest.fixture
def shop_to_change(marked_shop: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(marked_shop, tmp_path / "shop"))
