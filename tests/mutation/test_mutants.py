"""What a mutant is: one small change of behaviour, none of words, types or docstrings."""

from __future__ import annotations

import ast

import pytest

from tests.mutation.chosen import Chosen
from tests.mutation.mutants import Mutant, mutants, mutated
from tests.mutation.report import interval


def texts(source: str) -> list[str]:
    """The changed statements, as they would be written."""
    return [ast.unparse(mutated(source, one.number)) for one in mutants("a.py", source)]


@pytest.mark.parametrize(("source", "changed"), [
    ("a < 1", ["a <= 1", "a >= 1", "a < 2"]),
    ("a == b != c", ["a != b != c", "a == b == c"]),
    ("a is not None", ["a is None"]),
    ("a and b", ["a or b"]),
    ("a & b", ["a | b"]),
    ("not a", ["a"]),
    ("a += 2", ["a -= 2", "a += 3"]),
    ("x = b if a else c", ["x = b if not a else c"]),
    ("[a for a in b if a]", ["[a for a in b if not a]"]),
    ("is_due = True", ["is_due = False"]),
    ("f('new')", ["f('newXX')"]),
])  # fmt: skip
def test_a_mutant_is_one_small_change(source: str, changed: list[str]) -> None:
    assert texts(source) == changed


@pytest.mark.parametrize("source", [
    '"""A caption."""',
    "from __future__ import annotations",
    "__all__ = ['grade']",
    "a: int | None",
    "Text('gold', '金')",
    "isinstance(a, int | str)",
    "Kind = Literal['one', 'two']",
    "zip(a, b, strict=True)",
    "if TYPE_CHECKING:\n    import a",
    "a.cast('decimal(38, 0)')",
])  # fmt: skip
def test_words_types_and_imports_are_not_changed(source: str) -> None:
    assert texts(source) == []


def test_results_are_lost_and_statements_left_out_unless_python_itself_would_stop() -> None:
    source = "def f(a):\n    a = g(a)\n    b = h(a)\n    k(b)\n    return b"
    left_out = [text.splitlines()[1:] for text in texts(source)]
    assert [[line.strip() for line in lines] for lines in left_out] == [
        ["pass", "b = h(a)", "k(b)", "return b"],
        ["a = g(a)", "b = h(a)", "pass", "return b"],
        ["a = g(a)", "b = h(a)", "k(b)", "return None"],
    ]


def test_a_mutant_says_what_stood_there() -> None:
    assert [str(one) for one in mutants("a.py", "\nx = a < b")] == [
        "a.py:2 `a < b` → `a <= b`",
        "a.py:2 `a < b` → `a >= b`",
    ]


def test_tests_that_ran_the_line_are_asked_and_the_quick_ones_first() -> None:
    seconds = {"t/x.py::slow": 2.0, "t/x.py::quick": 0.1, "t/y.py::other": 0.01}
    chosen = Chosen(seconds, {"a.py": {3: {"t/x.py::slow", "t/x.py::quick"}, 1: {""}}}, {"": {"t/y.py::other"}})
    assert chosen.tests_for(Mutant("a.py", 0, 3, 3, "a", "b")) == {"t/x.py::quick": 0.1, "t/x.py::slow": 2.0}
    everything = ["t/y.py::other", "t/x.py::quick"]
    assert list(chosen.tests_for(Mutant("a.py", 0, 1, 1, "a", "b"))) == everything


def test_the_interval_of_a_share_holds_it_and_stays_between_none_and_all() -> None:
    assert interval(90, 100) == pytest.approx((0.8256, 0.9448), abs=1e-4)  # Wilson, as R's prop.test without correction
    low, high = interval(5, 5)
    assert low > 0.5
    assert high == 1
