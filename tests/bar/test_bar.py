"""Every number of the bar names tests that exist and a defect that still fits the code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.bar.page import Shown, read, write
from tests.bar.proof import HERE, Proof, Twin
from tests.bar.proofs import PROOFS


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: str(proof.number))
def test_a_proof_names_tests_that_exist_and_a_defect_that_fits_one_place(proof: Proof) -> None:
    for name in proof.tests:
        file, _, function = name.partition("::")
        assert f"def {function}" in (HERE / file).read_text("utf-8"), name
    assert proof.twin.fits(), proof.twin
    assert proof.twin.new != proof.twin.old


def test_numbers_stand_in_order_and_once() -> None:
    numbers = [one.number for one in PROOFS]
    assert numbers == sorted(set(numbers))


def test_a_defect_is_put_into_a_copy_and_refused_where_it_fits_no_more(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1\n")
    Twin("a.py", "x = 1", "x = 2").put_into(tmp_path)
    assert (tmp_path / "a.py").read_text() == "x = 2\n"
    with pytest.raises(ValueError, match="does not hold exactly once"):
        Twin("a.py", "x = 1", "x = 2").put_into(tmp_path)


def test_a_number_that_does_not_hold_is_said_on_the_page(tmp_path: Path) -> None:
    proof = Proof(1, "it works", (), Twin("a.py", "a", "b"))
    write(tmp_path / "bar.md", [Shown(proof, False, "1 failed", 2.0)], commit="abc", day=_DAY, machine="2 cores")
    assert "| 1 | it works | **does not hold**: 1 failed |" in (tmp_path / "bar.md").read_text("utf-8")


def test_a_number_is_read_from_what_a_run_of_the_whole_suite_said() -> None:
    proof = Proof(1, "it works", ("tests/a.py::test_x", "tests/b"), Twin("a.py", "a", "b"))
    told = "[gw0] [ 1%] PASSED tests/a.py::test_x[1] \n[gw1] [ 2%] PASSED tests/b/c.py::test_y \n"
    assert (read(proof, told).holds, read(proof, told).tests) == (True, "2 passed")
    assert not read(proof, told + "[gw1] [ 3%] FAILED tests/a.py::test_x[2] \n").holds
    assert not read(proof, "[gw1] [ 3%] SKIPPED tests/a.py::test_x \n").holds
    assert not read(proof, "").holds


_DAY = date(2026, 11, 22)
