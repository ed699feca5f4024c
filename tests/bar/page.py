"""docs/bar.md: number by number what was shown, when, where, and what was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.bar.proof import Proof


@dataclass(frozen=True)
class Shown:
    """What came of one number."""

    proof: Proof
    holds: bool
    tests: str
    seconds: float


def write(path: Path, found: Sequence[Shown], *, commit: str, day: date, machine: str) -> None:
    """Writes the page; a number that does not hold is said as plainly as one that does."""
    lines = [
        "# The bar",
        "",
        "What a team can trust, number by number, as `make bar` found it. Each number has a defect of one line that "
        "must turn it red: `make bar-sabotage` puts it into a copy and expects the same tests to fail.",
        "",
        f"Written on {day}, commit {commit}, {machine}.",
        "",
        "| number | what is shown | result | not shown |",
        "| --- | --- | --- | --- |",
    ]
    for one in found:
        verdict = "holds" if one.holds else "**does not hold**"
        lines.append(f"| {one.proof.number} | {one.proof.shows} | {verdict}: {one.tests} | {one.proof.not_shown} |")
    path.write_text("\n".join([*lines, ""]), "utf-8")
