"""What a chart of people's own says: what it shows in one sentence, and what stands out in it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.charts.own.groups import OTHER
from fenji.charts.own.values import measure_label
from fenji.charts.own_chart import RUN
from fenji.language import Language, Text, say_count, say_share

if TYPE_CHECKING:
    from fenji.charts.own.answers import Answer
    from fenji.charts.own.offer import Offer
    from fenji.charts.own.values import Said
    from fenji.charts.own_chart import OwnChart

TITLED = Text("{title}: {finding}", "{title}：{finding}")
BY = Text("{measure} by {by}", "按{by}看{measure}")
BY_BOTH = Text("{measure} by {by} and {split}", "按{by}和{split}看{measure}")
OVER = Text("{measure} over the runs", "历次评级的{measure}")
OVER_BOTH = Text("{measure} over the runs, by {split}", "历次评级的{measure}，按{split}分")
AGAINST = Text("{measure} against {by}, a point a customer", "{measure}与{by}，每点一位客户")
AGAINST_BOTH = Text(
    "{measure} against {by}, a point a customer, coloured by {split}", "{measure}与{by}，每点一位客户，按{split}着色"
)
_LEADS = Text("{group} leads with {value}, {share} of all", "{group}最多：{value}，占 {share}")
_HIGHEST = Text("{group} is highest with {value}", "{group}最高：{value}")
_BOTH = Text("highest: {split} in {group}, {value}", "{group}的{split}最高：{value}")
_OVER = Text("{value} on {day}, {before} on {first}", "{day} 为 {value}，{first} 为 {before}")
_OVER_OF = Text("{split}: {value} on {day}, {before} on {first}", "{split}在 {day} 为 {value}，{first} 为 {before}")
_ONCE = Text("{value} on {day}", "{day} 为 {value}")
_ONCE_OF = Text("{split}: {value} on {day}", "{split}在 {day} 为 {value}")
_NOT_KNOWN = Text("the figure is not known", "数值未知")
_MOST = Text("most customers: {group}, {value}", "人数最多的区间：{group}，{value}")
CUSTOMERS = Text("{n} customer{n:s}", "{n} 位客户")
OF_WINDOW = Text("period: {window}", "评估周期：{window}")
ONLY = Text("only: {who}", "仅限：{who}")
HIDDEN = Text("{n} with an unknown figure {n:is|are} left out of it", "其中 {n} 位数值未知，未计入")
RUNS_LEFT = Text("{n} earlier run{n:s} did not record it", "更早的 {n} 次评级没有该数值")
SAMPLED = Text("{n} of {all} drawn, chosen at random by their id", "按客户ID随机抽取其中 {n} 位（共 {all} 位）画出")
OF_GROUP = Text("shares are of each group", "占比以各组为 100%")


def shows(chart: OwnChart, offer: Offer) -> Text:
    """What a chart shows, in one sentence; names that a run does not know stand as they are written."""
    figure = offer.figures.get(chart.measure.of)
    measure = measure_label(chart.measure, figure)
    by, split = _label(chart.by.name, offer), _label(chart.split.name, offer) if chart.split else None
    if chart.by.name == RUN:
        words = OVER_BOTH if split else OVER
    elif chart.kind == "scatter":
        words = AGAINST_BOTH if split else AGAINST
    else:
        words = BY_BOTH if split else BY
    return words.fill(measure=measure, by=_small(by), split=_small(split))


def finding(chart: OwnChart, answer: Answer, said: Said) -> str:
    """What stands out: the largest group, the largest field, or where a line came from and where it is now."""
    lang = said.lang
    if answer.days:
        return _moved(answer, said)
    known = [
        (cell.value, group, split) for group in answer.groups for split in answer.splits
        if (cell := answer.cell(group, split)).value is not None
    ]  # fmt: skip
    if not known:
        return _NOT_KNOWN.say(lang)
    named = [
        one for one in known if one[1].key not in (None, OTHER) and (not answer.is_split or one[2].key is not None)
    ]
    value, group, split = max(named or known, key=lambda one: one[0] or Decimal(0))
    if answer.is_split:
        return _BOTH.fill(group=group.name, split=split.name, value=said.value(value, with_unit=True)).say(lang)
    if chart.kind == "histogram":
        return _MOST.fill(group=group.name, value=said.value(value)).say(lang)
    whole = sum((one[0] or Decimal(0) for one in known), Decimal(0))
    if said.measure.how in ("count", "sum") and whole > 0 and value is not None:
        share = say_share(value / whole, lang)
        return _LEADS.fill(group=group.name, value=said.value(value, with_unit=True), share=share).say(lang)
    return _HIGHEST.fill(group=group.name, value=said.value(value, with_unit=True)).say(lang)


def about(chart: OwnChart, answer: Answer, offer: Offer, lang: Language, *, on_page: bool) -> str:
    """What is counted: the measure, the conditions, how many customers, what is unknown."""
    parts = [shows(chart, offer).say(lang)]
    if answer.result.only is not None and not on_page:
        parts.append(ONLY.fill(who=answer.result.only).say(lang))
    parts.append(CUSTOMERS.fill(n=say_count(answer.customers, lang)).say(lang))
    if answer.unknown:
        parts.append(HIDDEN.fill(n=say_count(answer.unknown, lang)).say(lang))
    if answer.left_out:
        parts.append(RUNS_LEFT.fill(n=answer.left_out).say(lang))
    if chart.measure.how == "share" and answer.is_split:
        parts.append(OF_GROUP.say(lang))
    parts.append(OF_WINDOW.fill(window=answer.result.run.window.text).say(lang))
    return _joined(parts, lang)


def about_points(chart: OwnChart, offer: Offer, result: Any, lang: Language, *, counts: tuple[int, int, int]) -> str:
    """The same of a scatter: how many are drawn, of how many, how many are unknown."""
    drawn, known, unknown = counts
    parts = [shows(chart, offer).say(lang), CUSTOMERS.fill(n=say_count(known, lang)).say(lang)]
    if drawn < known:
        parts.append(SAMPLED.fill(n=say_count(drawn, lang), all=say_count(known, lang)).say(lang))
    if unknown:
        parts.append(HIDDEN.fill(n=say_count(unknown, lang)).say(lang))
    parts.append(OF_WINDOW.fill(window=result.run.window.text).say(lang))
    return _joined(parts, lang)


def medians(points: list[dict[str, Any]], labels: tuple[str, str], said: tuple[Said, Said]) -> str:
    """The middle of both figures, of the customers drawn."""
    middles = [sorted(one[axis] for one in points)[len(points) // 2] for axis in ("x", "y")]
    words = [_MIDDLE.fill(label=label, value=each.value(middle, with_unit=True)).say(each.lang)
             for label, middle, each in zip(labels, middles, said, strict=True)]  # fmt: skip
    return _joined(words, said[0].lang)


_MIDDLE = Text("median {label} {value}", "{label}的中位数 {value}")


def _moved(answer: Answer, said: Said) -> str:
    split = next((one for one in answer.splits if one.key is not None), answer.splits[0])
    known = [(group, cell.value) for group in answer.groups
             if (cell := answer.cell(group, split)).value is not None]  # fmt: skip
    if not known:
        return _NOT_KNOWN.say(said.lang)
    (first, before), (last, now) = known[0], known[-1]
    words = (_ONCE_OF if split.name else _ONCE) if first is last else (_OVER_OF if split.name else _OVER)
    return words.fill(split=split.name, value=said.value(now, with_unit=True), day=last.name, first=first.name,
                      before=said.value(before, with_unit=True)).say(said.lang)  # fmt: skip


def _label(name: str, offer: Offer) -> Text:
    found = offer.dimensions.get(name)
    return found.label if found is not None else Text(name, name)


def _small(words: Text | None) -> Text:
    if words is None:
        return Text("", "")
    return Text(words.en if words.en[1:2].isupper() else words.en[:1].lower() + words.en[1:], words.zh)


def _joined(parts: list[str], lang: Language) -> str:
    return ("；" if lang == "zh" else "; ").join(parts)
