"""No page sends anybody to a terminal: every remedy of the library that names a command names a page instead."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import fenji
from fenji_web.library import Text
from fenji_web.ui.remedies import for_pages

LIBRARY = Path(fenji.__file__).parent
COMMAND = re.compile(r"`fenji |fenji (?:duplicates|imports) |(?<![\w-])--[a-z]")


def found() -> Iterator[Text]:
    """Every text of the library that names a command of the terminal."""
    for path in sorted(LIBRARY.rglob("*.py")):
        if "cli" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text" and len(node.args) == 2:
                said = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if len(said) == 2 and COMMAND.search(said[0]):
                    yield Text(*said)


@pytest.mark.parametrize("remedy", tuple(found()), ids=lambda one: one.en[:50])
def test_a_remedy_that_names_a_command_becomes_one_that_names_a_page(remedy: Text) -> None:
    said = for_pages(remedy)
    assert not COMMAND.search(said.en)
    assert not COMMAND.search(said.zh)


def test_other_remedies_stay_as_they_are() -> None:
    remedy = Text("Write digits and a point.", "请写成 1234.50 这样的数字。")
    assert for_pages(remedy) is remedy
