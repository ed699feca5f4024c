"""A receiver on this machine that may be reached, and an administrator at the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from tests.fenji_web.webhooks.receiver import Receiver, receiver


@pytest.fixture
def hook(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """Allowed by the installation; what a test wrote into the workspace's files is taken back."""
    kept = {
        name: (shop / name).read_bytes() if (shop / name).exists() else None for name in ("secrets.env", "fenji.yaml")
    }
    with receiver() as made:
        monkeypatch.setenv("FENJI_OUTWARD_ALLOW", made.url)
        yield made
    for name, body in kept.items():
        if body is None:
            (shop / name).unlink(missing_ok=True)
        else:
            (shop / name).write_bytes(body)


@pytest.fixture
def desk(client_as: Callable[..., Client]) -> Client:
    """An administrator, in Chinese."""
    return client_as("administrator")
