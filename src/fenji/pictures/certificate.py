"""The certificate of an erasure as a page to print and to send: the same words as its sealed file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from fenji.language import Language, Text, say_count, say_date
from fenji.pictures.typeset import Sheet

_MOST_RUNS = 24
_TITLE = Text("Certificate of erasure {number}", "数据删除证明 {number}")
_SUBTITLE = Text(
    "One person's data was taken out of everything that is kept here.", "已将一位人员的数据从本系统全部存储中删除。"
)
_LINES = (
    ("asked_at", Text("Asked", "申请时间")),
    ("ended_at", Text("Ended", "完成时间")),
    ("asked_by", Text("By", "操作人")),
    ("approved_by", Text("Confirmed by", "确认人")),
    ("reason", Text("Why", "原因")),
    ("merged_customers", Text("Merged customers erased with them", "一并删除的合并客户")),
    ("person", Text("Keyed mark of the person", "人员加密标记")),
)
_WORDS = {
    "went": Text("What went", "已删除的内容"),
    "store": Text("Kept in", "存储位置"),
    "rows": Text("Rows or files", "行数或文件数"),
    "resealed": Text("Runs sealed anew", "重新封存的评级批次"),
    "run": Text("Run", "批次"),
    "before": Text("Digest before", "原摘要"),
    "now": Text("Digest now", "新摘要"),
    "stays": Text("What stays", "保留的内容"),
    "sealed": Text("Seal (HMAC-SHA-256 of the certificate's file):", "印记（删除证明文件的 HMAC-SHA-256）："),
}
_KEPT = (
    Text("Orders as those of a guest: amount, day and goods.", "订单转为散客订单：金额、日期和商品。"),
    Text("The grade in past runs as that of nobody, so that totals hold.", "历史批次中的等级转为匿名记录，合计不变。"),
    Text("A keyed mark that keeps old files and backups from bringing the person back.",
         "加密标记，使旧文件和旧备份不会让该人员重新出现。"),
)  # fmt: skip
_BACKUPS = Text(
    "{n} backup{n:s} taken before; beyond use until removed, and erased again when restored.",
    "此前的备份 {n} 份：不再使用，到期清除；恢复时会再次删除。",
)
_MORE = Text("and {n} more", "另有 {n} 个")


def certificate_sheet(told: Mapping[str, Any], *, lang: Language) -> Sheet:
    """A certificate as a sheet, from its sealed file."""
    ended = datetime.fromisoformat(told["ended_at"])
    kept = [one.say(lang) for one in _KEPT]
    if told["backups"]:
        kept.append(_BACKUPS.fill(n=len(told["backups"])).say(lang))
    runs = [[one["run_id"], one["old_digest"][:20], one["new_digest"][:20]] for one in told["runs"][:_MOST_RUNS]]
    if len(told["runs"]) > _MOST_RUNS:
        runs.append([_MORE.fill(n=len(told["runs"]) - _MOST_RUNS).say(lang), "", ""])
    facts = {
        **{name: words.say(lang) for name, words in _WORDS.items()},
        "lang": lang,
        "title": _TITLE.fill(number=told["certificate"]).say(lang),
        "subtitle": _SUBTITLE.say(lang),
        "lines": [[words.say(lang), _said(told[name], lang)] for name, words in _LINES if told[name] not in ("", 0)],
        "stores": [[one[lang], say_count(one["count"], lang)] for one in told["stores"]],
        "runs": runs,
        "kept": kept,
        "seal": told["seal"],
        "foot": f"fenji {told['fenji']} · {told['certificate']}",
    }
    return Sheet(f"erasure-{told['certificate']}", "certificate.typ", facts, ended.date())


def _said(value: Any, lang: Language) -> str:
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return str(value)
    day = date(moment.year, moment.month, moment.day)
    return f"{say_date(day, lang)} {moment:%H:%M} UTC" if ":" in str(value) else str(value)
