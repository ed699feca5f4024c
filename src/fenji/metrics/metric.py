"""What a metric is: one number that describes a customer over a period, and the decorator that registers it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from fenji.language import Text
from fenji.metrics.window import Window
from fenji.registry import Registry

Better = Literal["higher", "lower", "neither"]
Function = Callable[..., Any]


@dataclass(frozen=True)
class Unit:
    """What a metric counts in, and therefore the type of its column."""

    name: str
    type: str
    text: Text


UNITS: Mapping[str, Unit] = {
    unit.name: unit
    for unit in (
        Unit("days", "int64", Text("days", "天")),
        Unit("months", "int64", Text("months", "个月")),
        Unit("orders", "int64", Text("orders", "单")),
        Unit("times", "int64", Text("times", "次")),
        Unit("kinds", "int64", Text("kinds", "种")),
        Unit("customers", "int64", Text("customers", "位")),
        Unit("money", "decimal(18, 2)", Text("money", "元")),
        Unit("money a month", "decimal(18, 2)", Text("money a month", "元/月")),
        Unit("money an order", "decimal(18, 2)", Text("money an order", "元/单")),
        Unit("orders a month", "decimal(18, 4)", Text("orders a month", "单/月")),
        Unit("share", "decimal(18, 4)", Text("share of 1", "占比(0–1)")),
        Unit("points of 100", "decimal(18, 4)", Text("points of 100", "百分制得分")),
        Unit("points", "decimal(18, 4)", Text("points", "分")),
        Unit("date", "date", Text("day", "日期")),
    )
}


@dataclass(frozen=True)
class Part:
    """A metric that another one is computed from, over the same window unless it names its own.

    `times`: over a window so many times as long (2: this period and the one before).
    """

    metric: str
    window: Window | None = None
    times: int = 1

    def over(self, window: Window) -> Window:
        """The window it is measured over where the other metric is asked over one."""
        return self.window or window.times(self.times)


@dataclass(frozen=True)
class Metric:
    """One number that describes a customer over a period.

    A metric either sums up one table (`parts` is empty: `function(table, period, **options)` gives an aggregate whose
    windows are `where=` filters) or combines sums (`function(values, period)` gives a column of the row's values: its
    parts by name, and the customer's own columns); either may give a `Ratio`. `tables`: the first is the one it sums
    up, others lend that one columns (`tables_of` says all it reads). `never` is the value of a customer with no row in
    a table that is recorded; if a table it needs has no rows at all, everybody's value is NULL.
    """

    name: str
    function: Function
    tables: tuple[str, ...]
    unit: Unit
    better: Better
    never: int | Decimal | None
    label: Text
    meaning: Text
    parts: Mapping[str, Part] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    is_protected: bool = False
    is_retired: bool = False

    @property
    def type(self) -> str:
        """The type of its column, as Ibis names it: int64, decimal(18, 2), decimal(18, 4) or date."""
        return self.unit.type

    @property
    def is_money(self) -> bool:
        """Whether its value is in the workspace's currency, so that a limit on it needs one."""
        return self.unit.name.startswith("money")

    @property
    def decimals(self) -> int:
        """How many decimals its value has."""
        return {"decimal(18, 2)": 2, "decimal(18, 4)": 4}.get(self.type, 0)

    @property
    def details(self) -> str:
        """Units, ends, NULL and ties: its docstring after the first line."""
        return inspect.cleandoc(self.function.__doc__ or "").partition("\n")[2].strip()


class OwnName(str):
    """The name of a metric that a standard defines itself: it brings the definition along, wherever the name goes.

    Two standards may give one name to two definitions; `identity` tells them apart. It compares like its letters.
    """

    __slots__ = ("definition", "entry")
    entry: Metric
    definition: str

    def __new__(cls, entry: Metric, definition: str) -> OwnName:
        """The entry's name; `definition` is the digest of all it depends on."""
        name = super().__new__(cls, entry.name)
        name.entry, name.definition = entry, definition
        return name

    def __getnewargs__(self) -> tuple[Any, ...]:
        """What a copy is made of."""
        return self.entry, self.definition


def identity(name: str) -> str:
    """A metric's name that says all of it: of one that a standard defines, with its definition.

    >>> identity("net_revenue")
    'net_revenue'
    """
    return f"{name}#{name.definition}" if isinstance(name, OwnName) else name


class Metrics(Registry[Metric]):
    """Every metric by name; a name that brings its own definition means that one."""

    def get(self, name: str, *, where: str = "") -> Metric:
        """The metric with that name; an unknown name is an error with the nearest guess."""
        return name.entry if isinstance(name, OwnName) else super().get(name, where=where)

    def find(self, name: str) -> Metric | None:
        """The metric with that name, or nothing."""
        return name.entry if isinstance(name, OwnName) else self.all().get(name)


METRICS = Metrics("fenji.metrics", Text("metric", "指标"))


def metric(
    *,
    label: Text,
    unit: str,
    better: Better,
    zh: str,
    table: str | tuple[str, ...] = (),
    of: Mapping[str, str | Part] | None = None,
    never: int | None = None,
) -> Callable[[Function], Function]:
    """Registers a function as a metric under its own name; its docstring's first line is what the interface says.

    `table`: what it sums up; further names are tables that lend it columns (products to order lines). `of`: the
    metrics it combines instead, name in `values` → metric. `zh`: the docstring's first line in Chinese.
    """
    tables = (table,) if isinstance(table, str) else table
    parts = {name: Part(part) if isinstance(part, str) else part for name, part in (of or {}).items()}

    def register(function: Function) -> Function:
        keywords = inspect.signature(function).parameters.values()
        METRICS.add(
            function.__name__,
            Metric(
                name=function.__name__,
                function=function,
                tables=tables,
                unit=UNITS[unit],
                better=better,
                never=never,
                label=label,
                meaning=Text(inspect.cleandoc(function.__doc__ or "").partition("\n")[0], zh),
                parts=parts,
                options=tuple(word.name for word in keywords if word.kind is word.KEYWORD_ONLY),
            ),
        )
        return function

    return register


def tables_of(entry: Metric) -> frozenset[str]:
    """Every table a metric reads, through its parts too."""
    through = (tables_of(METRICS.get(part.metric)) for part in entry.parts.values())
    return frozenset(entry.tables).union(*through)
