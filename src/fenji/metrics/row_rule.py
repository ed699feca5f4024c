"""Which rows of a canonical table count: a closed tree of column, operator and value; what is unknown does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Annotated, Any

import ibis
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_validator

from fenji.language import Text
from fenji.tables.interactions import kind_words

if TYPE_CHECKING:
    import ibis.expr.types as ir

OPERATORS = ("is", "is_not", "one_of", "above", "at_least", "below", "at_most", "known")
NUMBERS = frozenset({"int64", "decimal(18,2)", "decimal(18,3)", "decimal(18,4)", "decimal(9,2)"})
_DAYS = frozenset({"date"})
_SLOT = "$fenji:"


def _value(value: Any) -> Any:
    if isinstance(value, bool | int | Decimal):
        return value
    if isinstance(value, str) and _SLOT not in value and len(value) <= 200:
        return value
    raise ValueError("a value is a text, a number, a day such as 2024-06-30, true or false")


Value = Annotated[Any, BeforeValidator(_value)]


class RowRule(BaseModel):
    """A condition on one row."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def truth(self, table: ir.Table, kinds: Mapping[str, str]) -> ir.BooleanValue:
        """True, false or NULL where not known; `kinds`: the types of the columns."""
        raise TypeError(f"{type(self).__name__} has no expression over {table} ({kinds})")

    def tests(self) -> Iterator[RowTest]:
        """Every test in the tree, in the order written."""
        yield from ()

    def say(self, labels: Mapping[str, Text]) -> Text:
        """The condition in words; `labels`: what the columns are called."""
        raise TypeError(f"{type(self).__name__} has no words ({labels})")


class RowTest(RowRule):
    """One column against values: `is`, `is_not`, `one_of`, above, at_least, below, at_most, `known: true`.

    Several operators in one test must all hold. Words are compared letter by letter; a kind of interaction by any of
    its words (电话, call).
    """

    column: str
    equal: Value | None = Field(default=None, alias="is")
    different: Value | None = Field(default=None, alias="is_not")
    one_of: tuple[Value, ...] = Field(default=(), max_length=200)
    above: Value | None = None
    at_least: Value | None = None
    below: Value | None = None
    at_most: Value | None = None
    known: bool | None = None

    @model_validator(mode="after")
    def _has_an_operator(self) -> RowTest:
        if not self.limits() and self.known is None:
            raise ValueError(f"a test of rows needs one of: {', '.join(OPERATORS)}")
        return self

    def limits(self) -> list[tuple[str, Any]]:
        """The operators written with their values, `known` left out."""
        fields = ("equal", "different", "one_of", "above", "at_least", "below", "at_most")
        written = ((name, getattr(self, field)) for name, field in zip(OPERATORS, fields, strict=False))
        return [(name, value) for name, value in written if value is not None and value != ()]

    def values(self) -> list[Any]:
        """Every value written."""
        return [one for _, value in self.limits() for one in (value if isinstance(value, tuple) else (value,))]

    def truth(self, table: ir.Table, kinds: Mapping[str, str]) -> ir.BooleanValue:
        """All operators hold."""
        column = table[self.column]
        truths = [_compared(column, name, value, kinds[self.column]) for name, value in self.limits()]
        if self.known is not None:
            truths.append(column.notnull() if self.known else column.isnull())
        return reduce(and_, truths)

    def tests(self) -> Iterator[RowTest]:
        """Itself."""
        yield self

    def say(self, labels: Mapping[str, Text]) -> Text:
        """For example: channel is 线上."""
        parts = [_said(name, value) for name, value in self.limits()]
        if self.known is not None:
            parts.append(Text("is known", "有记录") if self.known else Text("is unknown", "无记录"))
        both = Text(" and ".join(part.en for part in parts), "且".join(part.zh for part in parts))
        label = labels.get(self.column, Text(self.column, self.column))
        return Text("{label} {said}", "{label}{said}").fill(label=label, said=both)


class AllRows(RowRule):
    """Every condition holds."""

    all: tuple[WrittenRowRule, ...] = Field(min_length=1, max_length=50)

    def truth(self, table: ir.Table, kinds: Mapping[str, str]) -> ir.BooleanValue:
        """And."""
        return reduce(and_, [part.truth(table, kinds) for part in self.all])

    def tests(self) -> Iterator[RowTest]:
        """Those of every part."""
        for part in self.all:
            yield from part.tests()

    def say(self, labels: Mapping[str, Text]) -> Text:
        """Parts joined by and."""
        return _joined(self.all, labels, Text(" and ", "，并且"))


class AnyRow(RowRule):
    """At least one condition holds."""

    any: tuple[WrittenRowRule, ...] = Field(min_length=1, max_length=50)

    def truth(self, table: ir.Table, kinds: Mapping[str, str]) -> ir.BooleanValue:
        """Or."""
        return reduce(or_, [part.truth(table, kinds) for part in self.any])

    def tests(self) -> Iterator[RowTest]:
        """Those of every part."""
        for part in self.any:
            yield from part.tests()

    def say(self, labels: Mapping[str, Text]) -> Text:
        """Parts joined by or."""
        return _joined(self.any, labels, Text(" or ", "，或者"))


class NotRow(RowRule):
    """The condition is known not to hold."""

    part: WrittenRowRule = Field(alias="not")

    def truth(self, table: ir.Table, kinds: Mapping[str, str]) -> ir.BooleanValue:
        """Not; unknown stays unknown."""
        return ~self.part.truth(table, kinds)

    def tests(self) -> Iterator[RowTest]:
        """Those of the part."""
        yield from self.part.tests()

    def say(self, labels: Mapping[str, Text]) -> Text:
        """Not (…)."""
        return Text("not ({part})", "不满足（{part}）").fill(part=self.part.say(labels))


_TREES: Mapping[str, type[RowRule]] = {"all": AllRows, "any": AnyRow, "not": NotRow}


def read_row_rule(value: Any) -> Any:
    """A condition as written: the key `all`, `any`, `not` or `column` says which kind it is."""
    if isinstance(value, RowRule):
        return value
    if not isinstance(value, Mapping):
        raise ValueError("a condition on rows is {column: …, is: …}, {all: […]}, {any: […]} or {not: …}")  # noqa: TRY004
    return next((rule for key, rule in _TREES.items() if key in value), RowTest).model_validate(value)


def _write(rule: RowRule) -> dict[str, Any]:
    return rule.model_dump(mode="json", by_alias=True, exclude_defaults=True)


WrittenRowRule = Annotated[RowRule, BeforeValidator(read_row_rule), PlainSerializer(_write, return_type=dict)]
for _tree in _TREES.values():
    _tree.model_rebuild()


def fits(value: Any, kind: str) -> bool:
    """Whether a written value can be compared with a column of that type."""
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in NUMBERS:
        return isinstance(value, int | Decimal) and not isinstance(value, bool)
    if kind in _DAYS:
        return isinstance(value, str) and _is_day(value)
    return kind == "string" and isinstance(value, str | int) and not isinstance(value, bool)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _compared(column: ir.Column, operator: str, value: Any, kind: str) -> ir.BooleanValue:
    if operator == "one_of":
        words = [word for one in value for word in _words(column, one, kind)]
        return column.isin([_literal(word, kind) for word in words])
    if operator in {"is", "is_not"}:
        found = column.isin([_literal(word, kind) for word in _words(column, value, kind)])
        return found if operator == "is" else ~found
    number = _literal(value, kind)
    return {"above": column > number, "at_least": column >= number, "below": column < number,
            "at_most": column <= number}[operator]  # fmt: skip


def _words(column: ir.Column, value: Any, kind: str) -> tuple[Any, ...]:
    is_kind = kind == "string" and column.get_name() == "kind"
    return kind_words(str(value)) if is_kind else (value,)


def _literal(value: Any, kind: str) -> ir.Scalar:
    if kind == "string":
        return ibis.literal(str(value))
    if kind in _DAYS:
        return ibis.literal(str(value)).cast("date")
    if isinstance(value, Decimal):
        return ibis.literal(value, f"decimal(38, {max(0, -int(value.as_tuple().exponent))})")
    return ibis.literal(value)


def _joined(parts: tuple[RowRule, ...], labels: Mapping[str, Text], by: Text) -> Text:
    said = [part.say(labels) for part in parts]
    nested = [isinstance(part, AllRows | AnyRow) for part in parts]
    shown = [Text(f"({one.en})", f"（{one.zh}）") if inner else one for one, inner in zip(said, nested, strict=True)]
    return Text(by.en.join(one.en for one in shown), by.zh.join(one.zh for one in shown))


def _said(operator: str, value: Any) -> Text:
    shown = "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return _SAID[operator].fill(value=Text(shown.replace("、", ", "), shown) if isinstance(value, tuple) else shown)


_SAID: Mapping[str, Text] = {
    "is": Text("is {value}", "为{value}"),
    "is_not": Text("is not {value}", "不为{value}"),
    "one_of": Text("is one of {value}", "为{value}之一"),
    "above": Text("is more than {value}", "大于{value}（不含）"),
    "at_least": Text("is at least {value}", "不低于{value}（含）"),
    "below": Text("is less than {value}", "小于{value}（不含）"),
    "at_most": Text("is at most {value}", "不超过{value}（含）"),
}
