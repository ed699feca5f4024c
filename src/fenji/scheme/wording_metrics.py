"""Every mistake a metric of a standard's own can have: its name, its formula, its table, its unit."""

from __future__ import annotations

from fenji.language import Text
from fenji.scheme.mistake import kind

METRICS = (
    kind(
        "metrics many",
        Text("{n} metrics of its own; a standard has at most {most}", "自定义指标共 {n} 个，最多 {most} 个"),
        Text("Remove those that nothing uses.", "请删去未使用的指标。"),
    ),
    kind(
        "metrics taken",
        Text("'{name}' means something else already", "“{name}”已有其他含义"),
        Text("Give the metric another name.", "请为该指标另起名称。"),
    ),
    kind(
        "metrics way",
        Text(
            "'{name}' needs either `formula` or `table` with `take`",
            "“{name}”需写 `formula`，或写 `table` 与 `take`，两者取一",
        ),
        Text("Write one of both.", "请写其中一种。"),
    ),
    kind(
        "metrics idle",
        Text("`{setting}` has no meaning for '{name}'", "`{setting}` 对“{name}”不起作用"),
        Text("Remove it.", "请删除。"),
    ),
    kind(
        "metrics take",
        Text("'{name}' doesn't say what to take of the table", "“{name}”未写明取表中的什么"),
        Text("Add `take: sum`, count, max, min or distinct.", "请添加 `take: sum`（或 count、max、min、distinct）。"),
    ),
    kind(
        "metrics column",
        Text("'{name}' doesn't say of which column ({take})", "“{name}”未写明对哪一列取 {take}"),
        Text("Add `column: amount`, for example.", "请添加 `column:`，例如 `column: amount`。"),
    ),
    kind(
        "metrics type",
        Text("'{what}' is {is_}, and {wanted} is needed", "“{what}”是{is_}，此处需要{wanted}"),
        Text("Choose a column with numbers, or `take: distinct`.", "请选择数值列，或改用 `take: distinct`。"),
    ),
    kind(
        "metrics value",
        Text(
            "'{value}' cannot be compared with {column}, which is {is_}", "“{value}”不能与 {column} 比较：该列是{is_}"
        ),
        Text(
            "Texts: is, is_not, one_of; numbers and days (2024-06-30) also above, at_least, below, at_most.",
            "文本用 is、is_not、one_of；数值与日期（2024-06-30）还可用 above、at_least、below、at_most。",
        ),
    ),
    kind(
        "metrics unit",
        Text("'{name}' comes to {gives}, which is not in '{unit}'", "“{name}”得到的是{gives}，与单位“{unit}”不符"),
        Text("Change `unit`.", "请修改 `unit`。"),
    ),
    kind(
        "formula mixed",
        Text(
            "'{name}' adds or compares money with what is no money",
            "“{name}”把金额与非金额相加或相比",
        ),
        Text("Bring both sides to one unit, by × or ÷.", "请用乘除换算为同一单位。"),
    ),
    kind(
        "formula unit",
        Text(
            "the formula of '{name}' comes to {gives}, not to '{unit}'",
            "“{name}”的公式结果为{gives}，与单位“{unit}”不符",
        ),
        Text("Change `unit` or the formula.", "请修改 `unit` 或公式。"),
    ),
    kind(
        "formula cycle",
        Text("the formulas lead in a circle: {way}", "公式循环引用：{way}"),
        Text("Let one of them stand on other metrics.", "请让其中一个改用其他指标。"),
    ),
    kind(
        "retired",
        Text("'{name}' is retired", "“{name}”已停用"),
        Text("Use another metric; older versions keep it.", "请改用其他指标；旧版本不受影响。"),
    ),
    kind(
        "group circle",
        Text(
            "{n} customers stand alone: their parents lead in a circle, or further up than {deepest} steps",
            "{n} 位客户的上级关系成环或超过 {deepest} 级，按独立客户处理",
        ),
        Text("Mend parent_id of these customers.", "请修正这些客户的上级（parent_id）。"),
        level="warning",
    ),
    kind(
        "group nobody",
        Text("no customer has a parent, so `group` changes nothing", "没有任何客户填写上级，`group` 不起作用"),
        Text("Map the parent company at import (parent_id).", "请在导入时对应母公司一列（parent_id）。"),
        level="warning",
    ),
)
