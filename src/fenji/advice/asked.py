"""Which customers a finding speaks of: a closed, typed question, as SQL, as a list's address, as words for a shell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal, Self
from urllib.parse import urlencode

from fenji.advice.derived import derived
from fenji.engines.engine import literal
from fenji.errors import FenjiError
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.result import Result

Operator = Literal["any_of", "is_not", "is", "at_least", "at_most", "from", "until", "known", "unknown"]
Value = str | Decimal | int | date | None
MISSING = "missing_total"  # asked for in points, kept in millionths of one
_SIGNS: Mapping[str, str] = {"is": "=", "at_least": ">=", "at_most": "<=", "from": ">=", "until": "<="}
_ALONE = ("known", "unknown")
_UNREAD = Text("the condition '{words}' is not understood", "无法识别条件“{words}”")
_HOW = Text(
    "Write tier=VIP, or column:operator:value with one of {known}: recency_days:at_least:60.",
    "写作 tier=VIP 或 column:operator:value（运算符可为 {known}）：recency_days:at_least:60。",
)
_NO_COLUMN = Text("there is no column '{words}' in this run", "本次评级没有“{words}”这一列")
_COLUMNS = Text("Columns: {known}.", "可用的列：{known}。")


@dataclass(frozen=True)
class Term:
    """One condition on one column: a closed operator with its values. `any_of` with None in it asks for the unknown."""

    column: str
    operator: Operator
    values: tuple[Value, ...] = ()

    def condition(self, name: str) -> tuple[str, list[object]]:
        """The condition on a column of that name in SQL, its values to be bound."""
        known = [value for value in self.values if value is not None]
        if self.operator in _ALONE:
            return f"{name} IS {'NOT ' if self.operator == 'known' else ''}NULL", []
        if self.operator == "is_not":
            return f"{name} IS DISTINCT FROM ?", list(self.values)
        if self.operator == "any_of":
            either = [f"{name} IN ({', '.join('?' for _ in known)})"] if known else []
            either += [f"{name} IS NULL"] if len(known) < len(self.values) else []
            return f"({' OR '.join(either)})", list(known)
        if self.column == MISSING:
            return f"{name} {_SIGNS[self.operator]} CAST(? * 1000000 AS BIGINT)", list(self.values)
        return f"{name} {_SIGNS[self.operator]} ?", list(self.values)

    def pairs(self) -> Iterator[tuple[str, str]]:
        """As the address of a list has it."""
        if self.operator == "any_of":
            yield from ((self.column, "" if value is None else str(value)) for value in self.values)
        else:
            yield "where", self._written

    def written(self) -> Iterator[str]:
        """As `--where` takes it, one text an option; several values of a column are either."""
        if self.operator == "any_of":
            yield f"{self.column}={','.join('' if value is None else str(value) for value in self.values)}"
        else:
            yield self._written

    @property
    def _written(self) -> str:
        return ":".join([self.column, self.operator, *(str(value) for value in self.values)])


@dataclass(frozen=True)
class Asked:
    """Customers for whom every term holds; without terms everybody."""

    terms: tuple[Term, ...] = ()

    def condition(self, columns: Mapping[str, str]) -> tuple[str, list[object]]:
        """The whole condition; `columns` gives each column's expression where it is no plain name."""
        parts, values = ["TRUE"], list[object]()
        for term in self.terms:
            part, bound = term.condition(columns.get(term.column, _quoted(term.column)))
            parts.append(part)
            values += bound
        return " AND ".join(parts[1:] or parts), values

    def among(self, result: Result) -> Result:
        """The customers it finds as a result of its own, with the columns that follow from others beside."""
        sql, values = self.condition(names_of(result))
        parts = sql.split("?")
        written = "".join(part + (_literal(value) if value is not None else "") for part, value in zip(
            parts, [*values, None], strict=True))  # fmt: skip
        follow = "".join(f", {one.sql} AS {_quoted(one.name)}" for one in derived(result))
        relation = f"(SELECT *{follow} FROM {result.relation} WHERE {written})"
        columns = (*result.columns, *(one.name for one in derived(result)))
        return replace(result, relation=relation, columns=columns)

    @property
    def address(self) -> str:
        """The query of the list that shows exactly these customers.

        >>> Asked((Term("tier", "any_of", ("VIP",)), Term("missing_total", "at_most", (5,)))).address
        '?tier=VIP&where=missing_total%3Aat_most%3A5'
        """
        return "?" + urlencode([pair for term in self.terms for pair in term.pairs()])

    @property
    def options(self) -> tuple[str, ...]:
        """What `--where` is given, one text each time.

        >>> Asked((Term("stage", "any_of", ("at_risk", "churned")), Term("warned_on", "known"))).options
        ('stage=at_risk,churned', 'warned_on:known')
        """
        return tuple(one for term in self.terms for one in term.written())

    @classmethod
    def read(cls, written: Sequence[str], columns: Sequence[str]) -> Self:
        """What `--where` was given; every column must be one of `columns`."""
        return cls(tuple(_read(one, columns) for one in written))


def those(column: str, *values: str | None) -> Term:
    """The customers with one of these values of a choice."""
    return Term(column, "any_of", values)


def names_of(result: Result) -> dict[str, str]:
    """The expression of every column that can be asked for, those of a run and those that follow from them."""
    plain = {name: _quoted(name) for name in result.columns}
    return {**plain, **{one.name: one.sql for one in derived(result)}}


def _read(written: str, columns: Sequence[str]) -> Term:
    how = _HOW.fill(known=", ".join(("is_not", *_SIGNS, *_ALONE)))
    refused = FenjiError(_UNREAD.fill(words=written), where="--where", fix=how)
    name, sign, rest = written.partition("=")
    if sign and ":" not in name:
        term = Term(name, "any_of", tuple(value or None for value in rest.split(",")))
    else:
        name, _, rest = written.partition(":")
        operator, _, value = rest.partition(":")
        if operator in _ALONE and not value:
            term = Term(name, operator)  # type: ignore[arg-type]
        elif operator in (*_SIGNS, "is_not") and value:
            term = Term(name, operator, (_value(operator, value, refused),))  # type: ignore[arg-type]
        else:
            raise refused
    if name not in columns:
        fix = _COLUMNS.fill(known=", ".join(sorted(columns)))
        raise FenjiError(_NO_COLUMN.fill(words=name), where="--where", fix=fix)
    return term


def _value(operator: str, written: str, refused: FenjiError) -> Value:
    try:
        if operator in ("from", "until"):
            return date.fromisoformat(written)
        return written if operator in ("is", "is_not") else Decimal(written)
    except (ValueError, InvalidOperation):
        raise refused from None


def _literal(value: object) -> str:
    if isinstance(value, date):
        return f"DATE '{value}'"
    return literal(value) if isinstance(value, str) else str(value)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
