"""Why a customer has the grade, what changed since the last run, and what is missing to the next tier."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fenji.language import Text, same
from fenji.review.near import next_steps

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from fenji.explanation import Explanation
    from fenji.result import Result

_UNGRADED = Text("ungraded", "暂不评级")
_KINDS = {
    "promotion": Text("promotion", "升级"),
    "demotion": Text("demotion", "降级"),
    "graded": Text("graded", "开始评级"),
    "ungraded": Text("no longer graded", "转为暂不评级"),
}


def explain(result: Result, customer_id: str) -> Explanation:
    """The explanation of one customer's grade in a run, with the move since the previous run and the way up.

    An unknown id is an error that names near ones.
    """
    customer = result.customer(customer_id)
    remarks = [*_move(result, customer.row), *_way_up(result, customer.row)]
    return replace(customer.why(), remarks=tuple(remarks))


def _move(result: Result, row: Mapping[str, Any]) -> list[Text]:
    """What changed since the previous run, and whether the customer or the standard changed."""
    if result.previous is None or row["move"] is None:
        return []
    if result.previous.is_before_fenji:
        return _since_before_fenji(result, row)
    day = result.previous.as_of.isoformat()
    if row["move"] == "new":
        return [Text("new since {day}", "自 {day} 以来新增").fill(day=day)]
    was = _UNGRADED if row["previous_tier"] is None else _name(result, row["previous_tier"])
    if row["move"] == "same":
        return [Text("on {day} as well: {was}", "{day} 同为{was}").fill(day=day, was=was)]
    cause = (
        Text("same standard, the customer's figures changed", "标准未变，客户数据变化")
        if result.previous.version == result.run.version
        else Text("the standard changed from v{old} to v{new}", "分级标准由 v{old} 变为 v{new}").fill(
            old=result.previous.version, new=result.run.version
        )
    )
    kind = _KINDS[row["move"]]
    return [
        Text("{kind} since {day}, where it was {was} ({cause})", "较 {day} {kind}：当时为{was}({cause})").fill(
            kind=kind, day=day, was=was, cause=cause
        )
    ]


def _since_before_fenji(result: Result, row: Mapping[str, Any]) -> list[Text]:
    """How the first grade stands to the one the customer had before."""
    if row["move"] == "new":
        return []
    was = _name(result, row["previous_tier"])
    if row["move"] == "same":
        return [Text("the existing grade as well: {was}", "与原有等级相同：{was}").fill(was=was)]
    return [Text("{kind} from the existing grade: {was}", "较原有等级{kind}：原为{was}").fill(
        kind=_KINDS[row["move"]], was=was
    )]  # fmt: skip


def _name(result: Result, key: str) -> Text:
    """A tier's name; of a tier that an earlier version had and this one has not, its key."""
    return next((tier.name for tier in result.scheme.scheme.tiers if tier.key == key), same(key))


def _way_up(result: Result, row: Mapping[str, Any]) -> list[Text]:
    """The figures that would suffice for the next tier, each made and graded again; nothing where none does."""
    if row["rung"] is None or row["rung"] == 1:
        return []
    tier = result.scheme.scheme.tiers[row["rung"] - 2]
    steps = next_steps(row, result.scheme, tier, currency=result.run.currency)
    if not steps:
        return []
    joined = Text("; ".join(step.text.en for step in steps), ";".join(step.text.zh for step in steps))
    return [Text("{tier} with: {steps}", "升至{tier}还差：{steps}").fill(tier=tier.name, steps=joined)]
