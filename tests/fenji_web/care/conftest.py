"""A shop of one's own, where things are typed in and decided."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client, override_settings

if TYPE_CHECKING:
    from tests.fenji_web.care.desk import Desk


@pytest.fixture
def desk(tmp_path: Path, shop: Path, client_as: Callable[..., Client]) -> Iterator[Desk]:
    """A copy of the shop: what is typed in stays there."""
    from tests.fenji_web.care.desk import Desk

    folder = shutil.copytree(shop, tmp_path / "shop", ignore=shutil.ignore_patterns("web"))
    with override_settings(FENJI_WORKSPACE=folder):
        yield Desk(folder, client_as)
