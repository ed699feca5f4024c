"""Chinese that people read is punctuated as Chinese: full-width colons, commas and semicolons beside its characters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "fenji"
ROOMS = ("intake", "cli", "lake", "engines")
FILES = [path for room in ROOMS for path in sorted((SOURCE / room).rglob("*.py"))]
CHINESE = "\u4e00-\u9fff\u3001-\u3011\uff01-\uff60“”"
HALF = re.compile(f"(?<=[{CHINESE}])[:,;]|[:,;](?=[\u4e00-\u9fff])")
CODE = re.compile("`[^`]*`")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_chinese_is_punctuated_as_chinese(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert [f"line {line}: {words}" for line, words in chinese(tree) if HALF.search(CODE.sub("", words))] == []


def test_half_width_marks_are_seen_and_code_is_spared() -> None:
    tree = ast.parse(
        'Text("a: b", "客户,订单") + Text("x", "例如 `status: {退货: refund}`，见 10:30") + Text("y", "共:3")'
    )
    assert [words for _, words in chinese(tree) if HALF.search(CODE.sub("", words))] == ["共:3", "客户,订单"]


def chinese(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every literal of the second words of a Text, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            for part in ast.walk(node.args[1]) if len(node.args) > 1 else ():
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.lineno, part.value
