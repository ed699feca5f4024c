"""What customers say: their words counted, quoted only where they agreed, without names and numbers."""

from __future__ import annotations

from typing import Any

import pytest

from fenji.journeys.spoken import _names, about, masked, quotes, said_most
from tests.fenji.journeys.walks import Walk, answer, contact

STAGES = {"store": "consideration", "survey": "use", "service": "use"}


def said(text: str, *, may_quote: bool | None, customer: str = "a", day: int = 5) -> dict[str, Any]:
    return {**answer(customer, day, "8", text), "may_quote": may_quote}


def quoted(*answers: dict[str, Any]) -> dict[str, str]:
    walk = Walk(interactions=[contact("a", 1, "到店")], feedback=list(answers))
    people = "('a', '林之遥'), ('b', NULL)"
    walk.engine.keep("people", f"SELECT * FROM (VALUES {people}) AS p(customer_id, name)")
    rows = walk.rows(about(walk.engine.table("walk"), walk.engine.table("people")))
    return {one.stage: one.words for one in quotes(rows, STAGES, {"consideration": (("质量", 3),)})}


def _names_writer(text: str) -> bool:
    """Whether a text names one of the people."""
    walk = Walk(interactions=[contact("a", 1, "到店")])
    people = "('林之遥'), ('Anna Maria Schmidt'), ('王芳'), ('Li')"
    said = walk.engine.keep("said", f"SELECT '{text}' AS words, who FROM (VALUES {people}) AS p(who)")
    return any(row["names"] for row in walk.rows(said.select(names=_names(said.words, said.who))))


@pytest.mark.parametrize("consent", [False, None])
def test_nobody_who_did_not_agree_is_quoted(consent: bool | None) -> None:
    assert quoted(said("质量不错，下次还来", may_quote=consent)) == {}


def test_the_quote_of_a_stage_holds_what_is_typical_of_it() -> None:
    answers = (said("店员很热情啊", may_quote=True), said("质量不错，下次还来", may_quote=True, day=6))
    assert quoted(*answers) == {"consideration": "质量不错，下次还来"}


def test_a_text_that_names_its_writer_is_not_quoted() -> None:
    assert quoted(said("我是林之遥，质量不错", may_quote=True)) == {}


@pytest.mark.parametrize(
    "text", ["叫我之遥吧，质量不错", "this is anna, well made", "ANNA MARIA SCHMIDT was here", "schmidt again"]
)
def test_a_text_with_a_part_of_its_writers_name_is_not_quoted(text: str) -> None:
    assert _names_writer(text)


@pytest.mark.parametrize("text", ["质量不错，下次还来", "well made, an animal toy", "芳香很好，质量不错"])
def test_other_texts_are_quoted(text: str) -> None:
    assert not _names_writer(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13800138000打不通", "电话*打不通"),
        ("回电 021-6688 9900 即可", "回电 * 即可"),
        ("打 138.0013.8000 或 138–0013–8000", "打 * 或 *"),
        ("写信到 a.b@mail.cn 了", "写信到 * 了"),
        ("加我微信：lin_zhiyao88 聊", "加我* 聊"),
        ("王女士服务很好", "*女士服务很好"),
        ("Thanks to Mrs. Miller for the help", "Thanks to * for the help"),
        ("总体满意，送货 3 天", "总体满意，送货 3 天"),
    ],
)
def test_names_and_numbers_are_hidden_in_a_quote(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_typical_words_are_counted_over_the_contacts_of_a_stage() -> None:
    rows = [{"about": "survey", "word_0": 2, "word_1": 0}, {"about": "service", "word_0": 1, "word_1": 4}]
    assert said_most(rows, ["快递", "质量"], STAGES) == {"use": (("质量", 4), ("快递", 3))}
