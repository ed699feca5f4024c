"""A chart as it stands in the form: what is measured, divided by, drawn; its conditions as those of segments."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

from fenji_web.own_segments.forms import Draft, Group, Line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from fenji_web.library import OwnChart
    from fenji_web.own_segments.forms import Askable

KINDS = ("bar", "line", "donut", "pie", "heat", "scatter", "histogram", "table")
HOWS = ("count", "sum", "average", "median", "share")
BY_FIGURE = ("scatter", "histogram")
SPLITS = ("bar", "line", "heat", "scatter", "table")
SUMMED = ("count", "sum", "share")
CUSTOMERS, USUAL, LONGEST = "customers", "net_revenue", 80


@dataclass(frozen=True)
class Sketch:
    """The form as it was sent; `name` is empty while the chart is new, `digest` says what it was made from."""

    name: str = ""
    zh: str = ""
    en: str = ""
    kind: str = "bar"
    how: str = "count"
    of: str = USUAL
    by: str = "tier"
    by_figure: str = USUAL
    split: str = ""
    groups: str = ""
    bins: str = ""
    is_shared: bool = False
    conditions: Draft = field(default_factory=Draft)
    digest: str = ""

    @classmethod
    def read(cls, sent: QueryDict, *, name: str = "") -> Self:
        """The form as it was sent; choices nobody offered become the usual ones."""

        def word(key: str, usual: str = "") -> str:
            return sent.get(key, usual).strip()[:LONGEST]

        kind, how = word("kind"), word("how")
        return cls(
            name, word("zh"), word("en"), kind if kind in KINDS else "bar", how if how in HOWS else "count",
            word("of", USUAL), word("by", "tier"), word("by_figure", USUAL), word("split"), word("groups"),
            word("bins"), word("shared") == "1", Draft.read(sent, name=name), word("digest"),
        )  # fmt: skip

    @property
    def has_conditions(self) -> bool:
        """Whether any condition was begun; a line left empty is none."""
        return any(line.key for group in self.conditions.groups for line in group.lines)

    def written(self, asked: Mapping[str, Askable]) -> tuple[dict[str, Any] | None, Sketch]:
        """(the chart as a file has it, None where a condition cannot be read yet; the form with what is wrong)."""
        when = None
        if self.has_conditions:
            begun = replace(self.conditions, groups=_begun(self.conditions.groups))
            when, conditions = begun.written(asked)
            sketch = replace(self, conditions=conditions)
            if when is None:
                return None, sketch
        else:
            sketch = replace(self, conditions=replace(self.conditions, groups=(Group(),)))
        title = {"zh": self.zh or self.en or "-", "en": self.en or self.zh or "-"}
        plain = {"title": title, "measure": self._measure(), "by": self._by(), "kind": self.kind}
        split = self.split if self.kind in SPLITS else ""
        plain |= {"split": split} if split else {}
        plain |= {"when": when} if when is not None else {}
        has_groups = self.groups.isdecimal() and self.kind not in (*BY_FIGURE, "line")
        return plain | ({"groups": int(self.groups)} if has_groups else {}), sketch

    def _measure(self) -> dict[str, str]:
        of = USUAL if self.of == CUSTOMERS else self.of
        if self.kind == "scatter":
            return {"each": of}
        if self.how == "share":
            return {"share": CUSTOMERS if self.kind == "histogram" else self.of}
        if self.how == "count" or self.kind == "histogram":
            return {"count": CUSTOMERS}
        return {self.how: of}

    def _by(self) -> Any:
        if self.kind == "line":
            return "run"
        if self.kind not in BY_FIGURE:
            return self.by
        is_cut = self.kind == "histogram" and self.bins.isdecimal()
        return {"name": self.by_figure, "bins": int(self.bins)} if is_cut else self.by_figure


def sketch_of(name: str, chart: OwnChart, conditions: Draft | None, digest: str) -> Sketch | None:
    """A chart's file as a form; None where it says more than the form can."""
    by, split = chart.by, chart.split
    is_figure = chart.kind in BY_FIGURE
    if conditions is None or by.cuts is not None or (by.bins is not None and chart.kind != "histogram"):
        return None
    if split is not None and (split.bins is not None or split.cuts is not None):
        return None
    if chart.kind == "table" and by.name == "run":
        return None
    return Sketch(
        name, chart.title.zh, chart.title.en, chart.kind, "count" if chart.measure.how == "each" else chart.measure.how,
        USUAL if chart.measure.how == "count" else chart.measure.of, "tier" if is_figure else by.name,
        by.name if is_figure else USUAL, split.name if split else "", str(chart.groups or ""), str(by.bins or ""),
        not chart.only, conditions, digest,
    )  # fmt: skip


def _begun(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """The groups without lines and groups that were left empty."""
    kept = [replace(group, lines=tuple(line for line in group.lines if line != Line())) for group in groups]
    return tuple(group for group in kept if group.lines)
