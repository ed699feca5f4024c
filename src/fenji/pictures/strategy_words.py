"""The words of the strategy picture in both languages, and the colours of its stages."""

from __future__ import annotations

from collections.abc import Mapping

from fenji.language import Text

WORDS: Mapping[str, Text] = {
    "segments": Text("Customer segments", "客户细分"),
    "segments_note": Text("customers · net revenue", "客户数 · 购买金额"),
    "tiers": Text("Customer tiers", "客户等级"),
    "figures": Text("Key figures", "关键数字"),
    "stages": Text("Lifecycle", "生命周期"),
    "no_stages": Text("The run holds no lifecycle stages.", "该批次没有生命周期阶段。"),
    "journey": Text("Customer journey", "客户旅程"),
    "journey_note": Text("the worst pains and the best opportunities", "最突出的痛点与最好的机会"),
    "actions": Text("Actions by tier", "各等级行动"),
    "suggested": Text("playbook", "行动手册"),
    "actions_note": Text("of the playbook where none is written", "未填写的等级取自行动手册"),
    "no_actions": Text("No actions have been written down yet.", "还没有写下各等级的行动。"),
    "evaluation": Text("Evaluation", "效果评估"),
    "evaluation_note": Text("against targets", "与目标相比"),
    "no_evaluation": Text("No targets have been written down yet.", "还没有写下评估目标。"),
    "no_proof": Text(
        "Whether a target was met says what happened; it is no proof of what caused it.",
        "目标是否达成只说明结果，不能证明是哪项措施所致。",
    ),
    "practices": Text("Best practices", "最佳实践"),
    "head_tier": Text("Tier", "等级"),
    "head_customers": Text("Customers", "客户数"),
    "head_few": Text("of customers", "客户占比"),
    "head_much": Text("of revenue", "金额占比"),
    "head_promise": Text("Service promise", "服务承诺"),
    "no_promise": Text("no promise written", "未填写"),
    "graded_by": Text("graded by {scheme}", "按 {scheme} 评级"),
    "compared": Text("against {day}", "与 {day} 相比"),
    "no_comparison": Text("no earlier run to compare with", "没有更早的批次可比较"),
    "since": Text("since the run before", "自上一批次以来"),
    "as_of": Text("as of {day}", "截至 {day}"),
    "others": Text("{n} others", "其余 {n} 类"),
    "people": Text("{n} · {share}", "{n} 位 · {share}"),
    "stayed": Text("{share} stayed", "留在本阶段 {share}"),
    "came": Text("+{n} from {stage}", "来自{stage} {n} 位"),
    "contacts": Text("{n} contacts", "{n} 次接触"),
    "no_contacts": Text("no contacts recorded", "没有接触记录"),
    "no_pain": Text("No pain shows in the data.", "数据中未见明显痛点。"),
    "no_chance": Text("No opportunity shows in the data.", "数据中未见明显机会。"),
    "target": Text("target {target}", "目标 {target}"),
    "no_target": Text("no target", "未设目标"),
}

_STAGES = {
    "prospect": "#DCE8F6",
    "new": "#BBD3EE",
    "active": "#7FB0E0",
    "loyal": "#1F5AA6",
    "at_risk": "#FFE3B3",
    "dormant": "#E8C9B8",
    "churned": "#D9DDE3",
    "won_back": "#CFE9DC",
}


def stage_colours(key: str) -> str:
    """The ground of a stage's arrow: deeper with closeness, warm where customers slip; grey for stages of one's own."""
    return _STAGES.get(key, "#E4E8EE")
