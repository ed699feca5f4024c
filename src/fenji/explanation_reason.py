"""The reason of a grade in words: what the standard says, what protects it, what a person set."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.language import Text, same
from fenji.metrics.metric import METRICS
from fenji.tables.opted_out import REASON as OPTED_OUT

if TYPE_CHECKING:
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Criterion, Tier

_OUT = OPTED_OUT.removeprefix("ungraded:")
UNGRADED = Text("ungraded", "暂不评级")
_HELD = {
    "grace": Text(
        "{tier} is protected: below its standard since {since}; without protection {system}",
        "{tier}处于保护期：自 {since} 起低于标准；若无保护则为{system}",
    ),
    "minimum_stay": Text(
        "{tier} is held for its minimum stay, reached on {entered}; without it {system}",
        "{tier}处于最短保持期，于 {entered} 达到；若无此规则则为{system}",
    ),
    "keep": Text(
        "{tier} is kept: its own, lower standard for keeping it is met; without it {system}",
        "保留{tier}：达到保级标准；若无此规则则为{system}",
    ),
    "hysteresis": Text(
        "{tier} stays: too close to the border to change; by the border alone {system}",
        "{tier}不变：距分界值过近，不作升降；仅按分界值则为{system}",
    ),
    "not_evaluated": Text(
        "{tier} stays until the next evaluation; if evaluated today {system}",
        "{tier}保持至下一评估日；若今日评估则为{system}",
    ),
}
_ENDS_ON = Text("; it ends on {day} if nothing changes", "；若无变化，将于 {day} 结束")
_CHANGED = {
    "stepped": Text(
        "demoted one rung at a time, from {was} to {tier}; the standard alone says {system}",
        "逐级降级：由{was}降为{tier}；仅按标准则为{system}",
    ),
    "reversed": Text(
        "the promotion to {was} was taken back, because the order it rested on was given back",
        "升至{was}所依据的订单已退款，升级撤销",
    ),
    "override": Text(
        "set to {tier} by a person (override #{number}); the standard alone says {system}",
        "人工调级为{tier}（编号 #{number}）；仅按标准则为{system}",
    ),
}


def reason_words(code: str, row: Mapping[str, Any], scheme: CalibratedScheme, *, currency: str) -> Text:
    """A reason code of a row in words; a code this version of fenji doesn't know stands for itself."""
    kind, _, name = code.partition(":")
    if kind in ("score", "rule", "rest"):
        return _reached(scheme.tier(name), kind, row, currency)
    if kind == "limit":
        return _limited(name, scheme, currency)
    if kind == "ungraded":
        return _ungraded(name, scheme, currency)
    return _changed(kind, name, row, scheme)


def _changed(kind: str, name: str, row: Mapping[str, Any], scheme: CalibratedScheme) -> Text:
    """What made the tier another one than the standard alone says."""
    words = _HELD.get(name) if kind == "held" else _CHANGED.get(kind)
    if words is None:
        return same(f"{kind}:{name}")
    values: dict[str, object] = {key: str(row.get(column) or "-") for key, column in _DATES.items()}
    values |= {"tier": tier_words(scheme, row["tier"]), "number": name, "was": tier_words(scheme, name)}
    said = words.fill(**values, system=tier_words(scheme, row.get("system_tier", row["tier"])))
    leaves = row.get("leaves_on") if kind == "held" else None
    ends = Text("", "") if leaves is None else _ENDS_ON.fill(day=leaves)
    return Text(said.en + ends.en, said.zh + ends.zh)


_DATES = {"since": "below_since", "entered": "entered_on"}


def tier_words(scheme: CalibratedScheme, key: str | None) -> Text:
    """A tier's name; of a tier that this version has not, its key; None is ungraded."""
    if key is None:
        return UNGRADED
    return next((tier.name for tier in scheme.scheme.tiers if tier.key == key), same(key))


def criterion_label(criterion: Criterion) -> Text:
    """What a criterion is called: its own label, else its metric's."""
    return criterion.label or METRICS.get(criterion.metric).label


def short(number: Decimal | None) -> Text:
    """A number without zeros at its end; a dash where it is unknown."""
    return same("-" if number is None else f"{number.normalize():f}")


def _reached(tier: Tier, kind: str, row: Mapping[str, Any], currency: str) -> Text:
    if kind == "rest":
        return Text("no higher tier's standard is met, so {tier}", "未达到更高等级的标准，归入{tier}").fill(
            tier=tier.name
        )
    if kind == "rule" and tier.when is not None:
        return Text("{rule}, so {tier}", "满足：{rule}，定为{tier}").fill(rule=tier.when.say(currency), tier=tier.name)
    score = None if row["total"] is None else Decimal(row["total"]) / 1_000_000
    return Text("score {score} reaches {border}, so {tier}", "总评分 {score} 达到 {border} 分，定为{tier}").fill(
        score=short(score), border=short(tier.from_score), tier=tier.name
    )


def _limited(name: str, scheme: CalibratedScheme, currency: str) -> Text:
    limit = next(one for one in scheme.scheme.limits if one.name == name)
    words = limit.label if limit.label.en else limit.when.say(currency)
    return Text("limit: {words}, so never above {tier}", "封顶规则：{words}，不高于{tier}").fill(
        words=words, tier=scheme.tier(limit.never_above).name
    )


def _ungraded(name: str, scheme: CalibratedScheme, currency: str) -> Text:
    if name == _OUT:
        return Text("not graded: has opted out of profiling", "未评级：本人已拒绝画像")
    for state in scheme.scheme.ungraded:
        if state.name == name:
            words = state.label if state.label.en else state.when.say(currency)
            return Text("not graded: {words}", "暂不评级：{words}").fill(words=words)
    criterion = next((c for c in scheme.scheme.criteria if name == f"unknown_{c.name}"), None)
    if criterion is not None:
        label = criterion_label(criterion)
        return Text("not graded: {label} is unknown", "暂不评级：{label}未知").fill(label=label)
    return Text("not graded: no tier's standard is met", "暂不评级：不符合任何等级的标准")
