"""Cohorts drawn: the customers of each first month, month by month since; months to come stay empty."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.charts.canvas import canvas
from fenji.charts.frame import Page
from fenji.charts.grid import Axis, Field, grid_spec
from fenji.errors import DrawError
from fenji.language import Language, Text, say_count

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.result_records import Cohort, CohortMonth

MOST = 12
CORNER = Text("first order ↓   months since →", "首单月份 ↓   之后第几个月 →")
NEW = Text("{n} customer{n:s}", "{n} 位客户")
SINCE = Text("{month}, {n} month{n:s} later", "{month} 首单，第 {n} 个月")
GOES_ON = Text("the month still goes on", "该月尚未结束")
LEFT_OUT = Text("the last {n} cohorts", "最近 {n} 组")
FIRST = Text("the first month holds everybody known from before", "首个月份含此前已有的全部客户")
Say = Callable[["Cohort", "CohortMonth"], tuple[str, str, float]]


def cohorts_of(result: Result, chart: str) -> list[Cohort]:
    """The cohorts to draw, the oldest first; where nothing was ever bought a second month, there is nothing to draw."""
    found = result.cohorts()
    if sum(len(one.later) - 1 for one in found):
        return found[-MOST:]
    problem = Text("there are not two months of orders to compare", "订单不足两个月，无法比较")
    fix = Text("Import orders of more months, then grade again.", "请导入更多月份的订单后重新评级。")
    raise DrawError(problem, where=f"{chart} {result.run.id}", fix=fix)


def notes(result: Result, lang: Language) -> list[str]:
    """What a reader must know of the cohorts drawn."""
    every = len(result.cohorts())
    said = [LEFT_OUT.fill(n=MOST)] if every > MOST else [FIRST]
    return [text.say(lang) for text in said]


def cohort_spec(frame: Page, cohorts: list[Cohort], say: Say, lang: Language, *, first: int = 1) -> dict[str, Any]:
    """The grid: rows the first months, columns the months since; `say` gives a field's words, hint and depth."""
    months = [*range(first, max(len(one.later) for one in cohorts))][:MOST]
    fields = []
    for row, cohort in enumerate(cohorts):
        for column, number in enumerate(months):
            if number < len(cohort.later):
                fields.append(_field(row, column, cohort, cohort.later[number], say, lang))
    names = [f"{one.month:%Y-%m}" for one in cohorts]
    sizes = [] if canvas().is_narrow else [say_count(one.customers, lang) for one in cohorts]
    corner = "" if canvas().is_narrow else CORNER.say(lang)
    return grid_spec(frame, Axis(names, sizes), Axis([str(n) for n in months]), fields, corner=corner, height=30)


def _field(row: int, column: int, cohort: Cohort, month: CohortMonth, say: Say, lang: Language) -> Field:
    label, words, depth = say(cohort, month)
    place = SINCE.fill(month=f"{cohort.month:%Y-%m}", n=month.months).say(lang)
    more = () if month.is_whole else (GOES_ON.say(lang),)
    size = NEW.fill(n=say_count(cohort.customers, lang)).say(lang)
    return Field(row, column, label, depth=depth, hint=(place, size, words, *more), is_open=not month.is_whole)


def whole_share(cohorts: list[Cohort], months: int) -> Decimal | None:
    """The share of all customers who bought so many months after their first order, of months that are over."""
    there = [one for one in cohorts if len(one.later) > months and one.later[months].is_whole]
    size = sum(one.customers for one in there)
    return Decimal(sum(one.later[months].customers for one in there)) / size if size else None
