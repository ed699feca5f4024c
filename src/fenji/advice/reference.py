"""The reference page of the kinds of finding, computed from their own words: `python -m fenji.advice.reference`."""

from __future__ import annotations

from pathlib import Path

from fenji.advice.finding import FINDING_KINDS

HEAD = """# Kinds of finding 结论类型

What `fenji advice`, Today and the report may say of a run. Computed by `python -m fenji.advice.reference`: don't edit.
`fenji advice`、工作台与报告可能给出的结论。本页由 `python -m fenji.advice.reference` 生成，请勿手工修改。

- Findings are ranked by what is at stake, in the run's currency; those without an amount come last, trouble first.
  按涉及金额从大到小排序（本批次币种）；无法以金额表示的排在最后，问题在前。
- The window is the run's own (近365天, last 90 days …). Unknown revenue is left out of a sum and said to be so.
  周期即该批次的评估周期。未知的金额不计入合计，并注明“已知”。
- Every sentence counts customers by a typed condition that the list opens and `fenji customers --where` takes.
  每条结论按一个条件统计客户，列表可直接打开，也可用于 `fenji customers --where`。

| kind 类型 | what it says 内容 | at stake 涉及金额 | silent when 何时不提示 |
| --- | --- | --- | --- |
"""


def page() -> str:
    """Every kind as one table in both languages."""
    rows = [
        f"| `{name}` | {kind.label.en} {kind.label.zh} | {kind.prize.en}<br>{kind.prize.zh} "
        f"| {kind.silent.en}<br>{kind.silent.zh} |"
        for name, kind in FINDING_KINDS.all().items()
    ]
    return HEAD + "\n".join(rows) + "\n"


def write(folder: Path) -> Path:
    """Writes the page into a folder and says where."""
    path = folder / "findings.md"
    path.write_text(page(), "utf-8")
    return path


if __name__ == "__main__":
    write(Path("docs/reference"))
