"""Why a customer has the grade: from raw value over cut points and points to score, rung and limit, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.explanation_words import bin_words, value_words
from fenji.language import Language, Text, same, say_number
from fenji.metrics.metric import METRICS
from fenji.metrics.origin import COLUMN, origins

if TYPE_CHECKING:
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Criterion, Tier

MILLION = Decimal(1_000_000)


@dataclass(frozen=True)
class Contribution:
    """What one criterion adds to the score.

    `points` are 0–100 (None: unknown and therefore ungraded); `weight` is a share of 1 after criteria that nobody's
    data could answer were left out; `adds` = points × weight. The contributions of a customer sum to the score exactly.
    `is_share`: the score is a closeness (TOPSIS), no sum of points × weight; `adds` is then the part of it that this
    criterion's squared distance from the worst points makes up, and the parts still sum to the score exactly.
    `origin` says where a figure was stated that no orders answer (客户清单.xlsx, row 12); None where it was measured.
    """

    name: str
    label: Text
    value: Any
    value_text: Text
    band: Text
    points: Decimal | None
    weight: Decimal
    adds: Decimal | None
    most: Decimal
    is_left_out: bool = False
    origin: Text | None = None
    is_share: bool = False


@dataclass(frozen=True)
class Explanation:
    """One customer's grade and why: every step from what is known of the customer to the tier.

    `system_reason` is the code the run keeps; `reason` says it in words. `remarks` are what a review adds: the move
    since the previous run, the way up.
    """

    customer_id: str
    name: str | None
    tier: Tier | None
    score: Decimal | None
    contributions: tuple[Contribution, ...]
    system_reason: str
    reason: Text
    facts: tuple[tuple[Text, Text], ...]
    scheme: str
    version: int
    remarks: tuple[Text, ...] = ()

    def say(self, lang: Language) -> list[str]:
        """The explanation as lines a sales manager reads, in one language."""
        return _lines(self, lang)

    def to_json(self, lang: Language = "en") -> dict[str, Any]:
        """The explanation as plain values; numbers as strings, exact."""
        return {
            "customer_id": self.customer_id,
            "name": self.name,
            "tier": None if self.tier is None else self.tier.key,
            "tier_name": None if self.tier is None else self.tier.name.say(lang),
            "score": _plain(self.score),
            "scheme": self.scheme,
            "version": self.version,
            "reason_code": self.system_reason,
            "reason": self.reason.say(lang),
            "contributions": [
                {
                    "criterion": one.name,
                    "label": one.label.say(lang),
                    "value": _plain(one.value),
                    "band": one.band.say(lang),
                    "points": _plain(one.points),
                    "weight": _plain(one.weight),
                    "adds": _plain(one.adds),
                    "left_out": one.is_left_out,
                    "origin": None if one.origin is None else one.origin.say(lang),
                }
                for one in self.contributions
            ],
            "remarks": [remark.say(lang) for remark in self.remarks],
            "text": self.say(lang),
        }


def explain_row(row: Mapping[str, Any], scheme: CalibratedScheme, *, currency: str) -> Explanation:
    """The explanation of one graded row by the scheme version that graded it; it asks no engine.

    `row` has the columns of a result: measured values, `points_…`, `total`, `tier`, `reason`, and the name if known.
    """
    tier = None if row["tier"] is None else scheme.tier(row["tier"])
    score = None if row["total"] is None else Decimal(row["total"]) / MILLION
    return Explanation(
        customer_id=row["customer_id"],
        name=row.get("name"),
        tier=tier,
        score=score,
        contributions=tuple(_contribution(one, row, scheme, currency) for one in scheme.scheme.criteria),
        system_reason=row["reason"],
        reason=_reason(row, scheme, tier, score, currency=currency),
        facts=_facts(row, scheme, currency),
        scheme=scheme.scheme.name,
        version=scheme.version,
    )


def criterion_label(criterion: Criterion) -> Text:
    """What a criterion is called: its own label, else its metric's."""
    return criterion.label or METRICS.get(criterion.metric).label


def _contribution(
    criterion: Criterion, row: Mapping[str, Any], scheme: CalibratedScheme, currency: str
) -> Contribution:
    weight = Decimal(scheme.weights.get(criterion.name, 0)) / 10_000
    hundredths = row[f"points_{criterion.name}"]
    points = None if hundredths is None else Decimal(hundredths) / 100
    learned = scheme.learned[criterion.name]
    metric = METRICS.get(criterion.metric)
    share = scheme.adds_of(scheme.points_of(row)).get(criterion.name) if scheme.ideals else None
    return Contribution(
        name=criterion.name,
        label=criterion_label(criterion),
        value=row[criterion.column],
        value_text=value_words(row[criterion.column], metric, currency),
        band=bin_words(row[criterion.column], learned, metric, currency),
        points=points,
        weight=weight,
        adds=_adds(points, weight) if not scheme.ideals else None if share is None else Decimal(share) / MILLION,
        most=Decimal(criterion.scorer.most) / 100,
        is_left_out=criterion.name in scheme.left_out,
        origin=_origin(row, criterion.column),
        is_share=bool(scheme.ideals),
    )


def _adds(points: Decimal | None, weight: Decimal) -> Decimal | None:
    return None if points is None else points * weight


def _origin(row: Mapping[str, Any], column: str) -> Text | None:
    found = origins(row.get(COLUMN)).get(column)
    return None if found is None else found.text


def _reason(
    row: Mapping[str, Any], scheme: CalibratedScheme, tier: Tier | None, score: Decimal | None, *, currency: str
) -> Text:
    kind, _, name = str(row["reason"]).partition(":")
    if kind == "limit":
        limit = next(one for one in scheme.scheme.limits if one.name == name)
        words = limit.label if limit.label.en else limit.when.say(currency)
        return Text("limit: {words}, so never above {tier}", "封顶规则：{words}，不高于{tier}").fill(
            words=words, tier=scheme.tier(limit.never_above).name
        )
    if kind == "ungraded":
        return _ungraded(name, scheme, currency)
    assert tier is not None
    if kind == "rest":
        return Text("no higher tier's standard is met, so {tier}", "未达到更高等级的标准，归入{tier}").fill(
            tier=tier.name
        )
    if kind == "rule" and tier.when is not None:
        return Text("{rule}, so {tier}", "满足：{rule}，定为{tier}").fill(rule=tier.when.say(currency), tier=tier.name)
    return Text("score {score} reaches {border}, so {tier}", "总评分 {score} 达到 {border} 分，定为{tier}").fill(
        score=_short(score), border=_short(tier.from_score), tier=tier.name
    )


def _ungraded(name: str, scheme: CalibratedScheme, currency: str) -> Text:
    for state in scheme.scheme.ungraded:
        if state.name == name:
            words = state.label if state.label.en else state.when.say(currency)
            return Text("not graded: {words}", "暂不评级：{words}").fill(words=words)
    criterion = next((c for c in scheme.scheme.criteria if name == f"unknown_{c.name}"), None)
    if criterion is not None:
        label = criterion_label(criterion)
        return Text("not graded: {label} is unknown", "暂不评级：{label}未知").fill(label=label)
    return Text("not graded: no tier's standard is met", "暂不评级：不符合任何等级的标准")


def _facts(row: Mapping[str, Any], scheme: CalibratedScheme, currency: str) -> tuple[tuple[Text, Text], ...]:
    """Measured figures that are no criterion: what rules ask, and what is shown beside."""
    taken = {criterion.column for criterion in scheme.scheme.criteria}
    facts = []
    for measure in scheme.measures():
        if measure.column in taken or measure.column not in row:
            continue
        metric = METRICS.get(measure.metric)
        label = metric.label if measure.window.kind == "all" else Text("{label} ({window})", "{label}({window})").fill(
            label=metric.label, window=measure.window.text
        )  # fmt: skip
        said, origin = value_words(row[measure.column], metric, currency), _origin(row, measure.column)
        facts.append((label, said if origin is None else _stated(said, origin)))
    return tuple(facts)


def _short(number: Decimal | None) -> Text:
    return same("-" if number is None else f"{number.normalize():f}")


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)


def _lines(explanation: Explanation, lang: Language) -> list[str]:
    """The explanation line by line: who and which tier, each criterion's way to points, the sum, the reason, facts."""
    who = explanation.customer_id if explanation.name is None else f"{explanation.customer_id} {explanation.name}"
    tier = Text("ungraded", "暂不评级") if explanation.tier is None else explanation.tier.name
    head = Text("{who}: {tier}", "{who}：{tier}").fill(who=who, tier=tier).say(lang)
    found = [head, explanation.reason.say(lang)]
    found += [_criterion_line(one, lang) for one in explanation.contributions]
    if explanation.score is not None:
        found.append(Text("score = {sum} = {score}", "总评分 = {sum} = {score}").fill(
            sum=" + ".join(_number(one.adds) for one in explanation.contributions if not one.is_left_out),
            score=_number(explanation.score),
        ).say(lang))  # fmt: skip
    found += [remark.say(lang) for remark in explanation.remarks]
    found += [
        f"{label.say(lang)}{'：' if lang == 'zh' else ': '}{value.say(lang)}" for label, value in explanation.facts
    ]
    return found


def _criterion_line(one: Contribution, lang: Language) -> str:
    if one.is_left_out:
        words = Text("{label}: left out, no data of any customer answers it", "{label}：未计入，没有任何客户的数据可用")
        return words.fill(label=one.label).say(lang)
    if one.value is None and one.points is not None and not one.is_share:
        words = Text("{label}: unknown, earns {points} of {most} points × {weight} = {adds}",
                     "{label}：未知，按 {points} 分(满分 {most})× {weight} = {adds}")  # fmt: skip
    elif one.is_share and one.points is not None:
        words = Text("{label}: {value} ({band}) → {points} of {most} points, weight {weight}: {adds} of the score",
                     "{label}：{value}（{band}）→ {points}/{most} 分，权重 {weight}：占总评分 {adds} 分")  # fmt: skip
    elif one.points is None:
        return Text("{label}: unknown", "{label}：未知").fill(label=one.label).say(lang)
    else:
        words = Text("{label}: {value} ({band}) → {points} of {most} points × {weight} = {adds}",
                     "{label}：{value}({band})→ {points} 分(满分 {most})× {weight} = {adds}")  # fmt: skip
    return words.fill(
        label=one.label,
        value=one.value_text,
        band=one.band
        if one.origin is None
        else Text(f"{one.band.en}; {one.origin.en}", f"{one.band.zh}；{one.origin.zh}"),
        points=_number(one.points),
        most=_number(one.most),
        weight=f"{_number(one.weight * 100)}%",
        adds=_number(one.adds),
    ).say(lang)


def _stated(said: Text, origin: Text) -> Text:
    return Text(f"{said.en} ({origin.en})", f"{said.zh}（{origin.zh}）")


def _number(value: Decimal | None) -> str:
    return "-" if value is None else say_number(value, "en", decimals=6)
