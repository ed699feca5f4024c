"""`python -m tests.bar [N …] [--sabotage]`: shows numbers of the bar, or that each defect turns its number red."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.bar.page import COULD_NOT, Shown, read, write
from tests.bar.proof import HERE, Proof
from tests.bar.proofs import PROOFS

_BESIDE = ("pyproject.toml", "conftest.py", "constraints*.txt", "install.sh")


def main() -> int:
    """Zero where every number asked for holds: the proof is green, or, with --sabotage, the defect is noticed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bar", description=__doc__)
    parser.add_argument("numbers", nargs="*", type=int, help="numbers of the bar (default: all that are shown)")
    parser.add_argument("--sabotage", action="store_true", help="put each defect into a copy; its proof must fail")
    parser.add_argument("--quick", action="store_true", help="as much as every change tries, not all of it")
    parser.add_argument("--read", type=Path, help="what `pytest -v` said of the whole suite, instead of running")
    parser.add_argument("--page", type=Path, help="the page to write what was found to")
    wanted = parser.parse_args()
    if not wanted.quick and not wanted.sabotage:
        os.environ["FENJI_BAR"] = "whole"
    if wanted.sabotage:
        os.environ["FENJI_BAR"] = "sabotage"
    missing = sorted(set(wanted.numbers) - {one.number for one in PROOFS})
    if missing:
        parser.error(f"not shown yet: {', '.join(map(str, missing))}")
    chosen = [one for one in PROOFS if not wanted.numbers or one.number in wanted.numbers]
    if wanted.read:
        told = wanted.read.read_text("utf-8", "replace")
        found = [_said(read(proof, told), proof, "holds", "fails") for proof in chosen]
    else:
        found = [_sabotaged(one) if wanted.sabotage else _proved(one) for one in chosen]
    if wanted.page:
        write(
            wanted.page,
            found,
            commit=_commit(),
            day=datetime.now(UTC).date(),
            machine=_machine(),
            size="quick" if wanted.quick or wanted.read else "whole",
        )
    return 0 if all(one.holds for one in found) else 1


def _proved(proof: Proof) -> Shown:
    return _said(_run(proof, HERE), proof, "holds", "fails")


def _sabotaged(proof: Proof) -> Shown:
    """In a copy of the tree, so that nobody's work is touched; the same proof must fail there."""
    with tempfile.TemporaryDirectory(prefix="fenji-bar-") as place:
        folder = Path(place)
        for name in ("src", "tests", "benchmarks"):
            shutil.copytree(HERE / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for path in (HERE / name for pattern in _BESIDE for name in HERE.glob(pattern)):
            shutil.copy(path, folder)
        proof.twin.put_into(folder)
        found = _run(proof, folder)
    is_noticed = not found.holds and found.tests != COULD_NOT
    return _said(Shown(proof, is_noticed, found.tests, found.seconds), proof, "noticed", "NOT NOTICED")


def _run(proof: Proof, folder: Path) -> Shown:
    beside = os.environ.get("FENJI_SHARED", str(HERE.parent / "shared"))
    since = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-p", "no:cacheprovider", *proof.tests]
    ended = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "FENJI_SHARED": beside}
    )
    if ended.returncode not in (0, 1) or (ended.returncode and " failed" not in ended.stdout):
        print(
            f"number {proof.number} could not be tried:\n{ended.stdout[-2000:]}{ended.stderr[-2000:]}", file=sys.stderr
        )
        return Shown(proof, False, COULD_NOT, time.monotonic() - since)
    words = ended.stdout.strip().splitlines()[-1]
    return Shown(proof, ended.returncode == 0, words.strip("= "), time.monotonic() - since)


def _said(shown: Shown, proof: Proof, good: str, bad: str) -> Shown:
    verdict = good if shown.holds else bad
    print(json.dumps({"n": proof.number, "verdict": verdict, "tests": shown.tests}, ensure_ascii=False), flush=True)
    return shown


def _commit() -> str:
    git = ["git", "-C", str(HERE), "rev-parse", "--short", "HEAD"]
    return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
