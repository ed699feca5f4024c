"""docs/bar.md: number by number what was shown, when, where, and what was not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.bar.proof import Proof

COULD_NOT = "could not be tried"
_TOLD = re.compile(r"(PASSED|FAILED|SKIPPED|ERROR) (tests/[^ ]+?\.py::[^\[\s]+)", re.MULTILINE)
SIZES = {"whole": "all that each test can try", "quick": "as much as every change tries"}


@dataclass(frozen=True)
class Shown:
    """What came of one number."""

    proof: Proof
    holds: bool
    tests: str
    seconds: float


def read(proof: Proof, told: str) -> Shown:
    """What a run of the whole suite said of a number's tests: it holds where some passed and none failed."""
    counted = Counter(how for how, name in _TOLD.findall(told) if name.startswith(proof.tests))
    is_shown = counted["PASSED"] > 0 and not counted["FAILED"] and not counted["ERROR"]
    said = ", ".join(f"{n} {how.lower()}" for how, n in sorted(counted.items())) or COULD_NOT
    return Shown(proof, is_shown, said, 0.0)


WANTED = (
    *range(1, 4), *range(5, 20), *range(21, 28), *range(29, 70), *range(74, 98), 99, *range(102, 105), *range(106, 110)
)  # fmt: skip
"""The numbers that a team may ask for; 28, 98, 100, 101, 105 and 110 are measured elsewhere or take a day."""


def write(path: Path, found: Sequence[Shown], *, commit: str, day: date, machine: str, size: str = "whole") -> None:
    """Writes the page; a number that does not hold, or that nothing shows, is said as plainly as one that does."""
    missing = sorted(set(WANTED) - {one.proof.number for one in found})
    lines = [
        "# The bar",
        "",
        "What a team can trust, number by number, as `make bar` found it. Each number has a defect of one line that "
        "must turn it red: `make bar-sabotage` puts it into a copy and expects the same tests to fail.",
        "",
        f"Written on {day}, commit {commit}, {machine}, size: {SIZES[size]}. Seeds of random tests stand in the tests; "
        "a seed that failed becomes a test of its own.",
        "",
        f"{len(found)} numbers of {len(WANTED)}. "
        + (f"Nothing shows: {', '.join(map(str, missing))}." if missing else ""),
        "",
        "| number | what is shown | result | not shown |",
        "| --- | --- | --- | --- |",
    ]
    for one in found:
        verdict = "holds" if one.holds else "**does not hold**"
        said = one.tests.replace("|", "/")
        lines.append(f"| {one.proof.number} | {one.proof.shows} | {verdict}: {said} | {one.proof.not_shown} |")
    path.write_text("\n".join([*lines, ""]), "utf-8")
