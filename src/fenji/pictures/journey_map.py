"""The journey map: what customers go through, stage by stage, drawn from what was recorded and what people noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from fenji.journeys.found import JourneyFound, PointFound, mean_score
from fenji.journeys.journey import Annotation, Stage
from fenji.journeys.pains import Noted, chances, pains
from fenji.language import Language, Text, say_count, say_date, say_number, say_share
from fenji.pictures.said import footer_of
from fenji.pictures.sheets import A3, Size, palette_of
from fenji.pictures.typeset import Sheet
from fenji.result_records import Run

POINTS, PATHS, NOTES = 5, 3, 2


def journey_map(
    found: JourneyFound,
    run: Run,
    *,
    company: Text,
    whose: Text | None = None,
    colour: str = "#1F5AA6",
    lang: Language = "zh",
    size: Size = A3,
) -> Sheet:
    """The map of a journey that was found; `whose` names the customers where it is not all of them.

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
        "subtitle": " · ".join(part.say(lang) for part in (company, whose or _ALL, _over(run)) if part.say(lang)),
        "footer": footer_of(run, lang),
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
        "themes": _themes(points, lang),
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
    """Where customers went from this stage: the stages that followed, most walks first, and half of them within."""
    of = {point.key: point.stage for point in found.journey.touchpoints}
    names = {one.key: one.name for one in found.journey.stages}
    steps = [step for step in found.steps if of[step.before] == stage.key]
    whole = sum(step.walks for step in steps)
    walks: Counter[str] = Counter()
    for step in steps:
        walks[of[step.after]] += step.walks
    return [
        {
            "to": (_AGAIN if key == stage.key else _TO.fill(stage=names[key])).say(lang),
            "walks": _WALKS.fill(n=say_count(n, lang), share=say_share(Decimal(n) / whole, lang)).say(lang),
        }
        for key, n in sorted(walks.items(), key=lambda pair: (-pair[1], pair[0]))[:PATHS]
    ]


def _feedback(score: Decimal | None, answers: int, lang: Language) -> str:
    if score is None:
        return _NO_ANSWERS.say(lang)
    return _SCORE.fill(score=say_number(score, lang, decimals=0), n=say_count(answers, lang)).say(lang)


def _themes(points: Sequence[PointFound], lang: Language) -> str:
    """What answers name most. Themes are counted words of the company's own list; nobody's words are quoted."""
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
    """What stood first and last, and what those who rose met more often than those who fell."""
    parts = []
    contacts = {point.key for point in found.journey.touchpoints if point.table != "orders"}
    for words, counted in ((_FIRST, found.first), (_LAST, found.before_order)):
        met = {key: n for key, n in counted.items() if key in contacts}
        if met:
            best = max(met, key=lambda key: (met[key], key))
            parts.append(words.fill(point=found.name(best).name, n=say_count(met[best], lang)).say(lang))
    differ = _difference(found.rose, found.fell, contacts)
    if differ is not None:
        values = {"rose": say_share(found.rose.get(differ, Decimal(0)), lang),
                  "fell": say_share(found.fell.get(differ, Decimal(0)), lang)}  # fmt: skip
        parts.append(_DIFFER.fill(point=found.name(differ).name, **values).say(lang))
    return "\n".join(parts)


def _difference(rose: Mapping[str, Decimal], fell: Mapping[str, Decimal], among: set[str]) -> str | None:
    if not rose or not fell:
        return None
    return max(
        sorted((set(rose) | set(fell)) & among),
        key=lambda key: abs(rose.get(key, Decimal(0)) - fell.get(key, Decimal(0))),
        default=None,
    )


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
_WALKS = Text("{n} · {share}", "{n} 次 · {share}")
_SCORE = Text("{score} of 100 · {n} answers", "{score} 分 · {n} 份反馈")
_NO_ANSWERS = Text("no answers", "没有反馈")
_MEAN = Text("average {score}", "平均 {score} 分")
_OWNER = Text("Owner: {owner}", "负责：{owner}")
_FIRST = Text("Met first most often at: {point} ({n} customers)", "最常见的首次接触：{point}（{n} 位）")
_LAST = Text("Last contact before an order most often: {point} ({n} orders)", "下单前最常见的接触：{point}（{n} 单）")
_DIFFER = Text(
    "Rose a tier: {rose} were met at {point}; fell: {fell}. It is no proof of a cause.",
    "升级客户中 {rose} 有过{point}，降级客户中 {fell}；这不说明因果。",
)
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
