"""What tests of customers may ask for: the shop's result as somebody may read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.workspace.model_file import newest_file, open_file
from fenji.workspace.segment_files import segmentations_in
from fenji_web.customers.access import Readable, columns
from fenji_web.customers.queries import types
from fenji_web.finding.queries import ids


def readable(folder: Path, *, sees_contact: bool = True) -> Readable:
    """The newest result of a workspace's standard."""
    path = newest_file(folder / "runs", "value")
    assert path is not None
    result = open_file(path)
    known = columns(result, segmentations_in(folder), sees_contact=sees_contact)
    return Readable(result, known, types(result), ids(result), sees_contact)


@pytest.fixture(scope="session")
def of(shop: Path) -> Readable:
    """The shop's customers, contact data and all."""
    return readable(shop)
