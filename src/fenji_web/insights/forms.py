"""What a page of charts is filtered by, as its address says it: values of tiers, segments and moves, by column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode

from fenji_web.library import Text

if TYPE_CHECKING:
    from django.http import QueryDict

    from fenji_web.customers.access import Column

MOST = 20
_BOTH, _OR = Text("; ", "；"), Text(" or ", "或")
_ONE = Text("{label} {value}", "{label}为{value}")


@dataclass(frozen=True)
class Chip:
    """One thing that the page is filtered by, and the page's query without it."""

    words: Text
    query: str


@dataclass(frozen=True)
class Chosen:
    """The values asked of each column (an empty one: unknown); nothing means all customers."""

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    columns: Mapping[str, Column] = field(default_factory=dict)

    @classmethod
    def read(cls, asked: QueryDict, columns: Mapping[str, Column]) -> Self:
        """The filter of an address; columns and values that are not known are left out."""
        found = {}
        for name, column in columns.items():
            known = {"", *(key for key, _ in column.choices)}
            values = tuple(dict.fromkeys(value for value in asked.getlist(name)[:MOST] if value in known))
            if values:
                found[name] = values
        return cls(found, columns)

    def __bool__(self) -> bool:
        return bool(self.values)

    @property
    def key(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The same filter is the same key."""
        return tuple(sorted(self.values.items()))

    @property
    def where(self) -> dict[str, list[str | None]]:
        """The filter as a result reads it."""
        return {name: [value or None for value in values] for name, values in self.values.items()}

    @property
    def query(self) -> str:
        """As the address has it, with the question mark; empty for all customers."""
        return _query(self.values)

    @property
    def words(self) -> Text:
        """Who is counted, in words."""
        said = []
        for name, values in self.values.items():
            texts = [self.columns[name].choice(value) for value in values]
            value = Text(_OR.en.join(one.en for one in texts), _OR.zh.join(one.zh for one in texts))
            said.append(_ONE.fill(label=self.columns[name].label, value=value))
        return Text(_BOTH.en.join(one.en for one in said), _BOTH.zh.join(one.zh for one in said))

    def chips(self) -> list[Chip]:
        """Every value as a chip that takes itself away."""
        return [
            Chip(_ONE.fill(label=self.columns[name].label, value=self.columns[name].choice(value)),
                 self.toggled(name, value))
            for name, values in self.values.items() for value in values
        ]  # fmt: skip

    def toggled(self, name: str, value: str) -> str:
        """The query with one value more, or without it where it is there."""
        now = self.values.get(name, ())
        then = tuple(one for one in now if one != value) if value in now else (*now, value)
        return _query(
            {**{key: held for key, held in self.values.items() if key != name}, **({name: then} if then else {})}
        )

    def has(self, name: str, value: str) -> bool:
        """Whether that value is asked for."""
        return value in self.values.get(name, ())


def _query(values: Mapping[str, tuple[str, ...]]) -> str:
    pairs = [(name, value) for name, held in values.items() for value in held]
    return f"?{urlencode(pairs)}" if pairs else ""
