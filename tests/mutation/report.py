"""The page about mutation testing: how many mutants a test noticed, by package and file, and which none did."""

from __future__ import annotations

import json
import math
import platform
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from tests.mutation.equivalent import EQUIVALENT

VERDICTS = ("killed", "timed out", "survived")
MARK = "## The figures\n"  # what stands above is written by hand and kept
Found = dict[str, Any]


def interval(hits: int, tries: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    z, share = 1.959964, hits / tries
    middle = share + z * z / (2 * tries)
    width = z * math.sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries))
    return max(0.0, (middle - width) / (1 + z * z / tries)), min(1.0, (middle + width) / (1 + z * z / tries))


def reason(one: Found, folder: Path) -> str | None:
    """Why a survivor is held to change nothing that can be seen, if it is; its line says which change is meant."""
    line = (folder / one["file"]).read_text("utf-8").splitlines()[one["line"] - 1].strip()
    return EQUIVALENT.get((Path(one["file"]).name, line, one["before"], one["after"]))


def write(path: Path, found: Path, facts: str, seconds: float) -> None:
    """Writes the figures of a run into a page, below what was written by hand."""
    ones = [json.loads(line) for line in found.read_text("utf-8").splitlines()]
    by_hand = path.read_text("utf-8").split(MARK)[0] if path.exists() else ""
    told = f"{date.today().isoformat()}, commit {_commit(path.parent)}, Python {platform.python_version()}: "
    told += f"{len(ones)} mutants tried ({facts}) in {seconds / 60:.0f} minutes."
    path.write_text(f"{by_hand}{MARK}\n{told}\n\n{page(ones, found.parent)}", "utf-8")


def _commit(folder: Path) -> str:
    git = shutil.which("git")
    asked = [git or "git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(asked, cwd=folder, capture_output=True, text=True, check=True).stdout.strip()


def page(found: Sequence[Found], folder: Path) -> str:
    """The figures and the survivors, as Markdown."""
    lines = [
        "| package | mutants | killed | timed out | survived | noticed | 95 % interval |",
        "|---|--:|--:|--:|--:|--:|---|",
    ]
    lines += [_row(name, ones, of_all=True) for name, ones in _by(found, lambda one: _parts(one)[-2])]
    lines += [_row("all", found, of_all=True), ""]
    lines += ["| file | mutants | killed | timed out | survived | noticed |", "|---|--:|--:|--:|--:|--:|"]
    lines += [_row("/".join(_parts(ones[0])[-2:]), ones) for _, ones in _by(found, lambda one: one["file"])]
    survivors = [(one, reason(one, folder)) for one in found if one["verdict"] == "survived"]
    lines += ["", "## Survivors that a test could notice", "", *_listed(pair for pair in survivors if not pair[1])]
    lines += ["", "## Survivors that change nothing that can be seen", ""]
    lines += ["They count as survivors in the tables above.", "", *_listed(pair for pair in survivors if pair[1])]
    return "\n".join(lines) + "\n"


def _parts(one: Found) -> tuple[str, ...]:
    return Path(one["file"]).parts


def _by(found: Iterable[Found], key: Any) -> list[tuple[str, list[Found]]]:
    groups: dict[str, list[Found]] = {}
    for one in found:
        groups.setdefault(key(one), []).append(one)
    return list(groups.items())


def _row(name: str, ones: Sequence[Found], *, of_all: bool = False) -> str:
    counts = Counter(one["verdict"] for one in ones)
    noticed = len(ones) - counts["survived"]
    cells = [name, str(len(ones)), *(str(counts[verdict]) for verdict in VERDICTS), f"{noticed / len(ones):.1%}"]
    if of_all:
        low, high = interval(noticed, len(ones))
        cells.append(f"{low:.1%} to {high:.1%}")
    return f"| {' | '.join(cells)} |"


def _listed(survivors: Iterable[tuple[Found, str | None]]) -> list[str]:
    lines = []
    for one, why in survivors:
        place = f"{'/'.join(_parts(one)[-2:])}:{one['line']}"
        lines.append(f"- {place} `{one['before']}` → `{one['after']}`" + (f": {why}" if why else ""))
    return lines or ["None."]
