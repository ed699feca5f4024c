"""Every environment variable that fenji reads, from environment.yaml; asked before anything starts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

import yaml

from fenji_web.library import Issue, Text

OUTSIDE = ("FENJI_SHARED", "FENJI_BAR", "FENJI_LONG", "FENJI_FUZZ", "FENJI_SHOP", "FENJI_MUTATION")
"""What tests and benchmarks begin the names of their own variables with."""
_UNKNOWN = Text("there is no setting {name}", "没有名为 {name} 的设置")
_GUESS = Text(
    "Did you mean {guess}? See docs/reference/settings.md.", "是否指 {guess}？见 docs/reference/settings.md。"
)
_NO_GUESS = Text("Did you mean {guess}? See docs/reference/settings.md.", "是否指 {guess}？见 docs 中的设置参考。")
_FORM = Text("the setting cannot say that", "设置的值无效")
_SAY = Text("Write {said}.", "请写：{said}。")


@dataclass(frozen=True)
class Variable:
    """One variable: what it is for, a pattern of what it may say, that in words, and what holds without it.

    `<NAME>` in its name stands for letters, digits and `_`.
    """

    name: str
    meaning: Text
    form: str
    said: Text
    without: Text

    def is_named(self, name: str) -> bool:
        """Whether a variable of the environment is this one."""
        return re.fullmatch(self.name.replace("<NAME>", "[A-Z0-9_]+"), name) is not None


@cache
def variables() -> tuple[Variable, ...]:
    """All of them, in the order of the file."""
    text = (files("fenji_web.config") / "environment.yaml").read_text("utf-8")
    return tuple(
        Variable(row["name"], Text(row["en"], row["zh"]), row["form"], Text(**row["said"]), Text(**row["without"]))
        for row in yaml.safe_load(text)
    )


def wrong(environment: Mapping[str, str]) -> Iterator[Issue]:
    """Every variable of ours that is misspelt or says what it cannot; its value, often a secret, is not repeated."""
    names = [one.name for one in variables()]
    for name, value in sorted(environment.items()):
        found = next((one for one in variables() if one.is_named(name)), None)
        if found is not None and value and not re.fullmatch(found.form, value, re.DOTALL):
            yield Issue("error", name, _FORM, _SAY.fill(said=found.said), "setting")
        if found is None and name.startswith("FENJI_") and not name.startswith(OUTSIDE):
            guess = get_close_matches(name, names, n=1)
            fix = _GUESS.fill(guess=guess[0]) if guess else _NO_GUESS
            yield Issue("error", name, _UNKNOWN.fill(name=name), fix, "setting")
