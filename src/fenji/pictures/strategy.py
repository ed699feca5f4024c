"""The strategy picture: who the customers are, what they bring, where they stand, what will be done, on one sheet."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.icons.badge import badge
from fenji.ink import colours
from fenji.language import Language, Text, say_count, say_date, say_share
from fenji.pictures.evidence import Evidence, JourneyStage, SegmentList, StageRow
from fenji.pictures.plates import flow_words
from fenji.pictures.said import beside_target, change_of, footer_of, goal_now, judged, measure_said, money_said
from fenji.pictures.sheets import A3, Size, palette_of
from fenji.pictures.strategy_file import MEASURES, Strategy
from fenji.pictures.strategy_words import WORDS, stage_colours
from fenji.pictures.typeset import Sheet

if TYPE_CHECKING:
    from fenji.result_records import TierSummary

ROWS = {"a3": 17, "16:9": 14}
"""So many lines of segments are read with ease in the room they have."""

FIGURES = ("customers", "net_revenue", "average_revenue", "top_tier_share", "repurchase_rate", "satisfaction")
INSTEAD = ("answer_rate", "top_tier_customers")
MOST_SUGGESTED = 6
_FIRST = re.compile(r"[^。；.;]+")
NOTHING: Mapping[str, Text] = {}


def strategy_picture(
    evidence: Evidence,
    written: Strategy,
    segments: Sequence[SegmentList],
    stages: Sequence[StageRow],
    *,
    lang: Language = "zh",
    size: Size = A3,
    logo: str | None = None,
    playbook: Mapping[str, Text] = NOTHING,
) -> Sheet:
    """The sheet of a run: every number computed from it, every promise and goal as the company wrote it.

    Panels for which nothing was written or found say so in a sentence or are left out; nothing is invented. Tiers for
    which no action was written show what the playbook says of them, and are marked so.
    """
    result = evidence.result
    run = result.run
    tiers = [tier for tier in result.tiers() if tier.tier is not None]
    actions = _actions(written, tiers, lang)
    suggested = _suggested(written, tiers, playbook, lang)[: max(MOST_SUGGESTED - len(actions), 0)]
    facts = {
        "title": written.title.say(lang),
        "company": written.company.say(lang) or "fenji",
        "subtitle": _subtitle(evidence, written, lang),
        "slogan": written.slogan.say(lang) or None,
        "footer": footer_of(run, lang, only=result.only),
        "made_by": "fenji 分级",
        "logo": logo,
        "goals": [_goal(evidence, goal, lang) for goal in written.goals],
        "segments": [_segments(one, run.currency, lang, _most(size, len(segments))) for one in segments[:3]],
        "tiers": [_tier(tier, written, run.currency, lang) for tier in tiers],
        "figures": [_figure(evidence, name, lang) for name in _told(evidence)],
        "stages": [_stage(stage, lang) for stage in stages],
        "journey": None if evidence.journey is None else [_journey(stage, lang) for stage in evidence.journey],
        "actions": actions + suggested,
        "evaluation": [_aim(evidence, aim.measure, aim.target, lang) for aim in written.evaluation],
        "practices": [each.say(lang) for each in written.practices],
        "words": _words(evidence, lang, has_flow=any(stage.flow for stage in stages), is_suggested=bool(suggested)),
        "lang": lang,
        **size.facts(),
        **palette_of(written.colour),
    }
    return Sheet("strategy", "strategy.typ", facts, run.as_of)


def _words(evidence: Evidence, lang: Language, *, has_flow: bool, is_suggested: bool) -> dict[str, Any]:
    said: dict[str, Any] = {name: text.say(lang) for name, text in WORDS.items() if isinstance(text, Text)}
    run = evidence.result.run
    said["tier_heads"] = [WORDS[f"head_{name}"].say(lang) for name in ("tier", "customers", "few", "much", "promise")]
    said["tiers_note"] = WORDS["graded_by"].fill(scheme=f"{run.scheme} v{run.version}").say(lang)
    said["figures_note"] = (
        WORDS["compared"].fill(day=say_date(evidence.before_day, lang)).say(lang)
        if evidence.before_day
        else WORDS["no_comparison"].say(lang)
    )
    said["stages_note"] = WORDS["since" if has_flow else "no_comparison"].say(lang)
    said["actions_note"] = WORDS["actions_note"].say(lang) if is_suggested else None
    return said


def _subtitle(evidence: Evidence, written: Strategy, lang: Language) -> str:
    day = WORDS["as_of"].fill(day=say_date(evidence.result.run.as_of, lang)).say(lang)
    company = written.company.say(lang) or evidence.result.run.source_name
    only = evidence.result.only.say(lang) if evidence.result.only else ""
    return " · ".join(part for part in (company, only, day) if part)


def _goal(evidence: Evidence, goal: Any, lang: Language) -> dict[str, Any]:
    now = None if goal.measure is None else evidence.now.get(goal.measure)
    share = None if now is None or not goal.target else float(max(Decimal(0), min(now / goal.target, Decimal(1))))
    said = goal_now(goal, now, evidence.result.run.currency, lang)
    return {"said": goal.say.say(lang), "now": said, "share": share}


def _most(size: Size, lists: int) -> int:
    """How many segments of each list are legible side by side with the others, without its heading and its rest."""
    return max(ROWS[size.name] // max(min(lists, 3), 1) - 2, 2)


def _segments(one: SegmentList, currency: str, lang: Language, most: int) -> dict[str, Any]:
    """The largest by revenue; what is not listed is summed up, so that the list is whole."""
    most += len(one.rows) == most + 1
    shown, rest = one.rows[:most], one.rows[most:]
    rows = [_row(each.name.say(lang), each.customers, each.net_revenue, each.share, currency, lang) for each in shown]
    if rest:
        money = sum((row.net_revenue for row in rest if row.net_revenue is not None), Decimal(0))
        share = sum((row.share for row in rest if row.share is not None), Decimal(0))
        name = WORDS["others"].fill(n=len(rest)).say(lang)
        rows.append(_row(name, sum(row.customers for row in rest), money, share, currency, lang))
    return {"name": one.title.say(lang), "rows": rows}


def _row(
    name: str, customers: int, money: Decimal | None, share: Decimal | None, currency: str, lang: Language
) -> dict[str, Any]:
    return {
        "name": name,
        "customers": say_count(customers, lang),
        "money": money_said(money, currency, lang),
        "share": None if share is None else float(share),
    }


def _tier(summary: TierSummary, written: Strategy, currency: str, lang: Language) -> dict[str, Any]:
    assert summary.tier is not None
    promise = written.promises.get(summary.tier.key, summary.tier.service)
    return {
        "name": summary.tier.name.say(lang),
        "badge": badge(summary.tier.icon, size=128, lang=lang),
        "colour": summary.tier.icon.colour or colours.UNGRADED,
        "customers": say_count(summary.customers, lang),
        "customer_share": float(summary.customer_share),
        "customer_share_said": say_share(summary.customer_share, lang),
        "revenue_share": None if summary.revenue_share is None else float(max(summary.revenue_share, Decimal(0))),
        "revenue_share_said": say_share(summary.revenue_share, lang),
        "money": money_said(summary.net_revenue, currency, lang),
        "promise": promise.say(lang) or WORDS["no_promise"].say(lang),
        "is_promised": bool(promise.say(lang)),
        "is_written": summary.tier.key in written.promises,
    }


def _told(evidence: Evidence) -> list[str]:
    """The figures that are known now or were before; what is unknown makes room for others that are not."""
    known = [
        name
        for name in (*FIGURES, *INSTEAD)
        if evidence.now.get(name) is not None or evidence.before.get(name) is not None
    ]
    return known[: len(FIGURES)]


def _figure(evidence: Evidence, name: str, lang: Language) -> dict[str, Any]:
    now, before = evidence.now.get(name), evidence.before.get(name)
    change, tone = change_of(name, now, before, lang) if evidence.before else ("", "plain")
    label = MEASURES[name].say(lang)
    return {
        "label": label,
        "value": measure_said(name, now, evidence.result.run.currency, lang),
        "change": change,
        "tone": tone,
    }


def _stage(stage: StageRow, lang: Language) -> dict[str, Any]:
    ground = stage_colours(stage.key)
    count = WORDS["people"].fill(n=say_count(stage.customers, lang), share=say_share(stage.share, lang)).say(lang)
    return {
        "name": stage.name.say(lang),
        "customers": count,
        "ground": ground,
        "ink": colours.text_on(ground),
        "flow": "\n".join(flow_words(stage, lang)),
    }


def _journey(stage: JourneyStage, lang: Language) -> dict[str, Any]:
    contacts = WORDS["no_contacts"] if stage.contacts is None else WORDS["contacts"].fill(n=f"{stage.contacts:,}")
    return {
        "name": stage.name.say(lang),
        "volume": contacts.say(lang),
        "pain": (stage.pain or WORDS["no_pain"]).say(lang),
        "chance": (stage.chance or WORDS["no_chance"]).say(lang),
        "has_pain": stage.pain is not None,
        "has_chance": stage.chance is not None,
    }


def _actions(written: Strategy, tiers: Sequence[TierSummary], lang: Language) -> list[dict[str, Any]]:
    known: Mapping[str, Any] = {one.tier.key: one.tier for one in tiers if one.tier is not None}
    order = list(known)
    return [
        {
            "tier": known[task.tier].name.say(lang),
            "badge": badge(known[task.tier].icon, size=64, lang=lang),
            "what": task.what.say(lang),
            "owner": task.owner.say(lang),
            "due": "" if task.due is None else say_date(task.due, lang),
        }
        for task in sorted(written.actions, key=lambda one: order.index(one.tier))
    ]


def _suggested(
    written: Strategy, tiers: Sequence[TierSummary], playbook: Mapping[str, Text], lang: Language
) -> list[dict[str, Any]]:
    """What the playbook says first of each tier that has no action of its own, in the order of the ladder."""
    done = {task.tier for task in written.actions}
    shown = []
    for tier in (one.tier for one in tiers if one.tier is not None):
        said = _FIRST.match(playbook[tier.key].say(lang)) if tier.key in playbook and tier.key not in done else None
        if said:
            what, owner = said[0].strip(), WORDS["suggested"].say(lang)
            shown.append(
                {"tier": tier.name.say(lang), "badge": badge(tier.icon, size=64, lang=lang), "what": what,
                 "owner": "", "due": owner}
            )  # fmt: skip
    return shown


def _aim(evidence: Evidence, name: str, target: Decimal | None, lang: Language) -> dict[str, Any]:
    now = evidence.now.get(name)
    currency = evidence.result.run.currency
    met, tone = judged(now, target, lang)
    aim = WORDS["no_target"] if target is None else WORDS["target"].fill(
        target=measure_said(name, target, currency, lang))  # fmt: skip
    return {
        "label": MEASURES[name].say(lang),
        "value": measure_said(name, now, currency, lang)
        if now is None or target is None
        else beside_target(name, now, target, currency, lang),
        "target": aim.say(lang),
        "met": met,
        "tone": tone,
    }
