"""Why a customer has the grade: from raw value over cut points and points to score, rung and limit, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.explanation_reason import UNGRADED, criterion_label, reason_words
from fenji.explanation_words import bin_words, value_words
from fenji.language import Language, Text, say_number
from fenji.metrics.metric import METRICS
from fenji.metrics.origin import COLUMN, origins

if TYPE_CHECKING:
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Criterion, Tier

__all__ = ["Contribution", "Explanation", "criterion_label", "explain_row"]

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

    `tier` and `reason` are what holds, after protection and a person's word; `system_tier` and `system_words` what the
    standard alone says today. `reason_code` and `system_reason` are the codes the run keeps. `remarks` are what a
    review adds: the move since the previous run, the way up.
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
    system_tier: Tier | None = None
    system_words: Text | None = None
    reason_code: str = ""

    @property
    def is_as_the_standard_says(self) -> bool:
        """Whether neither protection nor a person changed what the standard alone says."""
        return self.reason_code == self.system_reason

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
            "reason_code": self.reason_code,
            "reason": self.reason.say(lang),
            "system_tier": None if self.system_tier is None else self.system_tier.key,
            "system_reason_code": self.system_reason,
            "system_reason": None if self.system_words is None else self.system_words.say(lang),
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
    system = row.get("system_tier", row["tier"])
    system_reason = row.get("system_reason") or row["reason"]
    score = None if row["total"] is None else Decimal(row["total"]) / MILLION
    return Explanation(
        customer_id=row["customer_id"],
        name=row.get("name"),
        tier=tier,
        score=score,
        contributions=tuple(_contribution(one, row, scheme, currency) for one in scheme.scheme.criteria),
        system_reason=system_reason,
        reason=reason_words(row["reason"], row, scheme, currency=currency),
        facts=_facts(row, scheme, currency),
        scheme=scheme.scheme.name,
        version=scheme.version,
        system_tier=None if system is None else scheme.tier(system),
        system_words=reason_words(system_reason, row, scheme, currency=currency),
        reason_code=row["reason"],
    )


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


def _facts(row: Mapping[str, Any], scheme: CalibratedScheme, currency: str) -> tuple[tuple[Text, Text], ...]:
    """Measured figures that are no criterion: what rules ask, and what is shown beside."""
    taken = {criterion.column for criterion in scheme.scheme.criteria}
    facts = []
    for measure in scheme.measures():
        if measure.column in taken or measure.column not in row:
            continue
        metric = METRICS.get(measure.metric)
        label = metric.label
        if measure.window.kind != "all":
            words = Text("{label} ({window})", "{label}（{window}）")
            label = words.fill(label=label, window=measure.window.text)
        said, origin = value_words(row[measure.column], metric, currency), _origin(row, measure.column)
        facts.append((label, said if origin is None else _stated(said, origin)))
    return tuple(facts)


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)


_ALONE = Text("the standard alone: {reason}", "仅按标准：{reason}")


def _lines(explanation: Explanation, lang: Language) -> list[str]:
    """The explanation line by line: who and which tier, each criterion's way to points, the sum, the reason, facts."""
    who = explanation.customer_id if explanation.name is None else f"{explanation.customer_id} {explanation.name}"
    tier = UNGRADED if explanation.tier is None else explanation.tier.name
    head = Text("{who}: {tier}", "{who}：{tier}").fill(who=who, tier=tier).say(lang)
    found = [head, explanation.reason.say(lang)]
    if not explanation.is_as_the_standard_says and explanation.system_words is not None:
        found.append(_ALONE.fill(reason=explanation.system_words).say(lang))
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
                     "{label}：未知，按 {points} 分（满分 {most}）× {weight} = {adds}")  # fmt: skip
    elif one.is_share and one.points is not None:
        words = Text("{label}: {value} ({band}) → {points} of {most} points, weight {weight}: {adds} of the score",
                     "{label}：{value}（{band}）→ {points}/{most} 分，权重 {weight}：占总评分 {adds} 分")  # fmt: skip
    elif one.points is None:
        return Text("{label}: unknown", "{label}：未知").fill(label=one.label).say(lang)
    else:
        words = Text("{label}: {value} ({band}) → {points} of {most} points × {weight} = {adds}",
                     "{label}：{value}（{band}）→ {points} 分（满分 {most}）× {weight} = {adds}")  # fmt: skip
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
