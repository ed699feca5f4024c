"""The lake's own connection reaches the workspace's folders and nothing else, whatever SQL it is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from fenji.errors import FenjiError
from fenji.lake.lake import Lake
from tests.architecture.test_house import MODULES, found, tree
from tests.fenji.engines.test_read_model import ESCAPES

ALLOWED = {
    # escape → why the lake may: it writes tables, and its extensions are loaded already
    "make a table": "in memory",
    "change rows": "there is none of that name",
    "attach its own file for writing": "there is none of that name",
    "keep a secret": "no extension that would use one is there",
    "load an extension": "the one that reads the catalog is loaded",
}
MORE = {
    "write beside the workspace": "COPY (SELECT 1) TO '{folder}/out.csv'",
    "a path that climbs": "SELECT * FROM read_text('{folder}/shop/lake/data/../../../secret.txt')",
    "a link that leads out": "SELECT * FROM read_text('{folder}/shop/lake/data/link.txt')",
    "the environment": "SELECT getenv('HOME')",
}
FACTORIES = {"src/fenji/engines/duckdb.py", "src/fenji/lake/lake.py"}


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Lake]:
    (tmp_path / "shop").mkdir()
    with_secret = tmp_path / "secret.txt"
    with_secret.write_text("secret")
    opened = Lake.create(tmp_path / "shop" / "lake")
    (opened.folder / "data").mkdir(exist_ok=True)
    (opened.folder / "data" / "link.txt").symlink_to(with_secret)
    yield opened
    opened.close()


@pytest.mark.parametrize("escape", sorted({*ESCAPES, *MORE} - {*ALLOWED}))
def test_the_lake_cannot(escape: str, lake: Lake, tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    statement = (ESCAPES | MORE)[escape].format(folder=tmp_path)
    with pytest.raises((FenjiError, duckdb.Error)):
        print(lake.engine.rows(statement))
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_connections_are_made_in_their_factories_alone() -> None:
    def makes(path: Path) -> bool:
        calls = (ast.unparse(node.func) for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
        return "duckdb.connect" in calls and not path.as_posix().endswith(tuple(FACTORIES))

    assert found(MODULES, makes) == {}
