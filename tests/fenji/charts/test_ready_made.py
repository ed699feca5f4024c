"""Every chart of every ready-made standard, graded by the whole pipeline."""

from functools import cache

import pytest

from fenji.charts.chart import CHARTS
from fenji.charts.draw import draw
from fenji.errors import DrawError
from fenji.result import Result
from fenji.scheme.load import standard
from tests.fenji.charts.test_segment_charts import SEGMENTED
from tests.sample_result import sample_result


@cache
def graded(name: str) -> Result:
    """The sample shop graded by a ready-made standard."""
    return sample_result(80, scheme=standard(name))


@pytest.mark.parametrize("name", ["value", "electronics", "abcd", "membership", "hml"])
def test_every_chart_is_drawn_or_refused_with_a_fix(name: str) -> None:
    refused = []
    for chart in CHARTS:
        try:
            assert "<svg" in draw(graded(name), chart, "zh").svg
        except DrawError as error:
            refused.append((chart, error.problem.en))
    kept_none = {(chart, problem) for chart, problem in refused if chart in SEGMENTED}
    assert {chart for chart, _ in kept_none} == set(SEGMENTED), "without a workspace nobody keeps segments or cohorts"
    assert {problem for _, problem in kept_none} == {
        "this run has kept no segments",
        "there are not two months of orders to compare",
    }
    assert set(refused) - kept_none in (set(), {("score_spread", "nobody has a score in this run")})
