"""Chinese that people read is punctuated as Chinese: full-width colons, commas and semicolons beside its characters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "fenji"
ROOMS = ("intake", "cli", "lake", "engines")
FILES = [path for room in ROOMS for path in sorted((SOURCE / room).rglob("*.py"))]
CHINESE = "\u4e00-\u9fff\u3001-\u3011\uff01-\uff60“”"
HALF = re.compile(f"(?<=[{CHINESE}])[:,;]|[:,;](?=[\u4e00-\u9fff])")
CODE = re.compile("`[^`]*`")


def test_chinese_is_punctuated_as_chinese() -> None:
    assert len(FILES) > 100
    assert [
        f"{path.relative_to(SOURCE)} line {line}: {words}"
        for path in FILES
        for line, words in chinese(ast.parse(path.read_text("utf-8")))
        if HALF.search(CODE.sub("", words))
    ] == []


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
