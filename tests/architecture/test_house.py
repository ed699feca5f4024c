"""Promises about the house that a machine keeps: captions, sizes, where queries run, what nothing may import."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

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
    "src/fenji_web/erasure/services.py": "has the application database write its free pages anew, which is no query",
    "src/fenji/pictures/typeset.py": "asks Typst where things lie on a page, no database",
}


def _id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_a_module_has_a_caption_of_one_line() -> None:
    assert found(MODULES, _caption_lacks) == {}


def _caption_lacks(path: Path) -> str:
    if path.name == "__init__.py" and not text(path).strip():
        return ""
    caption = ast.get_docstring(tree(path))
    if not caption:
        return "a module says in one line what it is"
    return "" if len(caption.splitlines()[0]) <= 120 else "the caption is longer than a line"


def test_a_file_holds_one_idea() -> None:
    assert found(MODULES, lambda path: lines_beyond(path, 300)) == {}


def test_a_test_file_is_at_most_500_lines() -> None:
    assert found(TESTS, lambda path: lines_beyond(path, 500)) == {}


def test_nothing_lies_in_a_drawer() -> None:
    assert [_id(path) for path in MODULES if path.stem in DRAWERS or path.parent.name in DRAWERS] == []


def test_queries_run_only_in_engines_and_lake() -> None:
    outside = [path for path in MODULES if path.parts[len(SOURCE.parts)] not in ("engines", "lake")]
    assert found([path for path in outside if _id(path) not in ASKS_ELSEWHERE], _asking) == {}


def _asking(path: Path) -> list[str]:
    return [f"line {node.lineno}: .{node.func.attr}(" for node in _calls(path) if _asks(node)]


def test_pandas_is_not_used() -> None:
    taken = re.compile(r"^\s*(import|from) pandas", re.MULTILINE)
    assert found(MODULES, lambda path: taken.findall(text(path))) == {}


def test_nothing_inside_imports_the_public_face() -> None:
    inside = [p for p in MODULES if p != SOURCE / "__init__.py"]
    taken = {
        _id(path): [alias.name for alias in node.names if alias.name != "__version__"]
        for path in inside
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.module == "fenji" and node.level == 0
    }
    assert {path: names for path, names in taken.items() if names} == {}


def test_no_unfinished_words() -> None:
    pattern = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    caught = re.compile(r"^ *(except .*NotImplementedError.*:|_[A-Z]+ = \(.*NotImplementedError.*\))$")  # a library's
    found = [f"{_id(p)}: {line}" for p in MODULES for line in text(p).splitlines()
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


def test_an_app_of_the_web_has_the_nine_files_or_fewer() -> None:
    assert found(APPS, lambda app: sorted({path.stem for path in app.glob("*.py")} - NINE)) == {}


def test_sql_of_the_web_stands_in_queries() -> None:
    sql = re.compile(r"\b(SELECT\b.+\bFROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM)\b", re.DOTALL)

    def asked(path: Path) -> list[str]:
        texts = [node.value for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)]
        return [one for one in texts if isinstance(one, str) and sql.search(one)]

    assert found([path for path in WEB_MODULES if path.name != "queries.py"], asked) == {}


def found(paths: Sequence[Path], wrong: Callable[[Path], object]) -> dict[str, object]:
    """What is wrong with which of the files; each is read and parsed once for all rules."""
    assert len(paths) > 10, "a rule looks at files"
    return {_id(path): said for path in paths if (said := wrong(path))}


def lines_beyond(path: Path, most: int) -> str:
    count = len(text(path).splitlines())
    return f"{count} lines" if count > most else ""


@cache
def text(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


def _calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node


def _asks(node: ast.Call) -> bool:
    assert isinstance(node.func, ast.Attribute)
    owner = node.func.value
    is_duckdb = isinstance(owner, ast.Name) and owner.id == "duckdb" and node.func.attr == "connect"
    return is_duckdb or node.func.attr in ASKING
