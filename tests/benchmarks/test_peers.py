"""The benchmark compares like with like: every peer that is given the cut points finds the same grades."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from benchmarks.measured import module, run
from benchmarks.report import Growth, Peer, Promise, Report

ENVIRONMENT = {"PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("bench") / "store"
    run(module("store", place, "--orders", 24_000, "--customers", 3_000), environment=ENVIRONMENT)
    return place


def said(name: str, folder: Path, *arguments: str) -> dict[str, Any]:
    return run(module(name, folder, *arguments), environment=ENVIRONMENT).said


def test_fenji_hand_written_sql_and_good_pandas_find_the_same_tiers_and_totals(folder: Path) -> None:
    fenji = said("by_fenji", folder, "--digest")
    assert sum(count for count, _ in fenji["tiers"].values()) == fenji["rows"] > 2_900
    assert said("by_sql", folder)["tiers"] == fenji["tiers"]
    assert said("by_pandas_well", folder)["tiers"] == fenji["tiers"]


def test_two_gradings_have_one_digest(folder: Path) -> None:
    assert said("by_fenji", folder, "--digest")["digest"] == said("by_fenji", folder, "--digest")["digest"]


def test_tutorial_pandas_grades_the_same_customers(folder: Path) -> None:
    assert sum(said("by_pandas_tutorial", folder)["tiers"].values()) == 3_000


def test_memory_is_that_of_the_program_that_was_run() -> None:
    asked = "import sys; from benchmarks.measured import run; print(run([sys.executable, '-c', sys.argv[1]]).peak)"

    def peak(program: str) -> int:
        """Asked from a small process: a program's peak is never below that of the one that starts it."""
        done = subprocess.run([sys.executable, "-c", asked, program], capture_output=True, text=True, check=True)
        return int(done.stdout)

    assert 300_000_000 < peak("x = bytearray(300_000_000)") < 400_000_000
    assert peak("pass") < 100_000_000


def test_a_program_that_fails_ends_the_benchmark() -> None:
    with pytest.raises(SystemExit, match="ended with 3"):
        run([sys.executable, "-c", "raise SystemExit(3)"])


def test_the_table_says_ratios_growth_and_promises() -> None:
    report = Report(
        command="python -m benchmarks",
        machine="a machine",
        orders=10_000_000,
        customers=1_000_000,
        peers=[Peer(name, 1.0, 1.25, 2.0, 1.2, 500_000_000, 5) for name in ("sql", "fenji", "well", "tutorial")],
        growth=[Growth(5, 1.0, 1), Growth(10, 2.0, 1), Growth(50, 12.0, 1)],
        each=25,
        promises=[Promise("fenji --help", "under 0.3 s", "0.20 s")],
    )
    page = report.page()
    assert "| fenji | 1.00 s | 1.25 × | 2.00 × | 1.20 × | 500 MB | 5 |" in page
    assert "| fenji to hand-written SQL | at most 1.3 × | 1.25 × |" in page
    assert "| time per additional order, each step to the whole | within ± 30 % | -18 % to +2 % |" in page
    assert "| fenji --help | under 0.3 s | 0.20 s |" in page
