"""An empty workspace for each test of sources, and a person at its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client, override_settings

if TYPE_CHECKING:
    from tests.fenji_web.data.desk import Desk


@pytest.fixture
def desk(tmp_path: Path, client_as: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """An administrator at an empty workspace, in Chinese, where servers of this machine may be asked."""
    monkeypatch.setenv("FENJI_OUTWARD_ALLOW", "http://127.0.0.1")
    from fenji.workspace.workspace import Workspace
    from tests.fenji_web.data.desk import Desk

    Workspace.create(tmp_path / "shop").close()
    with override_settings(FENJI_WORKSPACE=tmp_path / "shop"):
        yield Desk(client_as("administrator"), tmp_path / "shop")
