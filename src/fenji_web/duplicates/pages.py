"""The words of duplicates, and two customers side by side as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.ui.words import words

WORDS = {
    "title": Text("Duplicates", "重复客户"),
    "find": Text("Look for duplicates", "查找重复客户"),
    "find_again": Text("Look again", "重新查找"),
    "find_about": Text(
        "Customers who are probably one, by numbers, addresses and names; you decide.",
        "按电话、地址、姓名等找出可能是同一人的客户，由您判断。",
    ),
    "find_old": Text("Data was imported or taken back since; look again.", "此后又有导入或撤销，请重新查找。"),
    "none_yet": Text("There is no data to look at yet: bring some in first.", "还没有数据，请先导入。"),
    "go_data": Text("To the data", "前往数据"),
    "pairs": Text("Probably one customer", "很可能是同一客户"),
    "pairs_about": Text(
        "Compare before you merge. From the next grading on, merged customers count as one; a merge can be taken back.",
        "合并前可先对比。合并后从下一次评级起按一位客户计算，随时可以撤销。",
    ),
    "no_pairs": Text("No duplicates are left to decide.", "没有待判断的重复客户。"),
    "checked": Text("Looked at {when}", "查找时间：{when}"),
    "compare": Text("Compare", "对比"),
    "different": Text("Two customers", "不是同一客户"),
    "merges": Text("Merged", "已合并"),
    "merges_about": Text("Each can be taken apart again.", "均可撤销。"),
    "merged_into": Text("counts as {name}", "并入 {name}"),
    "merged_by": Text("{who}, {day}", "{who}，{day}"),
    "unmerge": Text("Take apart", "撤销合并"),
    "compared": Text("Merge two customers", "合并两位客户"),
    "compared_about": Text(
        "Nothing is changed until you merge. Marked values stay; unknown ones are filled from the other customer.",
        "确认合并前不会改变任何数据。标记的内容会保留，缺少的内容由另一位客户补上。",
    ),
    "stays": Text("stays", "保留"),
    "keep_this": Text("Keep this one", "以此为准"),
    "kept_one": Text("The one that stays", "合并后保留"),
    "after": Text("Together", "合并后"),
    "profile": Text("Customer data", "客户资料"),
    "history": Text("What they have", "往来数据"),
    "grade": Text("Grade", "等级"),
    "grade_about": Text("By {scheme}, as of {day}", "按{scheme}，截至 {day}"),
    "grade_none": Text(
        "Nothing was graded yet: the grade follows with the first grading.", "尚未评级，首次评级后才有等级。"
    ),
    "score": Text("Score", "总评分"),
    "orders": Text("Orders counted", "计入的订单"),
    "revenue": Text("Net revenue", "净销售额"),
    "last_order": Text("Last order", "最近下单"),
    "merge": Text("Merge", "合并"),
    "merge_say": Text("{other} becomes part of {kept}", "将 {other} 并入 {kept}"),
    "asked_same": Text(
        "The merge is being kept; it counts from the next grading on.", "正在保存合并，下一次评级起生效。"
    ),
    "asked_different": Text("Kept apart; the pair is not listed again.", "已记录为不同客户，不再提示。"),
    "settled": Text("This was decided meanwhile.", "期间已作出判断。"),
    "back": Text("Duplicates", "重复客户"),
    "notes_follow": Text(
        "Notes, tasks and tags stay with the customer they were written for; the timeline of the one that stays shows "
        "them after the next grading.",
        "备注、任务与标签仍属于原客户；下次评级后，会显示在保留客户的往来记录中。",
    ),
}
_HIDDEN = ("customer_id", "source", "import_id", "is_listed")


@dataclass(frozen=True)
class Value:
    """One value of one customer; `stays`: it is what the one customer would have."""

    words: str
    stays: bool = False


@dataclass(frozen=True)
class Line:
    """One thing both are asked for: each side's, and what the one customer would have."""

    label: Text
    values: tuple[Value, ...]
    after: str
    is_same: bool = False
    is_number: bool = False


def profile_lines(sides: Mapping[str, Any], lang: library.Language, *, sees_contact: bool) -> list[Line]:
    """Column by column what is known of either."""
    company = any(row.get("kind") == "company" for row in sides["before"].values())
    found = []
    for column in library.CANONICAL["customers"].columns:
        values = [row.get(column.name) for row in sides["before"].values()]
        if column.name in _HIDDEN or not any(values):
            continue
        after = sides["after"].get(column.name)
        hides = column.is_personal and not sees_contact
        said = [_said(column.name, value, lang, hides=hides, is_company=company) for value in (*values, after)]
        found.append(
            Line(
                column.label,
                tuple(
                    Value(one, stays=value is not None and value == after)
                    for one, value in zip(said, values, strict=False)
                ),
                said[-1],
                is_same=len(set(values)) == 1,
            )
        )
    return found


def table_lines(sides: Mapping[str, Any]) -> list[Line]:
    """Table by table how many rows either has, and both together."""
    ids = list(sides["before"])
    titles = {name: table.title for name, table in library.CANONICAL.items()}
    return [
        Line(
            titles[name],
            tuple(Value(library.say_number(counts.get(one, 0), "en")) for one in ids),
            library.say_number(sum(counts.values()), "en"),
            is_number=True,
        )
        for name, counts in sides["rows"].items()
    ]


def grade_lines(result: Mapping[str, Any], currency: str, lang: library.Language) -> list[Line]:
    """Score and figures of either, and of both as one."""
    every = [result["standings"].get(one) for one in result["sides"]["before"]] + [result["together"]]
    found = []
    for name, key in (
        ("score", "score"),
        ("orders", "order_count"),
        ("revenue", "net_revenue"),
        ("last_order", "last_ordered_on"),
    ):
        said = [_figure(key, one and one.get(key), currency, lang) for one in every]
        found.append(
            Line(words(f"duplicates.{name}"), tuple(Value(one) for one in said[:-1]), said[-1], is_number=True)
        )
    return found


def _figure(key: str, value: Any, currency: str, lang: library.Language) -> str:
    if value is None:
        return "—"
    if key == "net_revenue":
        return library.say_money(Decimal(value), currency, lang)
    if key == "last_ordered_on":
        return library.say_date(date.fromisoformat(value), lang)
    return library.say_number(Decimal(value), lang)


def _said(column: str, value: Any, lang: library.Language, *, hides: bool, is_company: bool) -> str:
    if value is None or value == "":
        return ""
    if column == "kind" and value in ("person", "company"):
        return words(f"customers.kind_{value}").say(lang)
    if hides:
        is_shown = column in library.masks.SHOWN
        return str(library.masks.mask(column, value, is_company=is_company)) if is_shown else "***"
    return str(value)
