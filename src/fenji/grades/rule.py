"""A rule on metrics: a closed, typed tree of conditions with its words; what is unknown does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from fenji.errors import SchemeError
from fenji.grades import words
from fenji.language import Text
from fenji.metrics.window import Window
from fenji.scores import compare
from fenji.scores.bands import Number, read_number

if TYPE_CHECKING:
    import ibis.expr.types as ir

Operator = Literal["above", "at_least", "below", "at_most", "is"]
OPERATORS: tuple[Operator, ...] = ("above", "at_least", "below", "at_most", "is")
WHOLE_LIFE = frozenset({
    "recency_days", "last_ordered_on", "first_ordered_on", "customer_since", "tenure_days", "historic_clv",
    "mark_count", "judged_points",
})  # fmt: skip
_EXPRESSIONS: Mapping[str, Callable[[Any, Decimal], Any]] = {
    "above": compare.above,
    "at_least": compare.at_least,
    "below": compare.below,
    "at_most": compare.at_most,
    "is": compare.equals,
}
_HOLDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "above": lambda value, number: bool(value > number),
    "at_least": lambda value, number: bool(value >= number),
    "below": lambda value, number: bool(value < number),
    "at_most": lambda value, number: bool(value <= number),
    "is": lambda value, number: bool(value == number),
}


def read_window(value: Any) -> Window:
    """A window as people write it: `90 days`, `12 months`, `all`."""
    try:
        return Window.read(value if isinstance(value, Window) else str(value))
    except SchemeError as error:
        raise ValueError(f"'{value}' is no window: write '90 days', '12 months' or 'all'") from error


WrittenWindow = Annotated[Window, BeforeValidator(read_window), PlainSerializer(str, return_type=str)]
Options = Annotated[dict[str, str], Field(default_factory=dict)]


def column_name(metric: str, window: Window | None, options: Mapping[str, str]) -> str:
    """The measured column: the bare name over the metric's usual window, else with the window behind it.

    >>> column_name("net_revenue", Window("all"), {}), column_name("order_count", None, {})
    ('net_revenue_all', 'order_count')
    """
    parts = [metric, *(str(options[key]) for key in sorted(options))]
    if window is not None:
        parts.append(window.slug)
    return "_".join(parts)


def usual_window(metric: str, window: Window) -> Window:
    """The window a metric has when none is written: the scheme's; all time for what looks at a whole life."""
    return Window("all") if metric in WHOLE_LIFE else window


class Rule(BaseModel):
    """A condition on one customer's metrics. `expression` runs on an engine, `holds` in Python; both agree.

    Unknown figures follow three-valued logic inside the tree (`any` may still hold by another branch, `not` of an
    unknown stays unknown); what is unknown in the end does not hold.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def expression(self, table: ir.Table) -> ir.BooleanValue:
        """Whether the rule holds, never NULL."""
        return self.truth(table).fill_null(False)

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Whether the rule holds for one measured row."""
        return self.truth_of(row) is True

    def truth(self, table: ir.Table) -> ir.BooleanValue:
        """True, false or NULL where not known."""
        raise TypeError(f"{type(self).__name__} has no expression over {table}")

    def truth_of(self, row: Mapping[str, Any]) -> bool | None:
        """True, false or None for one row."""
        raise TypeError(f"{type(self).__name__} cannot be asked of {row}")

    def comparisons(self) -> Iterator[Comparison]:
        """Every comparison in the tree, in the order written."""
        yield from ()

    def over(self, window: Window) -> Rule:
        """The same rule where a window that is the metric's usual one anyway is left off."""
        del window
        return self

    def say(self, currency: str | None = None) -> Text:
        """The rule in words, limits strict or inclusive as written."""
        raise TypeError(f"{type(self).__name__} has no words ({currency})")

    @property
    def text(self) -> Text:
        """The rule in words."""
        return self.say()


class Comparison(Rule):
    """One metric against numbers: above (>), at_least (≥), below (<), at_most (≤), is (=), between (both ends in).

    Several operators in one comparison must all hold: `{metric: x, at_least: 5, at_most: 10}`.
    """

    metric: str
    window: WrittenWindow | None = None
    options: Options
    above: Number | None = None
    at_least: Number | None = None
    below: Number | None = None
    at_most: Number | None = None
    equal: Number | None = Field(default=None, alias="is")

    @model_validator(mode="before")
    @classmethod
    def _between(cls, data: Any) -> Any:
        if not isinstance(data, Mapping) or "between" not in data:
            return data
        ends = data["between"]
        if not isinstance(ends, list | tuple) or len(ends) != 2 or read_number(ends[0]) > read_number(ends[1]):
            raise ValueError("between needs two numbers, the smaller first: [5, 10]")
        rest = {key: value for key, value in data.items() if key != "between"}
        if "at_least" in rest or "at_most" in rest:
            raise ValueError("between already says at_least and at_most")
        return {**rest, "at_least": ends[0], "at_most": ends[1]}

    @model_validator(mode="after")
    def _has_a_number(self) -> Comparison:
        if not self.limits():
            raise ValueError(f"a comparison needs one of: {', '.join(OPERATORS)}, between")
        return self

    @property
    def column(self) -> str:
        """The measured column compared."""
        return column_name(self.metric, self.window, self.options)

    def limits(self) -> list[tuple[Operator, Decimal]]:
        """The operators written and their numbers."""
        fields = ("above", "at_least", "below", "at_most", "equal")
        written = ((operator, getattr(self, field)) for operator, field in zip(OPERATORS, fields, strict=True))
        return [(operator, number) for operator, number in written if number is not None]

    def truth(self, table: ir.Table) -> ir.BooleanValue:
        """All operators hold."""
        column = table[self.column]
        return reduce(and_, [_EXPRESSIONS[operator](column, number) for operator, number in self.limits()])

    def truth_of(self, row: Mapping[str, Any]) -> bool | None:
        """All operators hold; None where the figure is unknown."""
        value = row[self.column]
        return None if value is None else all(_HOLDS[operator](value, number) for operator, number in self.limits())

    def comparisons(self) -> Iterator[Comparison]:
        """Itself."""
        yield self

    def over(self, window: Window) -> Comparison:
        """The same comparison; its own window stays only where it is another one."""
        is_usual = self.window == usual_window(self.metric, window)
        return self.model_copy(update={"window": None}) if is_usual else self

    def say(self, currency: str | None = None) -> Text:
        """For example: orders per month more than 10."""
        return words.comparison(self.metric, self.limits(), window=self.window, options=self.options, currency=currency)


class AllOf(Rule):
    """Every condition holds."""

    all: tuple[Condition, ...] = Field(min_length=1)

    def truth(self, table: ir.Table) -> ir.BooleanValue:
        """And."""
        return reduce(and_, [part.truth(table) for part in self.all])

    def truth_of(self, row: Mapping[str, Any]) -> bool | None:
        """And, three-valued."""
        truths = [part.truth_of(row) for part in self.all]
        return False if False in truths else None if None in truths else True

    def comparisons(self) -> Iterator[Comparison]:
        """Those of every part."""
        for part in self.all:
            yield from part.comparisons()

    def over(self, window: Window) -> AllOf:
        """Every part over the window."""
        return AllOf(all=tuple(part.over(window) for part in self.all))

    def say(self, currency: str | None = None) -> Text:
        """Parts joined by and."""
        return words.joined([part.say(currency) for part in self.all], words.AND, nested=_nested(self.all))


class AnyOf(Rule):
    """At least one condition holds."""

    any: tuple[Condition, ...] = Field(min_length=1)

    def truth(self, table: ir.Table) -> ir.BooleanValue:
        """Or."""
        return reduce(or_, [part.truth(table) for part in self.any])

    def truth_of(self, row: Mapping[str, Any]) -> bool | None:
        """Or, three-valued."""
        truths = [part.truth_of(row) for part in self.any]
        return True if True in truths else None if None in truths else False

    def comparisons(self) -> Iterator[Comparison]:
        """Those of every part."""
        for part in self.any:
            yield from part.comparisons()

    def over(self, window: Window) -> AnyOf:
        """Every part over the window."""
        return AnyOf(any=tuple(part.over(window) for part in self.any))

    def say(self, currency: str | None = None) -> Text:
        """Parts joined by or."""
        return words.joined([part.say(currency) for part in self.any], words.OR, nested=_nested(self.any))


class Not(Rule):
    """The condition is known not to hold."""

    part: Condition = Field(alias="not")

    def truth(self, table: ir.Table) -> ir.BooleanValue:
        """Not; unknown stays unknown."""
        return ~self.part.truth(table)

    def truth_of(self, row: Mapping[str, Any]) -> bool | None:
        """Not, three-valued."""
        truth = self.part.truth_of(row)
        return None if truth is None else not truth

    def comparisons(self) -> Iterator[Comparison]:
        """Those of the part."""
        yield from self.part.comparisons()

    def over(self, window: Window) -> Not:
        """The part over the window."""
        return Not(part=self.part.over(window))

    def say(self, currency: str | None = None) -> Text:
        """Not (…)."""
        return words.NOT.fill(part=self.part.say(currency))


_KINDS: Mapping[str, type[Rule]] = {"all": AllOf, "any": AnyOf, "not": Not}


def read_condition(value: Any) -> Any:
    """A condition as written: the key `all`, `any`, `not` or `metric` says which kind it is."""
    if isinstance(value, Rule):
        return value
    if not isinstance(value, Mapping):
        raise ValueError("a condition is {metric: …, above: …}, {all: […]}, {any: […]} or {not: …}")  # noqa: TRY004
    kind = next((rule for key, rule in _KINDS.items() if key in value), Comparison)
    return kind.model_validate(value)


def _write_condition(rule: Rule) -> dict[str, Any]:
    return rule.model_dump(mode="json", by_alias=True, exclude_defaults=True)


Condition = Annotated[Rule, BeforeValidator(read_condition), PlainSerializer(_write_condition, return_type=dict)]
for _kind in (AllOf, AnyOf, Not):
    _kind.model_rebuild()


def _nested(parts: tuple[Rule, ...]) -> list[bool]:
    return [isinstance(part, AllOf | AnyOf) for part in parts]
