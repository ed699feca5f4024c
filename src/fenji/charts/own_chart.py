"""A chart that people make themselves: a measure, what it is divided by, whom it counts, and how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from fenji.grades.rule import Rule
from fenji.scores.bands import Number
from fenji.segments.condition import read_condition
from fenji.segments.segmentation import Part, Words, mistake

How = Literal["count", "sum", "average", "median", "share", "each"]
Kind = Literal["bar", "line", "pie", "donut", "scatter", "heat", "histogram", "table"]
HOWS: tuple[How, ...] = get_args(How)
KINDS: tuple[Kind, ...] = get_args(Kind)
CUSTOMERS, RUN, TIER = "customers", "run", "tier"
MOST_GROUPS, MOST_BINS = 30, 40
_SHORT: Mapping[str, dict[str, str]] = {"customers": {"count": CUSTOMERS}, "revenue": {"sum": "net_revenue"}}


def _measure(value: Any) -> Any:
    if isinstance(value, Measure):
        return value
    written = _SHORT.get(value, value) if isinstance(value, str) else value
    if not isinstance(written, Mapping) or len(written) != 1 or next(iter(written)) not in HOWS:
        raise mistake(
            "a measure is `customers`, `revenue`, or one of {sum: …}, {average: …}, {median: …}, {share: …}, {each: …}",
            "度量写作 customers、revenue，或 {sum: …}、{average: …}、{median: …}、{share: …}、{each: …} 之一",
        )
    ((how, of),) = written.items()
    if not isinstance(of, str) or not of.strip():
        raise mistake(f"`{how}` names a figure, such as net_revenue", f"`{how}` 后写指标名称，如 net_revenue")
    if how == "count" and of != CUSTOMERS:
        raise mistake("only customers are counted: write {count: customers}", "只能统计客户数：请写 {count: customers}")
    return {"how": how, "of": of.strip()}


def _by(value: Any) -> Any:
    if isinstance(value, By) or (isinstance(value, Mapping) and "name" in value):
        return value
    if not isinstance(value, str) or not value.strip():
        raise mistake(
            "a division is a name such as tier, or {name: net_revenue, bins: 6}",
            "分组写作名称（如 tier），或 {name: net_revenue, bins: 6}",
        )
    return {"name": value.strip()}


class Measure(Part):
    """What is measured: customers, or a figure of theirs summed, averaged, its median, its share, each one's own."""

    how: How
    of: str = CUSTOMERS

    @property
    def is_summed(self) -> bool:
        """Whether the parts make up the whole."""
        return self.how in ("count", "sum", "share")


class By(Part):
    """What customers are divided by; a figure in bins, so many of equal width or between the cuts."""

    name: str
    bins: int | None = Field(default=None, ge=2, le=MOST_BINS)
    cuts: tuple[Number, ...] | None = Field(default=None, min_length=1, max_length=MOST_BINS)

    @model_validator(mode="after")
    def _one_way(self) -> By:
        if self.bins is not None and self.cuts is not None:
            raise mistake("write bins or cuts, not both", "bins 与 cuts 只写其一")
        if self.cuts is not None and list(self.cuts) != sorted(set(self.cuts)):
            raise mistake("cuts rise from one to the next", "cuts 须由小到大，且不重复")
        return self


def _write_measure(value: Measure) -> dict[str, str] | str:
    short = next((name for name, written in _SHORT.items() if written == {value.how: value.of}), None)
    return short or {value.how: value.of}


def _write_by(value: By | None) -> dict[str, Any] | str | None:
    if value is None:
        return None
    if value.bins is None and value.cuts is None:
        return value.name
    return value.model_dump(mode="json", exclude_none=True)


def _write_rule(rule: Rule | None) -> dict[str, Any] | None:
    return None if rule is None else _as_written(rule.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def _as_written(value: Any) -> Any:
    """`is` and `is_not` as people write them."""
    if isinstance(value, dict):
        plain = {"one_of": "is", "none_of": "is_not"}
        return {plain.get(key, key): _as_written(each) for key, each in value.items()}
    return [_as_written(each) for each in value] if isinstance(value, list) else value


WrittenMeasure = Annotated[Measure, BeforeValidator(_measure), PlainSerializer(_write_measure)]
WrittenBy = Annotated[By, BeforeValidator(_by), PlainSerializer(_write_by)]
Tree = Annotated[Rule, BeforeValidator(read_condition), PlainSerializer(_write_rule)]


class OwnChart(Part):
    """One chart as a person writes it; closed and typed, nothing in it is ever evaluated as a program.

    `groups`: so many groups are drawn at most, the smallest beyond them together as one that says how many it holds.
    `only`: shown to that person alone; without it to everybody.
    """

    title: Words
    measure: WrittenMeasure = Measure(how="count")
    by: WrittenBy
    split: WrittenBy | None = None
    when: Tree | None = None
    kind: Kind = "bar"
    groups: int | None = Field(default=None, ge=2, le=MOST_GROUPS)
    only: str = ""

    def written(self) -> dict[str, Any]:
        """The chart as a person would write it: what is not set is left out."""
        found = self.model_dump(mode="json", exclude_none=True)
        return {name: value for name, value in found.items() if value != ""}

    def text(self) -> str:
        """The chart as a YAML file; read again it is the same one."""
        return yaml.safe_dump(_bare(self.written()), allow_unicode=True, sort_keys=False, width=120)


def _bare(value: Any) -> Any:
    """The same without empty parts, numbers as numbers."""
    if isinstance(value, dict):
        return {key: _bare(each) for key, each in value.items() if each is not None and each != {}}
    return [_bare(each) for each in value] if isinstance(value, list) else value
