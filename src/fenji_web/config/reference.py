"""The reference page of settings, computed: `python -m fenji_web.config.reference` writes it."""

from __future__ import annotations

from pathlib import Path

from fenji_web.config.environment import variables
from fenji_web.library import Settings

PAGE = Path("docs/reference/settings.md")
HEAD = """# Settings 设置

Computed by `python -m fenji_web.config.reference`: don't edit.
本页由 `python -m fenji_web.config.reference` 生成，请勿手工修改。

## Environment 环境变量

`fenji serve` and `fenji worker` read them at the start and refuse to start where one is misspelt or says
what it cannot.
`fenji serve` 与 `fenji worker` 在启动时读取，名称拼错或值无效则拒绝启动。

| name 名称 | what it is for 用途 | it says 取值 | without it 未设置时 |
| --- | --- | --- | --- |
"""
FILE = """
## fenji.yaml

What a workspace says of itself; the page Settings writes it. 工作区自身的设置，由“设置”页面写入。

| name 名称 | what it is for 用途 | without it 未设置时 |
| --- | --- | --- |
"""
MEANINGS = {
    "name": ("what the workspace is called", "工作区名称"),
    "currency": ("the currency of lists and pictures", "清单与图表的币种"),
    "zone": ("the time zone whose days count", "以哪个时区的日期为准"),
    "is_simulated": ("every picture, sheet and page says 模拟数据", "在所有图、表与页面上标注“模拟数据”"),
    "source_name": ("where the data is from, in footers", "页脚中的数据来源"),
    "memory_limit": ("the most memory that a query takes", "单个查询的内存上限"),
    "approval": ("who approves standards and overrides", "谁审批标准与人工调级"),
    "override_days": ("how many days an override lasts at most", "人工调级的最长天数"),
    "contact": ("whom a customer writes to about a grade", "客户就等级事宜联系的对象"),
    "primary_scheme": ("the standard that lists show first", "清单首先显示的标准"),
    "other_schemes": ("standards graded beside it", "同时评级的其他标准"),
    "language": ("the language of who has chosen none", "未选择语言者所见的语言"),
    "fiscal_year_starts": ("the month in which the fiscal year starts", "财年起始月份"),
    "has_legal_holidays": ("Chinese legal holidays count", "是否计入中国法定节假日"),
    "pauses_over_spring_festival": ("nobody is late over 春节", "春节期间暂停超期提醒"),
    "rises": ("which colour a rise has", "上升使用的颜色"),
    "company": ("the company's name on pictures and reports", "图与报告上的公司名称"),
    "brand_colour": ("the company's colour", "公司品牌色"),
    "outward_allow": ("machines inside the network that may be reached", "允许访问的内网主机"),
}


def page() -> str:
    """The page in both languages; a setting without a meaning here is an error."""
    rows = [
        f"| `{one.name}` | {one.meaning.en}<br>{one.meaning.zh} | {one.said.en}<br>{one.said.zh} "
        f"| {one.without.en}<br>{one.without.zh} |"
        for one in variables()
    ]
    fields = []
    for name, field in Settings.model_fields.items():
        en, zh = MEANINGS[name]
        default = "" if field.is_required() or field.default in (None, "", ()) else f"`{field.default}`"
        fields.append(f"| `{name}` | {en}<br>{zh} | {default} |")
    return HEAD + "\n".join(rows) + "\n" + FILE + "\n".join(fields) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
