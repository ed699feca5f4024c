"""Servers, a workspace, and the look for a password where none may be."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fenji.workspace.workspace import Workspace
from tests.fenji.intake.sources import servers


@pytest.fixture(scope="session")
def _places() -> Iterator[Path]:
    """A short path that a server's own user can enter, for sockets."""
    with tempfile.TemporaryDirectory(prefix="fj-", dir="/tmp") as place:
        folder = Path(place)
        folder.chmod(0o755)
        yield folder


@pytest.fixture(scope="session")
def postgres(_places: Path) -> Iterator[servers.Server]:
    (_places / "pg").mkdir()
    with servers.postgres(_places / "pg") as server:
        yield server


@pytest.fixture(scope="session")
def mariadb(_places: Path) -> Iterator[servers.Server]:
    (_places / "my").mkdir()
    with servers.mariadb(_places / "my") as server:
        yield server


@pytest.fixture(params=["postgres", "mariadb"])
def server(request: pytest.FixtureRequest) -> servers.Server:
    return request.getfixturevalue(request.param)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "shop")
    (made.folder / "sources").mkdir()
    yield made
    made.close()


def places_with(words: str, folder: Path) -> list[str]:
    """Every file below a folder that holds the words, as text in UTF-8 or UTF-16."""
    spelled = [words.encode(encoding) for encoding in ("utf-8", "utf-16-le")]
    return [
        str(path) for path in folder.rglob("*") if path.is_file() and any(one in path.read_bytes() for one in spelled)
    ]
