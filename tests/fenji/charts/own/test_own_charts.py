"""Charts of people's own: every figure is the one that plain SQL counts, every kind is drawn, every mistake is said."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fenji.charts.canvas import Canvas
from fenji.charts.chart import Drawing
from fenji.charts.own.answers import Answer, answer
from fenji.charts.own.drawn import draw_own
from fenji.charts.own.groups import OTHER
from fenji.charts.own.judged import read_own_chart
from fenji.charts.own.offer import offer_of
from fenji.charts.own_chart import KINDS as KIND_NAMES
from fenji.charts.own_chart import OwnChart
from fenji.errors import DrawError
from fenji.language import Language
from tests.fenji.charts.own.kinds import KINDS, own, written
from tests.fenji.charts.test_draw import words_with_places
from tests.sample_result import sample_result

RESULT = sample_result(300)
OFFER = offer_of(RESULT)


def found(text: str, lang: Language = "en") -> Answer:
    return answer(RESULT, written(text), OFFER, lang)


def told(asked: Answer) -> dict[str | None, Decimal | None]:
    (split,) = asked.splits
    return {group.key: asked.cell(group, split).value for group in asked.groups}


def counted(sql: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in RESULT.engine.rows(sql.replace("ROWS", RESULT.relation))]


def drawn(chart: OwnChart, lang: Language = "zh", on: Canvas | None = None) -> Drawing:
    return draw_own(RESULT, "a", chart, lang, on=on or Canvas())


@pytest.mark.parametrize(("text", "sql"), [
    ("by: province", "SELECT province, count(*) FROM ROWS GROUP BY 1"),
    ("measure: revenue\nby: tier", "SELECT tier, sum(net_revenue) FROM ROWS GROUP BY 1"),
    ("measure: {average: recency_days}\nby: customer_source",
     "SELECT customer_source, round(sum(recency_days)::DOUBLE / count(recency_days), 4) FROM ROWS GROUP BY 1"),
    ("measure: {median: net_revenue}\nby: province",
     "SELECT province, median(net_revenue::DOUBLE) FROM ROWS GROUP BY 1"),
    ("by: last_ordered_on",
     "SELECT strftime(last_ordered_on, '%Y-%m'), count(*) FROM ROWS GROUP BY 1"),
    ("by: province\nwhen: {all: [{metric: order_count, at_least: 3}, {segment: tier, is_not: [potential]}]}",
     "SELECT province, count(*) FROM ROWS WHERE order_count >= 3 AND tier <> 'potential' GROUP BY 1"),
    ("by: tier\nwhen: {not: {field: province, is: [浙江, 广东]}}",
     "SELECT tier, count(*) FROM ROWS WHERE province NOT IN ('浙江', '广东') GROUP BY 1"),
    ("by: {name: order_count, cuts: [2, 5]}",
     "SELECT CASE WHEN order_count < 2 THEN '00' WHEN order_count < 5 THEN '01' ELSE '02' END, count(*) FROM ROWS "
     "WHERE order_count IS NOT NULL GROUP BY 1"),
])  # fmt: skip
def test_a_chart_says_what_plain_sql_counts(text: str, sql: str) -> None:
    asked = {key: value for key, value in told(found(text)).items() if key is not None and value}
    assert asked.keys() == {key for key, value in counted(sql) if key is not None and value}
    for key, value in counted(sql):
        if key is not None and value:
            assert float(asked[key] or 0) == pytest.approx(float(value), abs=1e-3)


def test_shares_of_a_whole_and_of_each_group_come_to_one() -> None:
    whole = told(found("measure: {share: net_revenue}\nby: province"))
    assert sum(value or 0 for value in whole.values()) == pytest.approx(1, abs=1e-4)
    split = found("measure: {share: customers}\nby: province\nsplit: tier")
    for group in split.groups:
        assert sum(split.cell(group, one).value or 0 for one in split.splits) == pytest.approx(1, abs=1e-4)


def test_the_smallest_groups_stand_together_and_say_how_many_they_are() -> None:
    asked = found("measure: {average: net_revenue}\nby: city\ngroups: 3")
    sizes = counted("SELECT city, count(*) FROM ROWS WHERE city IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 DESC")
    kept = {key for key, _ in sizes[:2]}
    rest = next(one for one in asked.groups if one.key == OTHER)
    assert {one.key for one in asked.groups} - {OTHER, None} == kept
    assert rest.name == f"Other ({len(sizes) - 2})"
    listed = ", ".join(f"'{key}'" for key in kept)
    ((average,),) = counted(
        f"SELECT sum(net_revenue)::DOUBLE / count(net_revenue) FROM ROWS WHERE city NOT IN ({listed})"
    )
    assert float(told(asked)[OTHER] or 0) == pytest.approx(average, abs=1e-3)


def test_an_unknown_figure_is_said_and_never_drawn_as_nought() -> None:
    text = "measure: {average: average_order_value}\nby: tier\nwhen: {metric: order_count, is: 0}"
    asked = found(text)
    assert [value for value in told(asked).values() if value is not None] == []
    assert asked.unknown == asked.customers > 0
    words = drawn(written(text), "en").svg
    assert "unknown" in words
    assert f"{asked.unknown} with an unknown figure are left out of it" in words


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", list(KINDS))
def test_every_kind_is_drawn_with_its_frame_and_alike_each_time(name: str, lang: Language) -> None:
    one, again = drawn(own(name), lang), drawn(own(name), lang)
    assert one.spec == again.spec
    assert lang == "en" or one.svg == again.svg
    said = re.sub(r"<[^>]+>", " ", one.svg)
    assert ("评级批次" if lang == "zh" else "run ") + (" " if lang == "zh" else "") + RESULT.run.id in said
    assert ("模拟数据" if lang == "zh" else "Simulated data") in said
    width, height = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)', one.svg)[0])
    places = [(text, x, y) for text, x, y, *_ in words_with_places(one)]
    assert [one for one in places if not (0 <= one[1] <= width and 0 < one[2] < height)] == []


@pytest.mark.parametrize("width", [340, 700])
@pytest.mark.parametrize("name", list(KINDS))
def test_every_kind_fits_its_place_on_a_screen(name: str, width: int) -> None:
    spec = drawn(own(name), "zh", Canvas.screen(width)).spec
    assert float(spec["padding"]["left"] + spec["width"] + spec["padding"]["right"]) == pytest.approx(width)
    assert all(spec["usermeta"].values())


def test_all_mistakes_are_said_at_once_with_their_lines_and_what_to_do() -> None:
    text = "title: a\nmesure: x\nby: {name: province, cuts: [2, 1]}\nkind: bars\nwhen: {metric: net_revenue, abve: 1}\n"
    chart, issues = read_own_chart(text, "charts/a.yaml")
    assert chart is None
    assert [(one.where, one.code) for one in issues] == [
        ("charts/a.yaml line 2", "key"), ("charts/a.yaml line 3", "form"), ("charts/a.yaml line 4", "kind"),
        ("charts/a.yaml line 5", "key"),
    ]  # fmt: skip
    assert all(one.fix.zh and one.fix.en for one in issues)


@pytest.mark.parametrize(("text", "problem"), [
    ("by: mobile", "'mobile' is contact or personal data and is not shown in charts"),
    ("by: tier\nwhen: {field: name, contains: 张}", "'name' is contact or personal data and is not shown in charts"),
    ("by: tier\nwhen: {field: note, contains: 张}", "'note' is contact or personal data and is not shown in charts"),
    ("by: provinc", "the run has no division called 'provinc'"),
    ("measure: {sum: revenu}\nby: tier", "the run has no figure called 'revenu'"),
    ("by: tier\nkind: line", "runs are drawn as a line, and a line is drawn over runs"),
    ("by: tier\nkind: histogram", "this kind of chart needs a number to divide by"),
    ("by: {name: province, bins: 3}", "'province' is no number and has no bins"),
    ("by: tier\nwhen: {segment: tier, is: [VIPP]}", "there is no segment called 'VIPP'"),
])  # fmt: skip
def test_what_a_run_has_not_kept_or_does_not_fit_is_said(text: str, problem: str) -> None:
    _, issues = read_own_chart(f"title: a\n{text}\n", "charts/a.yaml", OFFER)
    assert [one.problem.en for one in issues] == [problem]


@pytest.mark.parametrize("name", list(KINDS))
def test_a_chart_written_again_is_the_same_chart(name: str) -> None:
    chart = own(name)
    assert read_own_chart(chart.text(), "charts/a.yaml")[0] == chart


def test_no_row_of_a_customer_leaves_the_engine_but_the_points_drawn() -> None:
    spec = json.dumps(drawn(own("scatter"), "zh", Canvas.screen(700)).spec)
    assert "C0" not in spec.replace("\\u", "")
    assert [name for name in ("customer_id", "mobile", "email") if name in spec] == []


MEASURES = ["customers", "revenue", *({how: of} for how in ("sum", "average", "median", "share", "each")
                                      for of in ("net_revenue", "recency_days", "score", "nothing"))]  # fmt: skip
NAMES = ["tier", "run", "province", "city", "customer_source", "last_ordered_on", "move", "registered_on",
         "order_count", "net_revenue", "score", "name", "stage"]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    measure=st.sampled_from(MEASURES), by=st.sampled_from(NAMES), kind=st.sampled_from(KIND_NAMES),
    split=st.sampled_from([None, None, *NAMES]), bins=st.none() | st.integers(2, 40),
    groups=st.none() | st.integers(2, 30),
    when=st.sampled_from([None, {"metric": "order_count", "above": 1}, {"metric": "net_revenue", "above": 10**9}]),
    on=st.sampled_from([Canvas(), Canvas.screen(340), Canvas.screen(900, is_dark=True)]),
)  # fmt: skip
def test_whatever_is_chosen_is_a_chart_or_a_clear_refusal(on: Canvas, **chosen: Any) -> None:
    bins = chosen.pop("bins")
    chosen["by"] = {"name": chosen["by"], "bins": bins} if bins else chosen["by"]
    chart = OwnChart.model_validate({"title": "a", **{key: one for key, one in chosen.items() if one is not None}})
    try:
        said = json.dumps(drawn(chart, "zh", on).spec, ensure_ascii=False)
    except DrawError as refused:
        said = refused.fix.zh
    assert said
