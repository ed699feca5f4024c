"""Words: the whole abcd standard as people read it, closed ends, and the reference page that must be current."""

from __future__ import annotations

from pathlib import Path

import pytest

from fenji.scheme.describe import describe, say_tier
from fenji.scheme.load import read_scheme, standard, standard_names
from fenji.scheme.reference import EXAMPLE, page
from fenji.scores.scorer import SCORERS

ROOT = Path(__file__).parents[3]
GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", standard_names())
def test_a_ready_made_standard_reads_as_agreed(name: str) -> None:
    words = describe(standard(name))
    assert words.zh + "\n\n" + words.en + "\n" == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_a_tier_says_that_its_lower_end_is_closed() -> None:
    scheme = standard("abcd")
    assert [say_tier(scheme, key).zh for key in "ABCD"] == [
        "80分以上（含80分）",
        "60分以上（含60分）、不足80分",
        "40分以上（含40分）、不足60分",
        "其余客户",
    ]


def test_limits_and_ungraded_states_are_said() -> None:
    words = describe(read_scheme(EXAMPLE))
    assert "暂不评级（新客户）：" in words.zh
    assert "封顶（逾期）：逾期金额大于0元（不含），最高为普通客户" in words.zh
    assert "Limit – Overdue: never above Regular where" in words.en


def test_the_reference_page_is_current() -> None:
    kept = ROOT / "docs" / "reference" / "schemes.md"
    assert kept.read_text(encoding="utf-8") == page(), "write it anew: python -m fenji.scheme.reference"


def test_the_reference_page_documents_every_scorer_and_standard() -> None:
    for name in (*SCORERS, *standard_names()):
        assert f"### {name}: " in page()
