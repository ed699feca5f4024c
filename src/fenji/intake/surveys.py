"""Survey exports: one column a question becomes one row of feedback a question and answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from fenji.intake.cells import quote
from fenji.intake.mapping import Mapping

if TYPE_CHECKING:
    from fenji.engines.engine import Engine

_QUESTION = re.compile(
    r"^\s*(第\s*\d+\s*题|Q\s*\d+|\d+\s*[.、．)）:：])|[?？]\s*([(（\[【].*)?$|满意度|满意吗|推荐.*(可能|意愿|程度)|\bNPS\b|"
    r"how (likely|satisfied)|请(问|评价|打分)",
    re.IGNORECASE,
)
_SCALE = re.compile(
    r"\d{1,9}\s{0,9}(?:[-–—~～至到]|to)\s{0,9}(\d{1,9})|满分\s{0,9}(\d{1,9})|out of (\d{1,9})|"
    r"/\s{0,9}(\d{1,9})\s{0,9}[)）]",
    re.IGNORECASE,
)
_SCALES = (5, 10, 100)


def is_question(header: str) -> bool:
    """Whether a header reads like a question of a survey.

    >>> [is_question(header) for header in ("1、您对服务满意吗?", "Q3", "How likely are you to buy?", "提交时间")]
    [True, True, True, False]
    """
    return bool(_QUESTION.search(header))


def with_questions(mapping: Mapping, headers: Sequence[str]) -> Mapping:
    """The mapping with the headers that are questions, where a table of feedback has no column of answers."""
    if mapping.table != "feedback" or mapping.options.questions:
        return mapping
    answers = {"text", "score", "question"}
    taken = {name: header for name, header in mapping.columns.items() if name not in answers or not is_question(header)}
    if answers & set(taken):
        return mapping
    found = tuple(header for header in headers if header not in taken.values() and is_question(header))
    if not found:
        return mapping
    return Mapping(mapping.table, taken, mapping.options.model_copy(update={"questions": found}))


def best_score(header: str) -> Decimal | None:
    """The best score that a question's own words name: 满意度(1-5分) is 5.

    >>> str(best_score("满意度(1-5分)")), str(best_score("推荐意愿 0-10")), best_score("您满意吗?")
    ('5', '10', None)
    """
    found = _SCALE.search(header)
    best = next((part for part in found.groups() if part), None) if found else None
    return Decimal(best) if best else None


def answers_sql(engine: Engine, mapping: Mapping, rows: str, answers: str) -> str:
    """SQL for one row an answered question: `rows` are records, `answers` have question_0, question_1 … by `__row`.

    A number is a score and its text as well; a question's best score is the one its words name, else the smallest of
    5, 10 and 100 that no answer exceeds. Unanswered questions make no row.
    """
    parts = []
    for number, header in enumerate(mapping.options.questions):
        cell = f'"question_{number}"'
        score = f"TRY_CAST(regexp_extract({cell}, '^([0-9]+(\\.[0-9]+)?) *分?$', 1) AS DECIMAL(9,2))"
        best = best_score(header) or _seen_best(engine, answers, score)
        worth = f"CASE WHEN {score} IS NOT NULL THEN CAST({best or 'NULL'} AS DECIMAL(9,2)) END"
        parts.append(
            f"SELECT r.* REPLACE ({quote(header)} AS question, a.{cell} AS text, {score} AS score, "
            f"{worth} AS score_max, r.feedback_id || '-{number + 1}' AS feedback_id) "
            f"FROM ({rows}) r JOIN {answers} a USING (__row) WHERE a.{cell} IS NOT NULL"
        )
    return " UNION ALL ".join(parts)


def _seen_best(engine: Engine, answers: str, score: str) -> int | None:
    (row,) = engine.rows(f"SELECT max({score}) AS best FROM {answers}")
    return next((scale for scale in _SCALES if row["best"] is not None and row["best"] <= scale), None)
