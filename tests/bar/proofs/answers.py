"""Right answers, always the same."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_SHOPS = "tests/properties/test_properties.py"

PROOFS: tuple[Proof, ...] = (
    Proof(
        23,
        "the engine grades every customer of every generated shop as plain Python does",
        (f"{_SHOPS}::test_the_engine_grades_every_customer_as_plain_python_does",),
        Twin("src/fenji/metrics/period.py", "return column < self.end_value()", "return column <= self.end_value()"),
        "25 shops a run, not 5,000",
    ),
    Proof(
        25,
        "windows begin and end at local midnights, whatever the clocks do on that day",
        ("tests/fenji/metrics/test_periods.py",),
        Twin("src/fenji/metrics/period.py", "for fold in (0, 1))", "for fold in (1, 1))"),
    ),
    Proof(
        27,
        "the contributions of every customer sum to the stored score",
        ("tests/fenji/review/test_explain.py::test_every_customer_of_a_run_has_contributions_that_sum_to_the_score",),
        Twin(
            "src/fenji/explanation.py", "None if points is None else points * weight", "None if not weight else points"
        ),
        "a run of the tests' shop, not 1 M customers",
    ),
)
