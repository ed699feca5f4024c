"""The reference page of standards, computed from the code: `python -m fenji.scheme.reference`."""

from __future__ import annotations

from inspect import cleandoc
from pathlib import Path

from pydantic import BaseModel

from fenji.grades.rule import OPERATORS
from fenji.language import Text
from fenji.metrics.row_rule import RowTest
from fenji.scheme.describe import describe
from fenji.scheme.load import standards
from fenji.scheme.model import Scheme
from fenji.scheme.own_metrics import OwnMetric
from fenji.scheme.parts import PATTERNS, SHAPES, Criterion, Icon, Judgement, Limit, Shown, Tier, UngradedState
from fenji.scheme.reference_ways import WAYS
from fenji.scheme.transitions import Evaluation, Keep, TierTransition, Transitions
from fenji.scheme.wording import MISTAKES
from fenji.scores.scorer import SCORERS

HEAD = """# Grading standards 分级标准

How a standard is written, every scorer and rule, and the ready-made standards. Computed from `fenji.scheme` by
`python -m fenji.scheme.reference`: don't edit.
分级标准的写法、全部评分方法与定级规则、内置标准。本页由 `python -m fenji.scheme.reference` 生成，请勿手工修改。

A standard is one YAML file. Keys are English; words are one text, or `{zh: …, en: …}` (a text with a comma stands in
quotes). `fenji scheme check FILE` lists every mistake with its line, and with data also head-counts.
一个标准是一个 YAML 文件：键用英文，文字写作一段文本或 `{zh: …, en: …}`（含逗号的文字加引号）。
`fenji scheme check 文件` 一次列出全部错误及行号；有数据时还给出人数。
"""
EXAMPLE = """
name: mine
title: {zh: 我的分级标准, en: My standard}
window: 12 months
currency: CNY
criteria:
  - metric: net_revenue
    label: {zh: 消费金额, en: Monetary value}
    weight: 60%
    scorer: quantiles
  - metric: recency_days
    weight: 40%
    scorer: {kind: bands, bands: [{to: 30, points: 100}, {from: 30, to: 90, points: 60}, {from: 90, points: 20}]}
tiers:
  - {key: VIP, name: {zh: VIP客户, en: VIP}, colour: "#D98200", icon: {shape: crown, text: VIP}, from_score: 80}
  - {key: regular, name: {zh: 普通客户, en: Regular}, colour: "#0072B2", icon: {shape: star}, rest: true}
ungraded:
  - {name: too_new, label: {zh: 新客户, en: Too new}, when: {metric: tenure_days, below: 90}}
limits:
  - {name: overdue, label: {zh: 逾期, en: Overdue}, when: {metric: overdue_amount, above: 0}, never_above: regular}
shown: [historic_clv]
transitions:
  evaluate: month
  hysteresis: 1
  warn_days: 30
  tiers:
    VIP: {grace: 6 runs, keep: {from_score: 70}, minimum_stay: 180 days, demotion: one_rung}
"""
PARTS: tuple[tuple[str, type[BaseModel], Text], ...] = (
    ("The file", Scheme, Text("the whole standard", "整个标准")),
    ("criteria", Criterion, Text("what is scored", "评分项")),
    ("tiers", Tier, Text("the tiers, best first", "等级，由高到低")),
    ("icon", Icon, Text("a tier's badge", "等级图标")),
    ("ungraded", UngradedState, Text("who is not graded", "暂不评级")),
    ("limits", Limit, Text("who never stands above a tier", "封顶")),
    ("judgements", Judgement, Text("what a person judges", "主观评分项")),
    ("transitions", Transitions, Text("how customers move between tiers", "升降级规则")),
    ("evaluate", Evaluation, Text("when tiers are judged", "评定周期")),
    ("tiers of transitions", TierTransition, Text("what holds for one tier", "单个等级的规则")),
    ("keep", Keep, Text("the standard that keeps a tier", "保级标准")),
    ("shown", Shown, Text("what is shown beside the grade", "同时列出的指标")),
    ("metrics", OwnMetric, Text("metrics of the standard's own", "自定义指标")),
    ("where of metrics", RowTest, Text("which rows count", "行条件")),
)
RULES = f"""## Rules 定级规则

A condition is a closed tree: `{{metric: …, OPERATOR: number}}`, `{{all: [...]}}`, `{{any: [...]}}`, `{{not: …}}`.
Operators: {", ".join(f"`{operator}`" for operator in (*OPERATORS, "between"))}.
`above` and `below` exclude the number, `at_least`, `at_most` and `between` include it. An unknown figure does not
hold. Nothing written is ever evaluated as a program.
条件是一棵封闭的树。`above`（大于）与 `below`（小于）不含该数，
`at_least`（不低于）、`at_most`（不超过）与 `between` 含该数。指标未知时条件不成立。

The first tier that is reached, from the best down, is the grade; ungraded states are asked before, limits applied
after. Every grade carries its reason 每个等级都带有原因代码: `score:TIER`, `rule:TIER`, `rest:TIER`, `limit:NAME`,
`ungraded:NAME`, `ungraded:unknown_CRITERION`. Where transition rules or a person set another tier than the standard
alone 升降级规则或人工调级与系统等级不同时: `held:grace`, `held:minimum_stay`, `held:keep`, `held:hysteresis`,
`held:not_evaluated`, `stepped:TIER` (one tier down from it 由该等级降一级),
`reversed:TIER` (the promotion to it was undone 该升级已撤销), `override:NUMBER`.
"""


def page() -> str:
    """The whole page in Markdown, both languages."""
    parts = [HEAD, f"```yaml\n{EXAMPLE.strip()}\n```\n", *(_part(*each) for each in PARTS)]
    parts += [WAYS, _looks(), "## Scorers 评分方法\n", *(_scorer(name) for name in SCORERS), RULES]
    parts += ["## Mistakes that are found 检查项\n", *_mistakes(), ""]
    parts += ["## Ready-made standards 内置标准\n", *(_standard(scheme) for scheme in standards().values())]
    return "\n".join(parts)


def reference_pages() -> dict[str, str]:
    """Every page of the standards' reference, name → Markdown."""
    return {"schemes.md": page()}


def write(folder: Path) -> Path:
    """Writes the page into a folder and says where."""
    path = folder / "schemes.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(), encoding="utf-8")
    return path


def _part(name: str, model: type[BaseModel], title: Text) -> str:
    lines = [f"## {name}: {title.en} {title.zh}", "", cleandoc(model.__doc__ or ""), "", *_fields(model), ""]
    return "\n".join(lines)


def _fields(model: type[BaseModel]) -> list[str]:
    rows = ["| key | needed | otherwise |", "| --- | --- | --- |"]
    for name, info in model.model_fields.items():
        is_needed = info.is_required()
        default = "" if is_needed or info.default_factory else _default(info.default)
        rows.append(f"| `{info.alias or name}` | {'yes' if is_needed else ''} | {default} |")
    return rows


def _default(value: object) -> str:
    if value is None or value in ((), "", Text("", "")) or isinstance(value, Icon):
        return ""
    return f"`{value}`"


def _looks() -> str:
    shapes, patterns = (", ".join(f"`{each}`" for each in kinds) for kinds in (SHAPES, PATTERNS))
    return f"Shapes 形状: {shapes}.\n\nPatterns 图案: {patterns}.\n"


def _scorer(name: str) -> str:
    scorer = SCORERS.get(name)
    title = scorer.title
    return "\n".join(
        [f"### {name}: {title.en} {title.zh}", "", cleandoc(scorer.__doc__ or ""), "", *_fields(scorer), ""]
    )


def _mistakes() -> list[str]:
    rows = ["| code | level | problem | 问题 |", "| --- | --- | --- | --- |"]
    kinds = MISTAKES.values()
    return rows + [f"| `{kind.code}` | {kind.level} | {kind.problem.en} | {kind.problem.zh} |" for kind in kinds]


def _standard(scheme: Scheme) -> str:
    words = describe(scheme)
    head = f"### {scheme.name}: {scheme.title.en} {scheme.title.zh}"
    return "\n".join([head, "", "```text", words.zh, "", words.en, "```", ""])


if __name__ == "__main__":
    write(Path("docs") / "reference")
