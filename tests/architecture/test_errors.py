"""The tree of errors in the docstring is the tree of the classes."""

from __future__ import annotations

import re

import pytest

from fenji import errors
from fenji.errors import FenjiError


def _classes(kind: type[FenjiError]) -> dict[str, str]:
    found = {}
    for child in kind.__subclasses__():
        if child.__module__ == "fenji.errors":
            found[child.__name__] = kind.__name__
            found |= _classes(child)
    return found


def test_the_docstring_draws_the_tree_of_the_classes() -> None:
    drawn: dict[str, str] = {}
    parents = ["FenjiError"]
    for line in (errors.__doc__ or "").splitlines():
        match = re.match(r"^    ((?:│   |    )*)[├└]── (\w+)\s{2,}\S", line)
        if match:
            depth = len(match[1]) // 4
            parents = [*parents[: depth + 1], match[2]]
            drawn[match[2]] = parents[depth]
    assert drawn == _classes(FenjiError)


@pytest.mark.parametrize("missing", ["where", "fix"])
def test_an_error_without_place_or_remedy_cannot_be_raised(missing: str) -> None:
    words = {"where": "a", "fix": "b"}
    words.pop(missing)
    with pytest.raises(TypeError, match=missing):
        FenjiError("problem", **words)
