"""What tests of the company's settings leave behind is put back: fenji.yaml, the logo, the conventions in force."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fenji.conventions import Conventions, adopt


@pytest.fixture(autouse=True)
def put_back(shop: Path) -> Iterator[None]:
    """The workspace's settings as they were."""
    kept = (shop / "fenji.yaml").read_bytes()
    yield
    (shop / "fenji.yaml").write_bytes(kept)
    (shop / "web" / "logo.png").unlink(missing_ok=True)
    adopt(Conventions())
