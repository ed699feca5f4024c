"""Spans: years, halves, quarters and months, the one before, the same a year earlier."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fenji.errors import FenjiError
from fenji.reporting.span import quarter_of, read_span


@pytest.mark.parametrize(
    ("words", "first", "last", "en", "zh"),
    [
        ("2017", date(2017, 1, 1), date(2017, 12, 31), "2017", "2017年"),
        ("2016-H1", date(2016, 1, 1), date(2016, 6, 30), "H1 2016", "2016年上半年"),
        ("2017-h2", date(2017, 7, 1), date(2017, 12, 31), "H2 2017", "2017年下半年"),
        ("2017-Q4", date(2017, 10, 1), date(2017, 12, 31), "Q4 2017", "2017年第四季度"),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29), "February 2016", "2016年2月"),
    ],
)
def test_a_span_is_whole_months_with_a_name(words: str, first: date, last: date, en: str, zh: str) -> None:
    span = read_span(words)
    assert (span.first, span.last, span.name.en, span.name.zh) == (first, last, en, zh)


def test_the_span_before_and_the_year_before() -> None:
    assert read_span("2017-Q1").before() == read_span("2016-Q4")
    assert read_span("2017-01").before() == read_span("2016-12")
    assert read_span("2017-H1").year_before() == read_span("2016-H1")


@pytest.mark.parametrize("words", ["", "2017Q4", "2017-Q5", "2017-13", "2017-00", "17", "2017-Q4-1", "去年"])
def test_what_names_no_span_is_refused(words: str) -> None:
    with pytest.raises(FenjiError):
        read_span(words)


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_every_day_lies_in_its_quarter_and_quarters_meet(day: date) -> None:
    quarter = quarter_of(day)
    assert quarter.first <= day <= quarter.last
    assert (quarter.first - quarter.before().last).days == 1
    assert quarter.period("Asia/Shanghai").first_day == quarter.first
