"""The reference page of the metrics, computed from their docstrings: `python -m fenji.metrics.reference`."""

from __future__ import annotations

import inspect
from pathlib import Path

from fenji.language import Text
from fenji.metrics.metric import METRICS, Metric, tables_of

HEAD = """# Metrics 指标

One number that describes a customer over a period. Computed from `fenji.metrics` by
`python -m fenji.metrics.reference`: don't edit.
描述客户在某一周期内表现的一个数字。本页由 `python -m fenji.metrics.reference` 生成，请勿手工修改。

- The window ends with the as-of day, which belongs to it; it is half-open between local midnights of the time zone.
  周期截至评估基准日(含当日),以所在时区的零点为界，含起点、不含终点。
- *Never*: the value of a customer who doesn't appear in a table that is recorded. Where a table has no rows at all,
  everybody's value is unknown (NULL).
  “从未”指有该类记录、但该客户没有时的取值；整张表都没有数据时，所有客户的值均为未知。
- Ratios have four decimals, money two, rounded once, halves away from zero.
  比率四位小数，金额两位小数，只舍入一次(四舍五入)。
"""
BETTER = {
    "higher": Text("higher is better", "越高越好"),
    "lower": Text("lower is better", "越低越好"),
    "neither": Text("neither", "不分优劣"),
}


STATED = """## Stated figures 填报指标

客户名单中的购买次数、累计消费金额、最近购买日期、购买频率(月)、商机金额按原样采用，并注明来源文件、行号和统计日期：

- 只采用统计日期不晚于评估基准日的数字；同一指标有多个时取统计日期最晚的。
- 累计值：名单注明周期的，只用于同样长度的周期；未注明的按所问周期采用并加以说明；注明“全部”的只用于全部时间。
  统计日期之后的订单与退款照加照减；已有订单合计更多时，以订单为准。
- 订单记录早于周期开始的，该周期一律按订单计算；统计日期早于周期开始的，不再采用。
- 需要订单才能得出的指标(活跃月数、退货率等)保持未知，绝不按 0 处理。
"""


def page() -> str:
    """All metrics as one Markdown page in both languages."""
    from fenji.metrics.stated import Stated

    stated = f"{STATED}\n{inspect.cleandoc(Stated.__doc__ or '')}\n"
    return "\n".join([HEAD, *(_section(entry) for entry in METRICS.all().values()), stated])


def reference_pages() -> dict[str, str]:
    """Every page of the metrics' reference, name → Markdown."""
    return {"metrics.md": page()}


def write(folder: Path) -> Path:
    """Writes the page into a folder and says where."""
    path = folder / "metrics.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(), encoding="utf-8")
    return path


def _section(entry: Metric) -> str:
    unknown = Text("unknown", "未知")
    never = unknown if entry.never is None else Text(str(entry.never), str(entry.never))
    facts = [
        ("Unit 单位", f"{entry.unit.text.en} {entry.unit.text.zh} (`{entry.type}`)"),
        ("Better 优劣", f"{BETTER[entry.better].en} {BETTER[entry.better].zh}"),
        ("Never 从未", f"{never.en} {never.zh}" if never is unknown else never.en),
        ("Tables 数据表", ", ".join(f"`{name}`" for name in sorted(tables_of(entry)))),
    ]
    if entry.options:
        facts.append(("Options 选项", ", ".join(f"`{name}`" for name in entry.options)))
    lines = [f"## {entry.name} · {entry.label.en} {entry.label.zh}", "", entry.meaning.en, "", entry.meaning.zh, ""]
    listed = [f"- {name}: {value}" for name, value in facts]
    return "\n".join([*lines, *listed, "", entry.details, ""])


if __name__ == "__main__":
    write(Path("docs/reference"))
