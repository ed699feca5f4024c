"""The journey map: what customers go through, stage by stage, drawn from what was recorded and what people noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from fenji.journeys.found import BeforeOrder, JourneyFound, PointFound, mean_score
from fenji.journeys.journey import Annotation, Stage
from fenji.journeys.pains import ENOUGH, Noted, chances, pains
from fenji.journeys.paths import MOVES
from fenji.language import Language, Text, same, say_count, say_date, say_number, say_share
from fenji.pictures.said import footer_of
from fenji.pictures.sheets import A3, Size, palette_of
from fenji.pictures.typeset import Sheet
from fenji.result_records import Run

POINTS, PATHS, NOTES = 5, 3, 2
STOPS = Decimal("0.005")


def journey_map(
    found: JourneyFound,
    run: Run,
    *,
    company: Text,
    colour: str = "#1F5AA6",
    lang: Language = "zh",
    size: Size = A3,
) -> Sheet:
    """The map of a journey that was found; of whom is said where it is not all customers.

    Pains and opportunities are those that the numbers say, worst first, then those that people noted. What nobody
    answered has no score: the emotion curve has a gap there.
    """
    mean = mean_score(found.points)
    hurting, inviting = pains(found), chances(found)
    scores = [score for stage in found.journey.stages if (score := found.felt(stage)[0]) is not None]
    low, high = _ends(scores)
    facts = {
        "title": found.journey.title.say(lang),
        "company": company.say(lang) or "fenji",
        "subtitle": " · ".join(part.say(lang) for part in (company, found.only or _ALL, _over(run)) if part.say(lang)),
        "footer": footer_of(run, lang, only=found.only),
        "made_by": "fenji 分级",
        "stages": [_stage(found, stage, hurting, inviting, lang) for stage in found.journey.stages],
        "mean": None if mean is None else float(mean),
        "lowest": low,
        "highest": high,
        "words": {name: text.say(lang) for name, text in _WORDS.items()}
        | {"note": _note(found, lang), "mean": _MEAN.fill(score=say_number(mean, lang, decimals=0)).say(lang)},
        "lang": lang,
        **size.facts(),
        **palette_of(colour),
    }
    return Sheet("journey", "journey.typ", facts, run.as_of)


def _stage(
    found: JourneyFound, stage: Stage, hurting: Sequence[Noted], inviting: Sequence[Noted], lang: Language
) -> dict[str, Any]:
    points, note = found.of(stage), found.journey.of(stage.key)
    score, answers = found.felt(stage)
    contacts = found.contacts(stage)
    return {
        "key": stage.key,
        "name": stage.name.say(lang),
        "contacts": (_CONTACTS.fill(n=contacts, said=say_count(contacts, lang)) if contacts else _NONE).say(lang),
        "points": _points(points, lang),
        "paths": _paths(found, stage, lang),
        "score": None if score is None else float(score),
        "score_said": say_number(score, lang, decimals=0),
        "is_scored": score is not None,
        "feedback": _feedback(score, answers, lang),
        "themes": _typical(found, stage, points, lang),
        "quote": next((_QUOTE.fill(words=one.words).say(lang) for one in found.quotes if one.stage == stage.key), None),
        "pains": _lines([one.text for one in hurting if one.stage == stage.key], note.pains, lang),
        "chances": _lines([one.text for one in inviting if one.stage == stage.key], note.chances, lang),
        "actions": _actions(note, lang),
    }


def _points(points: Sequence[PointFound], lang: Language) -> list[dict[str, Any]]:
    most = max((point.contacts for point in points), default=1)
    shown, rest = points[:POINTS], points[POINTS:]
    rows = [(point.point.name.say(lang), point.contacts) for point in shown]
    if rest:
        rows[-1:] = [(_OTHERS.fill(n=len(rest) + 1).say(lang), shown[-1].contacts + sum(one.contacts for one in rest))]
    return [{"name": name, "contacts": say_count(n, lang), "share": n / max(most, n)} for name, n in rows]


def _paths(found: JourneyFound, stage: Stage, lang: Language) -> list[dict[str, str]]:
    """Where customers went from this stage, most walks first, half of them within so long; and how many stopped."""
    names = {one.key: one.name for one in found.journey.stages}
    flows = [flow for flow in found.flows if flow.before == stage.key]
    whole = sum(flow.walks for flow in flows)
    rows = [
        {
            "to": (_AGAIN if flow.after == stage.key else _TO.fill(stage=names[flow.after])).say(lang),
            "walks": _WALKS.fill(share=say_share(Decimal(flow.walks) / whole, lang), time=time_said(flow.days)).say(
                lang
            ),
        }
        for flow in flows[:PATHS]
    ]
    ended = found.ended(stage)
    if ended is not None and ended >= STOPS:
        rows.append({"to": _STOPPED.say(lang), "walks": say_share(ended, lang)})
    return rows


def time_said(days: Decimal) -> Text:
    """Days as people say them: hours below two days.

    >>> time_said(Decimal("0.4")).zh, time_said(Decimal("3.2")).en, time_said(Decimal("1.0")).en
    ('10 小时', '3.2 days', '24 hours')
    """
    if days < 2:
        hours = int((days * 24).to_integral_value())
        return _HOURS.fill(n=hours) if hours else _AT_ONCE
    return Text(f"{say_number(days, 'en', decimals=1)} days", f"{say_number(days, 'zh', decimals=1)} 天")


def _feedback(score: Decimal | None, answers: int, lang: Language) -> str:
    if score is None:
        return _NO_ANSWERS.say(lang)
    return _SCORE.fill(score=say_number(score, lang, decimals=0), n=say_count(answers, lang)).say(lang)


def _typical(found: JourneyFound, stage: Stage, points: Sequence[PointFound], lang: Language) -> str:
    """The words that answers about a stage hold most, else the themes they name; both from the company's own list."""
    if found.words.get(stage.key):
        return " · ".join(f"{word} {say_count(n, lang)}" for word, n in found.words[stage.key])
    named: Counter[Text] = Counter()
    for point in points:
        for theme, n in point.themes:
            named[theme] += n
    most = sorted(named.items(), key=lambda pair: (-pair[1], pair[0].en))[:3]
    return " · ".join(f"{theme.say(lang)} {say_count(n, lang)}" for theme, n in most)


def _lines(computed: Sequence[Text], noted: Sequence[Text], lang: Language) -> str | None:
    said = [text.say(lang) for text in (*computed[:NOTES], *noted)]
    return "\n".join(said) if said else None


def _actions(note: Annotation, lang: Language) -> str | None:
    said = [text.say(lang) for text in note.actions]
    owner = note.owner.say(lang)
    if owner:
        said.insert(0, _OWNER.fill(owner=owner).say(lang))
    return "\n".join(said) if said else None


def _note(found: JourneyFound, lang: Language) -> str:
    """What stood first and last before orders, who went there and back, what those who rose did and others did not."""
    parts = [
        words.fill(point=found.name(ends[0].point).name, n=ends[0].orders, said=say_count(ends[0].orders, lang),
                   time=time_said(ends[0].days))
        for words, ends in ((_FIRST, _contacts(found, found.first_touch)), (_LAST, _contacts(found, found.last_touch)))
        if ends
    ]  # fmt: skip
    beside = []
    if found.loops:
        loop = found.loops[0]
        there, back = found.name(loop.point).name, found.name(loop.over).name
        beside.append(_LOOP.fill(there=there, over=back, n=loop.walks, said=say_count(loop.walks, lang)))
    if found.unassigned():
        beside.append(_UNASSIGNED.fill(n=found.unassigned(), said=say_count(found.unassigned(), lang)))
    if beside:
        parts.append(same(" · ".join(part.say(lang) for part in beside)))
    contacts = {point.key for point in found.journey.touchpoints if point.table != "orders"}
    for words, rose, fell in ((_DIFFER, found.rose, found.fell), (_WENT, found.rose_steps, found.fell_steps)):
        is_enough = min(found.movers.get(move, 0) for move in MOVES) >= ENOUGH
        key = _difference(rose, fell, contacts) if is_enough else None
        if key is not None:
            way = key if isinstance(key, tuple) else (key,)
            said = Text(*(" → ".join(found.name(one).name.say(each) for one in way) for each in ("en", "zh")))
            shares = {
                name: say_share(side.get(key, Decimal(0)), lang) for name, side in (("rose", rose), ("fell", fell))
            }
            parts.append(words.fill(point=said, **shares))
    return "\n".join(part.say(lang) for part in parts)


def _contacts(found: JourneyFound, ends: Sequence[BeforeOrder]) -> list[BeforeOrder]:
    """Those that are contacts: what a refund stands before is no path to it."""
    return [one for one in ends if found.name(one.point).table != "orders"]


def _difference(rose: Mapping[Any, Decimal], fell: Mapping[Any, Decimal], among: set[str]) -> Any:
    """Where the two are widest apart, of contacts and of the ways that lead to or from one; None without both."""
    if not rose or not fell:
        return None
    of = [key for key in {*rose, *fell} if among & ({*key} if isinstance(key, tuple) else {key})]
    return max(sorted(of), key=lambda key: abs(rose.get(key, Decimal(0)) - fell.get(key, Decimal(0))), default=None)


def _ends(scores: Sequence[Decimal]) -> tuple[float, float]:
    """The ends of the emotion lane: around the scores, wide enough that small differences look small."""
    if not scores:
        return 0.0, 100.0
    low, high = float(min(scores)), float(max(scores))
    middle, reach = (low + high) / 2, max(high - low, 30.0) / 2
    return max(middle - reach * 1.15, -5.0), min(middle + reach * 1.15, 105.0)


def _over(run: Run) -> Text:
    return _YEAR.fill(day=say_date(run.as_of, "en"))


_ALL = Text("all customers", "全部客户")
_YEAR = Text("the year up to {day}", "截至 {day} 的一年")
_CONTACTS = Text("{said} contact{n:s}", "{said} 次接触")
_NONE = Text("no contact recorded", "没有接触记录")
_OTHERS = Text("{n} others", "其余 {n} 种")
_TO = Text("→ {stage}", "→ {stage}")
_AGAIN = Text("→ here again", "→ 仍在本阶段")
_WALKS = Text("{share} · {time}", "{share} · {time}")
_STOPPED = Text("nothing in 90 days", "90 天内无后续")
_HOURS = Text("{n} hour{n:s}", "{n} 小时")
_AT_ONCE = Text("at once", "随即")
_QUOTE = Text("“{words}”", "“{words}”")
_SCORE = Text("{score} of 100 · {n} answers", "{score} 分 · {n} 份反馈")
_NO_ANSWERS = Text("no answers", "没有反馈")
_MEAN = Text("average {score}", "平均 {score} 分")
_OWNER = Text("Owner: {owner}", "负责：{owner}")
_FIRST = Text(
    "First contact before an order most often: {point} ({said} order{n:s}, half within {time})",
    "下单前最常见的首次接触：{point}（{said} 单，半数在 {time}内下单）",
)
_LAST = Text(
    "Last contact before an order most often: {point} ({said} order{n:s})",
    "下单前最常见的最后接触：{point}（{said} 单）",
)
_LOOP = Text(
    "There and back most often: {there} ⇄ {over} ({said} time{n:s})", "最常见的往返：{there} ⇄ {over}（{said} 次）"
)
_DIFFER = Text("Of those who rose a tier {rose} were met at {point}, of those who fell {fell}",
               "升级客户中 {rose} 有过{point}，降级客户中 {fell}")  # fmt: skip
_WENT = Text("Way of those who rose: {point} {rose}, of those who fell {fell}; no proof of a cause",
             "升级客户走过“{point}”的占 {rose}，降级客户 {fell}；不说明因果")  # fmt: skip
_UNASSIGNED = Text("{said} event{n:s} at no touchpoint yet", "另有 {said} 条记录尚未归入触点")
_WORDS: Mapping[str, Text] = {
    "touchpoints": Text("Touchpoints", "触点"),
    "paths": Text("What follows", "后续去向"),
    "feedback": Text("Feedback", "客户反馈"),
    "emotion": Text("Emotion", "情绪曲线"),
    "pains": Text("Pains", "痛点"),
    "chances": Text("Opportunities", "机会点"),
    "actions": Text("Owner and actions", "负责与行动"),
    "no_points": Text("No touchpoint was met here.", "该阶段没有接触记录。"),
    "no_paths": Text("Nothing followed.", "没有后续记录。"),
    "no_score": Text("no answers", "没有反馈"),
    "no_pains": Text("No pain shows in the data.", "数据中未见明显痛点。"),
    "no_chances": Text("No opportunity shows in the data.", "数据中未见明显机会。"),
    "no_actions": Text("Nothing noted yet.", "尚未填写。"),
}
