"""The parts of a standard as people write them: criteria, tiers with icon and service, limits, ungraded states."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from fenji.grades.rule import Condition, Options, Rule, WrittenWindow, column_name
from fenji.language import Text, read_text
from fenji.scores.bands import Number
from fenji.scores.scorer import SCORERS, Scorer
from fenji.scores.total import WHOLE

Shape = Literal[
    "crown", "diamond", "star", "shield", "medal", "leaf", "circle", "hexagon", "square", "triangle", "heart", "flag"
]
Pattern = Literal["solid", "stripes", "dots", "grid", "rings", "outline"]
SHAPES: tuple[str, ...] = get_args(Shape)
PATTERNS: tuple[str, ...] = get_args(Pattern)
_KEY = re.compile(r"[^\W\d][\w-]{0,39}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def _text(value: Any) -> Text:
    if isinstance(value, Text):
        return value
    if isinstance(value, Mapping):
        strange = sorted(set(map(str, value)) - {"zh", "en"})
        if strange or not value or any(not isinstance(word, str) for word in value.values()):
            raise ValueError("words are one text, or {zh: …, en: …}; a text with a comma stands in quotes")
        return read_text(value)
    if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
        return read_text(str(value).strip())
    raise ValueError("words are one text, or {zh: …, en: …}; a text with a comma stands in quotes")


def _key(value: Any) -> str:
    name = str(value)
    if not _KEY.fullmatch(name):
        raise ValueError(f"'{name}' is no name: a letter or a Chinese character first, then letters, digits, _ or -")
    return name


def _colour(value: Any) -> str:
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise ValueError(f"'{value}' is no colour: write it as \"#1F6FB2\", in quotes")
    return value.upper()


def read_weight(value: Any) -> int:
    """A weight as basis points from `25%` or 0.25.

    >>> read_weight("12.5%"), read_weight(Decimal("0.25"))
    (1250, 2500)
    """
    words = str(value).strip()
    try:
        share = Decimal(words.rstrip("%％ ")) / (100 if words.endswith(("%", "％")) else 1)
    except ArithmeticError:
        raise ValueError(f"'{value}' is no weight: write 25% or 0.25") from None
    points = share * WHOLE
    if isinstance(value, bool) or not share.is_finite() or not 0 < share <= 1 or points != int(points):
        raise ValueError(f"'{value}' is no weight: write 25% or 0.25, at most two decimals of a percent")
    return int(points)


def _write_weight(weight_bp: int) -> str:
    return f"{(Decimal(weight_bp) / 100).normalize():f}%"


def _scorer(value: Any) -> Any:
    if isinstance(value, Scorer):
        return value
    given = {"kind": value} if isinstance(value, str) else value
    if not isinstance(given, Mapping) or not isinstance(given.get("kind"), str):
        raise ValueError(f"a scorer is one of: {', '.join(SCORERS)}; with settings {{kind: quantiles, bins: 5}}")  # noqa: TRY004
    kind = given["kind"]
    if kind not in SCORERS:
        raise ValueError(f"unknown scorer '{kind}'")
    return SCORERS.get(kind).model_validate(dict(given))


def _write_scorer(scorer: Scorer) -> dict[str, Any]:
    written = scorer.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"kind": scorer.kind, **written}


def _write_text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


Words = Annotated[Text, BeforeValidator(_text), PlainSerializer(_write_text, return_type=dict)]
Key = Annotated[str, BeforeValidator(_key)]
Colour = Annotated[str, BeforeValidator(_colour)]
Weight = Annotated[int, BeforeValidator(read_weight), PlainSerializer(_write_weight, return_type=str)]
WrittenScorer = Annotated[Scorer, BeforeValidator(_scorer), PlainSerializer(_write_scorer, return_type=dict)]
NONE = Text("", "")
BADGE_LETTERS = 4


def _badge_words(value: Any) -> Text:
    words = _text(value)
    if max(len(words.zh), len(words.en)) > BADGE_LETTERS:
        raise ValueError(f"a badge has room for {BADGE_LETTERS} letters")
    return words


def _write_badge_words(text: Text) -> str | dict[str, str]:
    return text.zh if text.zh == text.en else _write_text(text)


def _price(value: Any) -> Decimal:
    """Percent of the list price, from `95%` or 95.

    >>> _price("95%"), _price(100)
    (Decimal('95'), Decimal('100'))
    """
    try:
        price = Decimal(str(value).strip().rstrip("%％ "))
    except ArithmeticError:
        raise ValueError(f"'{value}' is no price: write 95% of the list price") from None
    if isinstance(value, bool) or not price.is_finite() or not 0 < price <= 1000:
        raise ValueError(f"'{value}' is no price: write 95% of the list price")
    return price


def _write_price(price: Decimal) -> str:
    return f"{price.normalize():f}%"


Use = Literal["service", "marketing", "credit", "price"]
Price = Annotated[Decimal, BeforeValidator(_price), PlainSerializer(_write_price, return_type=str)]
BadgeWords = Annotated[Text, BeforeValidator(_badge_words), PlainSerializer(_write_badge_words)]


class Part(BaseModel):
    """What every part keeps to: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True)


def _is_nothing(weight_bp: int) -> bool:
    return weight_bp == 0


class Criterion(Part):
    """A metric with its weight and scorer. Without a window of its own it has the scheme's.

    The weight is left out where the scheme's `weights_by` finds it.
    `name` is the metric's name unless another is written (two criteria on one metric need two names). `better`
    is the metric's own direction unless written.
    """

    metric: str
    name: Key = ""
    label: Words | None = None
    weight_bp: Weight = Field(default=0, alias="weight", exclude_if=_is_nothing)
    window: WrittenWindow | None = None
    options: Options
    better: Literal["higher", "lower"] | None = None
    scorer: WrittenScorer

    @model_validator(mode="before")
    @classmethod
    def _named_after_its_metric(cls, data: Any) -> Any:
        if isinstance(data, Mapping) and not data.get("name") and "metric" in data:
            return {**data, "name": data["metric"]}
        return data

    @property
    def column(self) -> str:
        """The measured column."""
        return column_name(self.metric, self.window, self.options)


def _is_empty(value: tuple[Any, ...]) -> bool:
    return not value


def _is_none(value: Any) -> bool:
    return value is None


class Icon(Part):
    """A tier's badge: a shape, a pattern and a short text, so that it is told apart without its colour."""

    shape: Shape = "circle"
    pattern: Pattern = "solid"
    text: BadgeWords = NONE
    colour: Colour = "#5B6770"


class Tier(Part):
    """A named, ranked grade: how it is reached, how it looks, what it is given.

    Reached in exactly one way: `from_score` (that score itself included), `when` (a rule), or `rest: true` for
    everyone who is left. `literal` keeps the company's own wording where `when` closes its gaps; it grades nobody,
    the check counts by it. An icon without a colour has the tier's. `use` says what the grade is used for; `price` what
    this tier pays for the same goods under the same conditions, in percent of the list price (`price: 95%`).
    """

    key: Key
    name: Words
    colour: Colour
    icon: Icon = Icon()
    from_score: Number | None = None
    when: Condition | None = None
    rest: bool = False
    literal: Condition | None = None
    benefits: Words = NONE
    service: Words = NONE
    use: tuple[Use, ...] = Field(default=(), exclude_if=_is_empty)
    price: Price | None = Field(default=None, exclude_if=_is_none)

    @model_validator(mode="before")
    @classmethod
    def _icon_has_the_colour(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or not isinstance(data.get("icon", {}), Mapping):
            return data
        is_right = isinstance(data.get("colour"), str) and _COLOUR.fullmatch(data["colour"])
        own = {"colour": data["colour"]} if is_right else {}
        return {**data, "icon": {**own, **data.get("icon", {})}}

    def ways(self) -> list[str]:
        """The ways it is reached, as written; exactly one is right."""
        written = {"from_score": self.from_score is not None, "when": self.when is not None, "rest": self.rest}
        return [name for name, is_written in written.items() if is_written]

    def rules(self) -> list[Rule]:
        """Every rule it names."""
        return [rule for rule in (self.when, self.literal) if rule is not None]


class UngradedState(Part):
    """Who is not graded, and what that is called: too new, for example. Not the lowest tier: no tier."""

    name: Key
    label: Words = NONE
    when: Condition


class Limit(Part):
    """Whoever meets the condition is never graded above a tier (封顶).

    It is stronger than transition rules, unless `at_once: false` lets protection hold it back.
    """

    name: Key
    label: Words = NONE
    when: Condition
    never_above: Key
    at_once: bool = Field(default=True, exclude_if=bool)


class Judgement(Part):
    """A subjective item (主观评分项): what a person judges, and the most points it can be given.

    A criterion counts it by the metric `judged_points` with the option `item`.
    """

    item: Key
    label: Words = NONE
    most: Number = Decimal(10)


class Shown(Part):
    """A metric that is shown beside the grade and decides nothing."""

    metric: str
    window: WrittenWindow | None = None
    options: Options

    @model_validator(mode="before")
    @classmethod
    def _a_bare_name(cls, data: Any) -> Any:
        return {"metric": data} if isinstance(data, str) else data

    @property
    def column(self) -> str:
        """The measured column."""
        return column_name(self.metric, self.window, self.options)
