"""Findings and suggestions for every customer of a run, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fenji.advice.findings import findings
from fenji.advice.playbook import SHIPPED, Playbook
from fenji.advice.suggestions import suggestions
from fenji.advice.yardstick import Yardstick
from fenji.language import Language

if TYPE_CHECKING:
    from fenji.result import Result

_READ = ("customer_id", "tier", "rung", "reason", "total", "score", "move", "previous_tier", "gap_days", "gap_basis")


def analyse(result: Result, lang: Language = "zh", playbook: Playbook = SHIPPED) -> Iterator[tuple[str, str, str]]:
    """Every customer's id, finding and suggestion in one language, in the result's default order.

    One row is held at a time. Findings are one sentence a line of thought, suggestions are numbered.
    """
    yardstick = Yardstick.of(result, playbook)
    wanted = dict.fromkeys([*_READ, *yardstick.columns.values()])
    points = [name for name in result.columns if name.startswith("points_")]
    columns = [name for name in [*wanted, *points] if name in result.columns]
    for row in result.rows(_all_measured(columns, result)):
        yield (
            row["customer_id"],
            said(findings(row, yardstick, lang), lang),
            numbered(suggestions(row, yardstick, lang), lang),
        )


def said(sentences: list[str], lang: Language) -> str:
    """Sentences as one paragraph.

    >>> said(["VIP客户，总评分 82", "互动未知"], "zh"), said(["one order", "unknown: visits"], "en")
    ('VIP客户，总评分 82；互动未知。', 'One order. Unknown: visits.')
    """
    if lang == "zh":
        return "；".join(sentences) + "。" if sentences else ""
    return " ".join(f"{sentence[:1].upper()}{sentence[1:]}." for sentence in sentences)


def numbered(sentences: list[str], lang: Language) -> str:
    """Sentences as a numbered list, one a line; a single one without a number.

    >>> numbered(["先回访", "再报价"], "zh")
    '1. 先回访。\\n2. 再报价。'
    """
    stop = "。" if lang == "zh" else "."
    if len(sentences) == 1:
        return _upper(sentences[0]) + stop
    return "\n".join(f"{number}. {_upper(sentence)}{stop}" for number, sentence in enumerate(sentences, start=1))


def _upper(sentence: str) -> str:
    return f"{sentence[:1].upper()}{sentence[1:]}"


def _all_measured(columns: list[str], result: Result) -> list[str]:
    measured = [measure.column for measure in result.scheme.measures()]
    return list(dict.fromkeys([*columns, *(name for name in measured if name in result.columns)]))
