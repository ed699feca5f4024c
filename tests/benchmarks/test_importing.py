"""The benchmark of the intake runs, and its page says every promise with what was found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.measured import module


def test_the_intake_is_measured_beside_copy_and_the_bare_reader(tmp_path: Path) -> None:
    sizes = ("--rows", 300, "--book-rows", 40, "--rounds", 1)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = module("intake", *sizes, "--folder", tmp_path / "made", "--out", tmp_path / "intake.md")
    subprocess.run(command, check=True, capture_output=True, env=environment, timeout=300)
    page = (tmp_path / "intake.md").read_text("utf-8")
    for words in (
        "| import to COPY | at most 3 × |",
        "| reading child, memory | under 1.00 GB |",
        "| import to bare calamine plus the commit | at most 2 × |",
        "| the larger of both processes, memory | under 1.50 GB |",
    ):
        assert words in page
    assert "CSV of 300 × 10" in page
    assert "workbook of 40 × 20" in page
