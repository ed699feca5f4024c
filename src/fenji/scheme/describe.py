"""A standard in plain words, in both languages, as a sales director reads it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fenji.grades import words
from fenji.language import Text, same
from fenji.scheme.calibrated import CalibratedScheme, better_of
from fenji.scheme.describe_own import say_own_metrics
from fenji.scheme.describe_prices import say_price, say_use
from fenji.scheme.describe_transitions import say_transitions
from fenji.scheme.group import say_group
from fenji.scheme.model import Criterion, Judgement, Scheme, Tier
from fenji.scheme.weights import say_weighing
from fenji.scores.scorer import Learned, said

_LINE = Text("{name}: {said}", "{name}：{said}")
_INDENT = "  "


def describe(scheme: Scheme | CalibratedScheme) -> Text:
    """The whole standard in words: period, criteria with weights, tiers with their closed ends, benefits and service.

    A calibrated standard is said with the cut points that were found.
    """
    written = scheme.scheme if isinstance(scheme, CalibratedScheme) else scheme
    calibrated = scheme if isinstance(scheme, CalibratedScheme) else None
    lines = [_title(written, calibrated), *_about(written), _period(written), *say_group(written.group)]
    lines += _criteria(written, calibrated) + _tiers(written) + _states(written)
    lines += say_transitions(written) + _judged(written) + _shown(written) + say_own_metrics(written)
    return Text("\n".join(line.en for line in lines), "\n".join(line.zh for line in lines))


def say_tier(scheme: Scheme, key: str) -> Text:
    """How a tier is reached: `80 分以上（含 80）`, a rule in words, or everyone who is left."""
    number = [tier.key for tier in scheme.tiers].index(key)
    tier = scheme.tiers[number]
    if tier.rest:
        return Text("everyone else", "其余客户")
    if scheme.grade_by == "rules":
        return tier.when.say(scheme.currency) if tier.when is not None else same("?")
    above = scheme.tiers[number - 1].from_score if number else None
    start = _plain(tier.from_score)
    if above is None:
        return Text("score {a} and above, {a} included", "{a}分以上（含{a}分）").fill(a=start)
    return Text("score {a} to below {b}, {a} included", "{a}分以上（含{a}分）、不足{b}分").fill(
        a=start, b=_plain(above)
    )


def say_criterion(criterion: Criterion, *, currency: str | None = None, learned: Learned | None = None) -> Text:
    """How one criterion earns points, what an unknown figure earns included."""
    better = better_of(criterion)

    def amount(number: Decimal) -> Text:
        return words.amount(criterion.metric, number, currency=currency)

    return criterion.scorer.say(amount, better=better, learned=learned)


def label_of(criterion: Criterion) -> Text:
    """A criterion's name as people read it: its own label, else the metric's."""
    if criterion.label is not None:
        return criterion.label
    return words.named(criterion.metric, window=criterion.window, options=criterion.options)


def say_item(one: Judgement) -> Text:
    """A subjective item with its most points."""
    most = f"{one.most.normalize():f}"
    label = one.label if one.label.en else same(one.item)
    return Text("{name}, at most {most} points", "{name}，最多{most}分").fill(name=label, most=most)


def _title(scheme: Scheme, calibrated: CalibratedScheme | None) -> Text:
    version = Text(f", version {calibrated.version}", f"，第{calibrated.version}版") if calibrated else same("")
    return Text("{title} ({name}{version})", "{title}（{name}{version}）").fill(
        title=scheme.title, name=scheme.name, version=version
    )


def _about(scheme: Scheme) -> list[Text]:
    return [scheme.about] if scheme.about.en or scheme.about.zh else []


def _period(scheme: Scheme) -> Text:
    period = Text("Period: {window}, the as-of day included.", "评估周期：{window}，含评估基准日当天。").fill(
        window=scheme.window.text
    )
    if scheme.currency is None:
        return period
    return Text("{period} Money in {c}.", "{period}金额以 {c} 计。").fill(period=period, c=scheme.currency)


def _criteria(scheme: Scheme, calibrated: CalibratedScheme | None) -> list[Text]:
    if not scheme.criteria:
        return []
    head = _HEADS["topsis" if scheme.total_by == "topsis" and scheme.grade_by == "score" else scheme.grade_by]
    weighing = say_weighing(scheme.weights_by)
    return [
        head,
        *([weighing] if weighing.en else []),
        *(_criterion(scheme, one, calibrated) for one in scheme.criteria),
    ]


def _criterion(scheme: Scheme, one: Criterion, calibrated: CalibratedScheme | None) -> Text:
    learned = calibrated.learned[one.name] if calibrated else None
    written = scheme.weights()[one.name]
    weight = calibrated.weights.get(one.name, 0) if calibrated else written
    if calibrated and one.name in calibrated.left_out:
        return _LEFT_OUT.fill(name=label_of(one), share=_percent(written) if written else _FROM_DATA)
    unknown = one.scorer.unknown_points
    nothing = Text("not graded", "暂不评级") if unknown is None else Text("{p} points", "得{p}分").fill(p=said(unknown))
    named = words.named(one.metric, window=one.window, options=one.options)
    return _CRITERION.fill(
        name=label_of(one),
        share=_percent(weight) if weight or calibrated else _FROM_DATA,
        metric=named,
        better=_BETTER[better_of(one)] if one.scorer.kind != "bands" else same(""),
        scorer=say_criterion(one, currency=scheme.currency, learned=learned),
        nothing=nothing,
    )


def _tiers(scheme: Scheme) -> list[Text]:
    lines = [Text("Tiers, best first; the first that is reached holds:", "等级（由高到低，取最先达到的一级）：")]
    for number, tier in enumerate(scheme.tiers, start=1):
        lines.append(Text("{n}. {name}: {how}", "{n}. {name}：{how}").fill(
            n=f"{_INDENT}{number}", name=tier.name, how=say_tier(scheme, tier.key)))  # fmt: skip
        lines += _given(tier)
    return lines


def _given(tier: Tier) -> list[Text]:
    pairs = ((Text("Benefits", "权益"), tier.benefits), (Text("Service", "服务标准"), tier.service),
             (Text("Used for", "用于"), say_use(tier)), (Text("Pays", "价格"), say_price(tier)))  # fmt: skip
    indent = Text(_INDENT * 2 + "{line}", _INDENT * 2 + "{line}")
    return [indent.fill(line=_LINE.fill(name=name, said=given)) for name, given in pairs if given.en or given.zh]


def _states(scheme: Scheme) -> list[Text]:
    lines = []
    for state in scheme.ungraded:
        name = state.label if state.label.en else same(state.name)
        lines.append(Text("Not graded – {name}: {when}", "暂不评级（{name}）：{when}").fill(
            name=name, when=state.when.say(scheme.currency)))  # fmt: skip
    for limit in scheme.limits:
        name = limit.label if limit.label.en else same(limit.name)
        tier = scheme.tier(limit.never_above).name
        lines.append(_LIMIT.fill(name=name, tier=tier, when=limit.when.say(scheme.currency)))
    return lines


def _judged(scheme: Scheme) -> list[Text]:
    if not scheme.judgements:
        return []
    items = words.joined([say_item(one) for one in scheme.judgements], Text("; ", "；"))
    return [_JUDGED.fill(items=items, most=_plain(scheme.judged_at_most))]


def _shown(scheme: Scheme) -> list[Text]:
    if not scheme.shown:
        return []
    names = [words.named(one.metric, window=one.window, options=one.options) for one in scheme.shown]
    joined = words.joined(names, Text(", ", "、"))
    return [
        Text("Shown beside the grade, without effect on it: {names}.", "同时列出（不影响等级）：{names}。").fill(
            names=joined
        )
    ]


def _plain(number: Decimal | None) -> str:
    return "?" if number is None else f"{number.normalize():f}"


def _percent(weight_bp: int) -> str:
    return f"{(Decimal(weight_bp) / 100).normalize():f}%"


_HEADS: Mapping[str, Text] = {
    "score": Text(
        "Score: every criterion earns 0 to 100 points; their weighted sum is the score, 0 to 100:",
        "评分：每项得0至100分，按权重加总为总评分（0至100分）：",
    ),
    "topsis": Text(
        "Score: every criterion earns 0 to 100 points; the score, 0 to 100, is the closeness to the best points "
        "anybody has, against the distance from the worst (TOPSIS):",
        "评分：每项得0至100分；总评分（0至100分）为与最优点的贴近度（TOPSIS，最优点与最劣点已固定）：",
    ),
    "rules": Text(
        "Graded by rules; the score, 0 to 100, is for information only:",
        "按规则定级；总评分（0至100分）仅供参考:",
    ),
}
_FROM_DATA = Text("(weight from the data)", "（权重由数据求得）")
_BETTER: Mapping[str, Text] = {
    "higher": Text(", more is better", "，越高越好"),
    "lower": Text(", less is better", "，越低越好"),
}
_LIMIT = Text("Limit – {name}: never above {tier} where {when}", "封顶（{name}）：{when}，最高为{tier}")
_CRITERION = Text(
    "  - {name} {share} ({metric}{better}): {scorer}; unknown: {nothing}",
    "  · {name} {share}（{metric}{better}）：{scorer}；未知：{nothing}",
)
_JUDGED = Text(
    "Judged by people: {items}. Together at most {most} of 100 points.",
    "主观评分：{items}。合计最多占 100 分中的 {most} 分。",
)
_LEFT_OUT = Text(
    "  - {name} (would be {share}): left out, nobody's data has it",
    "  · {name}（原权重{share}）：没有任何客户有此数据，未计入",
)
