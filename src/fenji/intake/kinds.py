"""Words for kinds (电话 call, 投诉 complaint, 个人 person, incoming …) brought to the one that is stored."""

from __future__ import annotations

from fenji.intake.cells import among, quote
from fenji.intake.words import customer_kind
from fenji.tables.interactions import KINDS

_FEEDBACK = {
    "survey": ("survey", "问卷", "调查", "问卷调查", "满意度", "nps", "csat"),
    "ticket": ("ticket", "工单", "服务单", "support"),
    "review": ("review", "评价", "评论", "点评"),
    "complaint": ("complaint", "投诉"),
}
_DIRECTION = {
    "in": ("in", "inbound", "incoming", "呼入", "来电", "来访", "主动"),
    "out": ("out", "outbound", "outgoing", "呼出", "去电", "回访"),
}


def kind_value(table: str, column: str) -> str:
    """SQL for a column of closed words; other columns stand for themselves, and unknown kinds stay as written."""
    name = f'"{column}"'
    if (table, column) == ("customers", "kind"):
        return customer_kind(name)
    if (table, column) == ("interactions", "kind"):
        return _stored(name, {kind.text.zh: kind.every_word for kind in KINDS})
    if (table, column) == ("feedback", "kind"):
        return _stored(name, _FEEDBACK)
    if (table, column) == ("interactions", "direction"):
        return _stored(name, _DIRECTION)
    return name


def _stored(name: str, words: dict[str, tuple[str, ...]]) -> str:
    cases = " ".join(f"WHEN {among(f'lower({name})', every)} THEN {quote(stored)}" for stored, every in words.items())
    return f"CASE {cases} ELSE {name} END"
