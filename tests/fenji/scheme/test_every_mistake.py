"""Every mistake in standards full of mistakes: its line, how grave, what is wrong and what to do, word by word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fenji.errors import Issue
from fenji.scheme.checks import check_draft
from fenji.scheme.load import read_for_checks
from fenji.scheme.wording import MISTAKES

HERE = Path(__file__).parent
MISTAKEN = sorted((HERE / "mistaken").glob("*.yaml"))
WITH_CUSTOMERS = {
    *("unknown_for_all", "unknown_for_many", "ties", "nobody", "stated", "weights_found"),
    *("literal_gap", "literal_gaps", "literal_overlap", "group circle", "group nobody"),
}
MANY = {"too_many_tiers", "metrics many", "ahp many", "topsis"}


def issues(path: Path) -> list[Issue]:
    draft = read_for_checks(path)
    check_draft(draft)
    return draft.found()


def told(path: Path) -> str:
    return "".join(
        f"{one.where} {one.level} {one.code}\n  {one.problem.en} → {one.fix.en}\n  {one.problem.zh} → {one.fix.zh}\n"
        for one in issues(path)
    )


@pytest.mark.parametrize("path", MISTAKEN, ids=lambda path: path.stem)
def test_every_mistake_is_told_as_agreed(path: Path) -> None:
    agreed = HERE / "golden" / "mistaken" / f"{path.stem}.txt"
    assert told(path) == agreed.read_text("utf-8")


def test_every_kind_of_mistake_has_an_example() -> None:
    """What needs customers, or more parts than anybody writes, is told in other tests."""
    every = "\n".join(told(path) for path in MISTAKEN)
    seen = {key for key, kind in MISTAKES.items() if re.search(_pattern(kind.problem.en), every)}
    assert set(MISTAKES) - seen == WITH_CUSTOMERS | MANY


def _pattern(words: str) -> str:
    """The words with anything where they are filled in."""
    return "[^\n]+".join(re.escape(part) for part in re.split(r"\{[^}]*\}", words))
