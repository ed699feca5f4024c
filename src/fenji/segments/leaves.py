"""Conditions on a customer's own attributes and on other segments: the leaves that grades' rules don't have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, model_validator

from fenji.grades import words
from fenji.grades.rule import Rule, WrittenWindow
from fenji.language import Text, same, say_number
from fenji.metrics.window import Window
from fenji.scores import compare
from fenji.scores.bands import Number
from fenji.segments.attributes import ATTRIBUTES, DAYS_SINCE
from fenji.segments.segmentation import mistake

if TYPE_CHECKING:
    import ibis.expr.types as ir


def _several(value: Any) -> Any:
    items = value if isinstance(value, list | tuple) else (value,)
    if not items or any(isinstance(item, Mapping | list | tuple) or item is None for item in items):
        raise mistake("name one value, or several in a list: [a, b]", "请写一个值，或用列表写多个值：[a, b]")
    return tuple(str(item) for item in items)


def _day(value: Any) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value).strip().replace("/", "-"))
    except ValueError:
        raise mistake(f"'{value}' is no day: write it as 2024-06-30", f"“{value}”不是日期：请写成 2024-06-30") from None


Several = Annotated[tuple[str, ...], BeforeValidator(_several)]
Day = Annotated[date, BeforeValidator(_day), PlainSerializer(str, return_type=str)]
_TEXT = ("one_of", "none_of", "contains", "starts_with")
_NUMBER = ("above", "at_least", "below", "at_most")
_DATE = ("before", "after", "on_or_before", "on_or_after", "within")
_OPERATORS: Mapping[str, tuple[str, ...]] = {"text": _TEXT, "number": (*_NUMBER, "one_of", "none_of"), "date": _DATE,
                                             "truth": ("one_of",)}  # fmt: skip
_WRITTEN = {"one_of": "is", "none_of": "is_not"}


def _plain_words(data: Any) -> Any:
    """`is` and `is_not`, which are no names in Python, by the names of their fields."""
    names = {"is": "one_of", "is_not": "none_of"}
    return {names.get(key, key): value for key, value in data.items()} if isinstance(data, Mapping) else data


class FieldIs(Rule):
    """One attribute of the customer compared; several operators must all hold.

    Text: `is`, `is_not` (one value or a list), `contains`, `starts_with`, letters as written. Whole numbers (age):
    `is`, `is_not`, `above`, `at_least`, `below`, `at_most`. Dates: `before`, `after` (the day itself not),
    `on_or_before`, `on_or_after` (the day itself too), `within: 30 days` (of the as-of day, itself included; a day to
    come is not within). Yes or no: `is: true`. Any: `is_known: true` or `false`. Unknown holds nothing else.
    """

    field: str
    one_of: Several | None = None
    none_of: Several | None = None
    contains: str | None = None
    starts_with: str | None = None
    above: Number | None = None
    at_least: Number | None = None
    below: Number | None = None
    at_most: Number | None = None
    before: Day | None = None
    after: Day | None = None
    on_or_before: Day | None = None
    on_or_after: Day | None = None
    within: WrittenWindow | None = None
    is_known: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, data: Any) -> Any:
        return _plain_words(data)

    @model_validator(mode="after")
    def _fits_its_type(self) -> FieldIs:
        if self.field not in ATTRIBUTES:
            return self  # an unknown name is said by the check, with a guess
        asked, allowed = self.asked(), _OPERATORS[ATTRIBUTES[self.field].type]
        strange = [_WRITTEN.get(name, name) for name in asked if name not in (*allowed, "is_known")]
        if strange:
            fits = ", ".join(_WRITTEN.get(name, name) for name in (*allowed, "is_known"))
            raise mistake(
                f"'{strange[0]}' doesn't fit the field '{self.field}': choose of {fits}",
                f"“{strange[0]}”不适用于字段“{self.field}”：可用 {fits}",
            )
        if not asked:
            raise mistake(
                "a condition on a field needs an operator such as is, contains, at_least or within",
                "字段条件需要运算符，如 is、contains、at_least、within",
            )
        if self.within is not None and self.within.kind != "days":
            raise mistake("within counts days: write '30 days'", "within 按天计：请写 30 days")
        if ATTRIBUTES[self.field].type == "number" and not all(word.isdecimal() for word in self._words()):
            raise mistake("a whole number is needed here", "此处应为整数")
        if ATTRIBUTES[self.field].type == "truth" and self.one_of not in (None, ("True",), ("False",)):
            raise mistake("yes or no is written true or false", "是或否请写 true 或 false")
        return self

    def _words(self) -> tuple[str, ...]:
        return (*(self.one_of or ()), *(self.none_of or ()))

    def asked(self) -> dict[str, Any]:
        """The operators written and their values."""
        return {name: value for name, value in self if name != "field" and value is not None}

    @property
    def columns(self) -> tuple[str, ...]:
        """The attributes it looks at."""
        only_within = set(self.asked()) == {"within"}
        since = (f"{DAYS_SINCE}{self.field}",) if self.within is not None else ()
        return since if only_within else (self.field, *since)

    def truth(self, table: ir.Table) -> ir.BooleanValue:
        """All operators hold."""
        return reduce(and_, [self._one(table, name, value) for name, value in self.asked().items()])

    def truth_of(self, row: Mapping[str, Any]) -> bool | None:
        """All operators hold, three-valued."""
        truths = [self._one_of_row(row, name, value) for name, value in self.asked().items()]
        return False if False in truths else None if None in truths else True

    def say(self, currency: str | None = None) -> Text:
        """For example: Age at least 30."""
        del currency
        known = ATTRIBUTES.get(self.field)
        name = known.label if known else same(self.field)
        said = [_SAID[key].fill(n=_value_text(value)) for key, value in self.asked().items() if key != "is_known"]
        if self.is_known is not None:
            said.append(_KNOWN if self.is_known else _NOT_KNOWN)
        return Text("{name} {said}", "{name}{said}").fill(name=name, said=words.joined(said, Text(" and ", "且")))

    def _one(self, table: ir.Table, name: str, value: Any) -> ir.BooleanValue:
        import ibis

        if name == "within":
            days = table[f"{DAYS_SINCE}{self.field}"]
            return (days >= 0) & (days < value.length)
        column = table[self.field]
        if name == "is_known":
            return column.notnull() if value else column.isnull()
        if name in ("contains", "starts_with"):
            return column.contains(value) if name == "contains" else column.startswith(value)
        if name in _NUMBER:
            return getattr(compare, name)(column, value)
        if name in _DATE:
            return _DATES[name](column, ibis.date(value))
        same_as = reduce(or_, [column == _typed(self.field, word) for word in value])
        return ~same_as if name == "none_of" else same_as

    def _one_of_row(self, row: Mapping[str, Any], name: str, value: Any) -> bool | None:
        if name == "within":
            days = row[f"{DAYS_SINCE}{self.field}"]
            return None if days is None else 0 <= days < value.length
        mine = row[self.field]
        if name == "is_known":
            return (mine is not None) is value
        if mine is None:
            return None
        if name in _HOLDS:
            return bool(_HOLDS[name](mine, value))
        if name in _DATES:
            return bool(_DATES[name](mine, value))
        is_in = mine in [_typed(self.field, word) for word in value]
        return is_in is (name == "one_of")


class SegmentIs(Rule):
    """The customer's segment in another segmentation: `{segment: stage, is: [active, loyal]}`, by key."""

    segment: str
    one_of: Several | None = None
    none_of: Several | None = None

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, data: Any) -> Any:
        return _plain_words(data)

    @model_validator(mode="after")
    def _names_one(self) -> SegmentIs:
        if (self.one_of is None) == (self.none_of is None):
            raise mistake("a condition on a segment has either is or is_not", "客群条件须写 is 或 is_not 之一")
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """The segments named."""
        return self.one_of or self.none_of or ()

    def truth(self, table: ir.Table) -> ir.BooleanValue:
        """Whether the customer is in one of them, or known to be in none of them."""
        inside = reduce(or_, [table[self.segment] == key for key in self.keys])
        return ~inside if self.none_of is not None else inside

    def truth_of(self, row: Mapping[str, Any]) -> bool | None:
        """The same of one row."""
        mine = row[self.segment]
        return None if mine is None else (mine in self.keys) is (self.one_of is not None)

    def say(self, currency: str | None = None) -> Text:
        """For example: stage is active or loyal."""
        del currency
        key = "one_of" if self.one_of is not None else "none_of"
        return Text("{name} {said}", "{name}{said}").fill(
            name=self.segment, said=_SAID[key].fill(n=_value_text(self.keys))
        )


_DATES: Mapping[str, Any] = {
    "before": lambda mine, day: mine < day,
    "after": lambda mine, day: mine > day,
    "on_or_before": lambda mine, day: mine <= day,
    "on_or_after": lambda mine, day: mine >= day,
}
_HOLDS: Mapping[str, Any] = {
    "above": lambda mine, number: mine > number,
    "at_least": lambda mine, number: mine >= number,
    "below": lambda mine, number: mine < number,
    "at_most": lambda mine, number: mine <= number,
    "contains": lambda mine, part: part in mine,
    "starts_with": lambda mine, part: mine.startswith(part),
}
_KNOWN, _NOT_KNOWN = Text("is known", "已知"), Text("is not known", "未知")
_SAID: Mapping[str, Text] = {
    "one_of": Text("is {n}", "为{n}"),
    "none_of": Text("is not {n}", "不为{n}"),
    "contains": Text("contains {n}", "含“{n}”"),
    "starts_with": Text("starts with {n}", "以“{n}”开头"),
    "above": Text("more than {n}", "大于{n}（不含）"),
    "at_least": Text("at least {n}", "不低于{n}（含）"),
    "below": Text("less than {n}", "小于{n}（不含）"),
    "at_most": Text("at most {n}", "不超过{n}（含）"),
    "before": Text("before {n}", "早于{n}"),
    "after": Text("after {n}", "晚于{n}"),
    "on_or_before": Text("on or before {n}", "不晚于{n}"),
    "on_or_after": Text("on or after {n}", "不早于{n}"),
    "within": Text("within the {n}", "在{n}内"),
}


def _value_text(value: Any) -> Text:
    if isinstance(value, tuple):
        return Text(" or ".join(value), "或".join(value))
    if isinstance(value, Window):
        return value.text
    return same(say_number(value, "en", decimals=6) if isinstance(value, Decimal) else str(value))


def _typed(field: str, word: str) -> Any:
    kind = ATTRIBUTES[field].type if field in ATTRIBUTES else "text"
    return int(word) if kind == "number" else word == "True" if kind == "truth" else word
