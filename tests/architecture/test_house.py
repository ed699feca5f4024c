"""Promises about the house that a machine keeps: captions, sizes, where queries run, what nothing may import."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "fenji"
WEB = ROOT / "src" / "fenji_web"
LIBRARY = sorted(SOURCE.rglob("*.py"))
WEB_MODULES = sorted(path for path in WEB.rglob("*.py") if path.parent.name != "migrations")
MODULES = [*LIBRARY, *WEB_MODULES]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
DRAWERS = {"utils", "helpers", "common", "base", "core", "misc", "manager", "handler", "process", "data2"}
ASKING = {"execute", "sql", "to_pyarrow", "to_pyarrow_batches", "to_pandas", "fetchall", "fetchone", "raw_sql", "query"}
ASKS_ELSEWHERE: dict[str, str] = {
    # file → why it may run queries outside engines/ and lake/
    "src/fenji/intake/identity/find.py": "Splink runs its own, in a database in memory that the engine makes for it",
    "src/fenji/pictures/typeset.py": "asks Typst where things lie on a page, no database",
}


def _id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_a_module_has_a_caption_of_one_line(path: Path) -> None:
    text = path.read_text("utf-8")
    if path.name == "__init__.py" and not text.strip():
        return
    caption = ast.get_docstring(ast.parse(text))
    assert caption, "a module says in one line what it is"
    assert len(caption.splitlines()[0]) <= 120


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_a_file_holds_one_idea(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", TESTS, ids=_id)
def test_a_test_file_is_at_most_500_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 500


def test_nothing_lies_in_a_drawer() -> None:
    assert [_id(path) for path in MODULES if path.stem in DRAWERS or path.parent.name in DRAWERS] == []


@pytest.mark.parametrize("path", [p for p in MODULES if p.parts[len(SOURCE.parts)] not in ("engines", "lake")], ids=_id)
def test_queries_run_only_in_engines_and_lake(path: Path) -> None:
    if _id(path) in ASKS_ELSEWHERE:
        return
    calls = [f"line {node.lineno}: .{node.func.attr}(" for node in _calls(path) if _asks(node)]
    assert calls == []


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_pandas_is_not_used(path: Path) -> None:
    assert not re.search(r"^\s*(import|from) pandas", path.read_text("utf-8"), re.MULTILINE)


def test_nothing_inside_imports_the_public_face() -> None:
    inside = [p for p in MODULES if p != SOURCE / "__init__.py"]
    taken = {
        _id(path): [alias.name for alias in node.names if alias.name != "__version__"]
        for path in inside
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "fenji" and node.level == 0
    }
    assert {path: names for path, names in taken.items() if names} == {}


def test_no_unfinished_words() -> None:
    pattern = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    caught = re.compile(r"^ *(except .*NotImplementedError.*:|_[A-Z]+ = \(.*NotImplementedError.*\))$")  # a library's
    found = [f"{_id(p)}: {line}" for p in MODULES for line in p.read_text("utf-8").splitlines()
             if pattern.search(line) and not caught.match(line)]  # fmt: skip
    assert found == []


def test_the_tree_in_the_architecture_page_is_the_tree() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    tree = page.split("## The tree")[1].split("## ")[0]
    named = set(re.findall(r"[a-z_0-9]+(?:\.py|/)", tree))
    there: set[str] = set()
    for house in (SOURCE, WEB):
        there |= {f"{p.name}/" for p in house.iterdir() if p.is_dir() and p.name != "__pycache__"}
        there |= {p.name for p in house.glob("*.py") if p.name != "__init__.py"}
    assert sorted(there - named) == []


NINE = {"models", "access", "queries", "services", "jobs", "forms", "pages", "views", "urls", "apps", "__init__"}
ROOMS_OF_THEIR_OWN = {"config", "ui", "serving"}
APPS = [p for p in WEB.iterdir() if p.is_dir() and p.name not in ROOMS_OF_THEIR_OWN | {"__pycache__"}]


@pytest.mark.parametrize("app", APPS, ids=_id)
def test_an_app_of_the_web_has_the_nine_files_or_fewer(app: Path) -> None:
    assert sorted({path.stem for path in app.glob("*.py")} - NINE) == []


@pytest.mark.parametrize("path", WEB_MODULES, ids=_id)
def test_sql_of_the_web_stands_in_queries(path: Path) -> None:
    if path.name == "queries.py":
        return
    texts = [node.value for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Constant)]
    sql = re.compile(r"\b(SELECT\b.+\bFROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b", re.DOTALL)
    assert [text for text in texts if isinstance(text, str) and sql.search(text)] == []


def _calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node


def _asks(node: ast.Call) -> bool:
    assert isinstance(node.func, ast.Attribute)
    owner = node.func.value
    is_duckdb = isinstance(owner, ast.Name) and owner.id == "duckdb" and node.func.attr == "connect"
    return is_duckdb or node.func.attr in ASKING
