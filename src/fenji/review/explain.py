"""Why a customer has the grade, what changed since the last run and who changed, what would change it and by when."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from fenji.explanation import Explanation
from fenji.explanation_reason import tier_words
from fenji.language import Text
from fenji.review.counterfactual import Outlook, outlook
from fenji.review.judge import Judge
from fenji.review.near import next_steps
from fenji.review.outlook_words import outlook_lines
from fenji.review.since import CAUSES, Before, Cause, Change, cause_of, cause_words, changes, moved_words, tier_before
from fenji.tables.opted_out import REASON as OPTED_OUT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fenji.language import Language
    from fenji.result import Customer, Result
    from fenji.review.facts import Facts

__all__ = ["CAUSES", "Before", "Reviewed", "explain"]

_KINDS = {
    "promotion": Text("promotion", "升级"),
    "demotion": Text("demotion", "降级"),
    "graded": Text("graded", "开始评级"),
    "ungraded": Text("no longer graded", "转为暂不评级"),
}
_LEAST_DAYS = 28
_AGAIN = Text("graded again once they take the opt-out back", "本人撤销拒绝后，将重新参与评级")


@dataclass(frozen=True)
class Reviewed(Explanation):
    """An explanation with its surroundings: what changed since the previous run, and what would change the grade.

    `cause` says whether the customer or the standard changed, where the grade by the standard did; `outlook` is None
    where the customer's own rows were not at hand. `outlook_lines` are the outlook in words.
    """

    changes: tuple[Change, ...] = ()
    cause: Cause | None = None
    outlook: Outlook | None = None
    outlook_lines: tuple[Text, ...] = ()

    def to_json(self, lang: Language = "en") -> dict[str, Any]:
        """The explanation as plain values; numbers as strings, exact."""
        return {
            **super().to_json(lang),
            "cause": self.cause,
            "changes": [one.text.say(lang) for one in self.changes],
            "outlook": [line.say(lang) for line in self.outlook_lines],
        }


def explain(
    result: Result,
    customer_id: str | Customer,
    *,
    facts: Facts | None = None,
    before: Before | None = None,
    by: date | None = None,
    notes: Sequence[Text] = (),
) -> Reviewed:
    """The explanation of one customer's grade in a run, with the move since the previous run and the way up.

    `facts`: the customer's own rows, from which it is told by when which orders would change the grade; without them
    only which figures would suffice. `before`: the customer's row in the previous run, for what changed, criterion by
    criterion. `by`: the day the outlook is graded as of; default: the next evaluation. `notes` are said after the
    reason (who set the grade, until when). An unknown id is an error that names near ones; a customer who was looked
    up before isn't looked up again.
    """
    customer = result.customer(customer_id) if isinstance(customer_id, str) else customer_id
    row, scheme, currency = customer.row, result.scheme, result.run.currency
    is_out = row["reason"] == OPTED_OUT
    if is_out:  # whoever does not want to be profiled isn't, for an outlook neither
        facts = before = None
    changed = () if before is None else changes(before, row, scheme, currency=currency)
    cause = None if before is None else cause_of(before, row, scheme)
    ahead = None if facts is None else outlook(Judge(facts, scheme, row), by=by or next_day(result))
    tier = row.get("standing_tier", row.get("system_tier", row["tier"]))
    lines = () if ahead is None else outlook_lines(
        ahead, scheme, as_of=result.run.as_of, tier=tier, currency=currency
    )  # fmt: skip
    static = (
        [_AGAIN]
        if is_out
        else _way_up(result, row)
        if ahead is None or ahead.unknown is not None or _is_stuck(ahead)
        else []
    )
    remarks = (*notes, *_move(result, row, before, cause), *(one.text for one in changed), *lines, *static)
    told = customer.why()
    kept = {one.name: getattr(told, one.name) for one in fields(Explanation)}
    return Reviewed(
        **{**kept, "remarks": remarks}, changes=changed, cause=cause, outlook=ahead, outlook_lines=(*lines, *static)
    )


def next_day(result: Result) -> date:
    """The day the next run will probably look back from: as far ahead as the previous one lies behind.

    From month end to month end where both are; without a previous run the end of the next month.
    """
    as_of = result.run.as_of
    earlier = result.previous.as_of if result.previous is not None and not result.previous.is_before_fenji else None
    if earlier is None:
        found = _month_end(as_of, 0 if (_month_end(as_of, 0) - as_of).days >= _LEAST_DAYS else 1)
    elif as_of == _month_end(as_of, 0) and earlier == _month_end(earlier, 0):
        months = (as_of.year - earlier.year) * 12 + as_of.month - earlier.month
        found = _month_end(as_of, months)
    else:
        found = as_of + (as_of - earlier)
    return min(found, as_of + timedelta(days=366))


def _month_end(day: date, later: int) -> date:
    years, month = divmod(day.month - 1 + later, 12)
    year = day.year + years
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _is_stuck(ahead: Outlook) -> bool:
    """Whether there is a tier to reach and no orders that reach it."""
    return ahead.target is not None and not ahead.ways and ahead.rises is None


def _move(result: Result, row: Mapping[str, Any], before: Before | None, cause: Cause | None) -> list[Text]:
    """What changed since the previous run, and whether the customer or the standard changed."""
    if result.previous is None or row["move"] is None:
        return []
    if result.previous.is_before_fenji:
        return _since_before_fenji(result, row)
    day = result.previous.as_of.isoformat()
    if row["move"] == "new":
        return [Text("new since {day}", "自 {day} 以来新增").fill(day=day)]
    was = tier_words(result.scheme, row["previous_tier"]) if before is None else tier_before(before)
    score = None if before is None else moved_words(before, row)
    more = Text("", "") if score is None else Text(f"; {score.en}", f"；{score.zh}")
    if row["move"] == "same":
        return [Text("on {day} as well: {was}{more}", "{day} 同为{was}{more}").fill(day=day, was=was, more=more)]
    words = Text("{kind} since {day}, where it was {was}{why}{more}", "较 {day} {kind}：当时为{was}{why}{more}")
    why = _why(result, before, cause)
    kind = _KINDS[row["move"]]
    return [words.fill(kind=kind, day=day, was=was, more=more, why=Text(f" ({why.en})", f"（{why.zh}）"))]


def _why(result: Result, before: Before | None, cause: Cause | None) -> Text:
    assert result.previous is not None
    if before is not None and cause is not None:
        return cause_words(before, cause, result.scheme)
    if before is not None:
        return Text("by the standard alone it is the same as then", "仅按标准与当时相同")
    if result.previous.version == result.run.version:
        return Text("same standard, the customer's figures changed", "标准未变，客户数据变化")
    return Text("the standard changed from v{old} to v{new}", "分级标准由 v{old} 变为 v{new}").fill(
        old=result.previous.version, new=result.run.version
    )


def _since_before_fenji(result: Result, row: Mapping[str, Any]) -> list[Text]:
    """How the first grade stands to the one the customer had before."""
    if row["move"] == "new":
        return []
    was = tier_words(result.scheme, row["previous_tier"])
    if row["move"] == "same":
        return [Text("the existing grade as well: {was}", "与原有等级相同：{was}").fill(was=was)]
    return [Text("{kind} from the existing grade: {was}", "较原有等级{kind}：原为{was}").fill(
        kind=_KINDS[row["move"]], was=was
    )]  # fmt: skip


def _way_up(result: Result, row: Mapping[str, Any]) -> list[Text]:
    """The figures that would suffice for the next tier, each made and graded again; nothing where none does."""
    rung = row.get("system_rung", row["rung"])
    if rung is None or rung == 1:
        return []
    tier = result.scheme.scheme.tiers[rung - 2]
    steps = next_steps(row, result.scheme, tier, currency=result.run.currency)
    if not steps:
        return []
    joined = Text("; ".join(step.text.en for step in steps), "；".join(step.text.zh for step in steps))
    return [Text("{tier} with: {steps}", "升至{tier}还差：{steps}").fill(tier=tier.name, steps=joined)]
