"""What tests of bulk changes may ask for: the shop's customers, and a worker that works at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from fenji_web.customers.access import Readable
from tests.fenji_web.customers.conftest import readable

if TYPE_CHECKING:
    from tests.fenji_web.care.desk import Desk


@pytest.fixture(scope="session")
def of(shop: Path) -> Readable:
    """The shop's customers, contact data and all."""
    return readable(shop)


@pytest.fixture
def desk(shop: Path, client_as: Callable[..., Client]) -> Iterator[Desk]:
    """The shop itself: bulk changes write into the application database alone, which is taken back."""
    from fenji_web.beside import services as beside
    from tests.fenji_web.care.desk import Desk

    beside.forget()
    yield Desk(shop, client_as)
    beside.forget()
