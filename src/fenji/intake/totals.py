"""Rows that are no records: totals, page totals, and the lines that an ERP prints below a list (制单人 …)."""

from __future__ import annotations

from collections.abc import Sequence

from fenji.intake.cells import among, quote
from fenji.intake.signs import Signs

_WORDS = ("合计", "总计", "小计", "本页合计", "本页小计", "当页合计", "累计", "本月合计", "本月累计", "合计金额",
          "总合计", "total", "grand total", "subtotal", "sub total", "sum", "totals")  # fmt: skip
_TOTAL = r"(本页|当页|本单|本月|本日|总)?\s*(合\s*计|小\s*计|总\s*计|累\s*计)"
_SIGNED = r"(制单人?|制表人?|审核人?|复核人?|经办人|打印人|打印时间|打印日期|导出时间|导出人|制表日期|制单日期)\s*[:：]"
_BREAK = "chr(31)"


def is_total(text: str) -> str:
    """SQL for: this text heads a total or a signature, whatever the rest of the row says."""
    bare = f"lower(rtrim({text}, ':： '))"
    may_be = f"(strlen({text}) <> length({text}) OR right({text}, 1) >= ':')"
    words = rf"^{_TOTAL}\s*[:：]|^{_SIGNED}"
    said = f"CASE WHEN strlen({text}) <> length({text}) THEN regexp_matches({text}, {quote(words)}) ELSE FALSE END"
    return f"CASE WHEN strlen({text}) <= 120 AND {may_be} THEN {among(bare, _WORDS)} OR {said} ELSE FALSE END"


def may_be_total(signs: Signs) -> bool:
    """Whether a column with these signs can hold such a text."""
    return not signs.is_ascii or any(set(word.encode()) <= set(signs.letters.lower()) for word in ("total", "sum"))


def any_cell_is_total(cells: Sequence[str]) -> str:
    """SQL for: one of a row's cells heads a total or a signature; asked of rows that are no records anyway."""
    every = f"lower(concat_ws({_BREAK}, {', '.join(f'trim({cell})' for cell in cells)}))"
    whole = rf"((grand |sub ?)?totals?|sum|[^\x1f]{{0,30}}{_TOTAL})\s*[:：]?(\x1f|$)"
    words = rf"(^|\x1f)({whole}|{_TOTAL}[\s:：]+[^\x1f]{{0,40}}(\x1f|$)|{_SIGNED})"
    return f"regexp_matches({every}, {quote(words)})"
