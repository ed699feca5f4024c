"""The groups of a chart: what customers are divided by, the smallest beyond the room together, unknown last."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from fenji.charts.numbers import calm_end
from fenji.charts.own.offer import FILTERS
from fenji.charts.own_chart import By
from fenji.engines.engine import literal, quoted
from fenji.language import Language, Text, say_number, say_share

if TYPE_CHECKING:
    from fenji.charts.own.offer import Dimension, Figure, Offer
    from fenji.result import Result

MOST_FILLED = 72
OTHER = "\ue000other"
"""The key of groups put together: it begins with no letter that people write."""

MOST, MOST_SPLITS, MOST_MONTHS, BINS = 10, 9, 24, 6
UNKNOWN = Text("Unknown", "未知")
UNGRADED = Text("Ungraded", "暂不评级")
NONE = Text("In none", "不属于任何客群")
REST = Text("Other ({n})", "其他（{n} 项）")
EARLIER = Text("Earlier ({n} months)", "更早（{n} 个月）")
_BELOW, _FROM = Text("below {n}", "{n} 以下"), Text("{n} and more", "{n} 及以上")
_BETWEEN = Text("{low} to {high}", "{low}–{high}")


@dataclass(frozen=True)
class Group:
    """One group: its key, its name, how many customers; `about` says whom a click on it chooses."""

    key: str | None
    name: str
    customers: int
    about: Mapping[str, str | None] | None = None


@dataclass(frozen=True)
class Division:
    """How customers are divided: the SQL of a group's key, and the groups in the order they are shown in."""

    sql: str
    groups: tuple[Group, ...]
    label: Text
    is_ordered: bool
    cuts: tuple[Decimal, ...] = field(default=())

    @property
    def shown(self) -> dict[str | None, Group]:
        """The groups by key."""
        return {one.key: one for one in self.groups}


def divided(result: Result, by: By, offer: Offer, lang: Language, *, most: int, rank: str = "") -> Division:
    """The groups of a run's customers; `rank`: the SQL they are ranked by where not all have room.

    Of words the largest come first; months, bins and what has an order of its own keep it. Of months the earliest are
    put together, of all others the smallest. Unknown is a group of its own, last, and never put together with others.
    """
    dimension = offer.dimensions[by.name]
    cuts = _cuts(result, by) if dimension.sort == "bins" else ()
    bare = _key(dimension, cuts)
    is_months = dimension.sort == "months"
    largest = "key DESC" if is_months else f"rank DESC NULLS LAST, n DESC, key {'ASC' if dimension.names else ''}"
    rows = result.engine.rows(f"""
        SELECT key, n, count(*) FILTER (key IS NOT NULL) OVER () AS groups
        FROM (SELECT {bare} AS key, count(*) AS n, {rank or "count(*)"} AS rank FROM {result.relation} GROUP BY 1)
        ORDER BY key IS NULL DESC, {largest} LIMIT {max(most, MOST_MONTHS, len(dimension.names)) + 2}""")
    unknown = [row for row in rows if row["key"] is None]
    known = [row for row in rows if row["key"] is not None]
    everything = int(rows[0]["groups"]) if rows else 0
    room = MOST_MONTHS if is_months and most == MOST else len(dimension.names) if dimension.sort == "tier" else most
    kept = known if everything <= room else known[: room - 1]
    folded = everything - len(kept)
    counts = {row["key"]: int(row["n"]) for row in kept}
    groups = [
        Group(key, _name(dimension, key, cuts, offer, lang), counts.get(key, 0), _about(dimension, key))
        for key in _ordered(dimension, counts, len(cuts))
    ]
    sql = bare
    if folded:
        listed = ", ".join(literal(key) for key in counts)
        sql = f"CASE WHEN {bare} IS NULL OR {bare} IN ({listed}) THEN {bare} ELSE {literal(OTHER)} END"
        held = result.run.customers - sum(counts.values()) - sum(int(row["n"]) for row in unknown)
        rest = Group(OTHER, (EARLIER if is_months else REST).fill(n=folded).say(lang), held)
        groups = [rest, *groups] if is_months else [*groups, rest]
    none = UNGRADED if dimension.sort == "tier" else NONE if dimension.sort == "choice" else UNKNOWN
    groups += [Group(None, none.say(lang), int(row["n"]), _about(dimension, None)) for row in unknown]
    return Division(sql, tuple(groups), dimension.label, dimension.sort in ("tier", "months", "bins"), cuts)


def calm_cuts(low: float, high: float, bins: int) -> tuple[Decimal, ...]:
    """Cuts at round numbers, so that `bins` groups hold what lies between; the ends are open.

    >>> calm_cuts(3, 5120, 5)
    (Decimal('2000'), Decimal('4000'), Decimal('6000'))
    """
    if high <= low:
        return (Decimal(str(low)),)
    _, step = calm_end(high - low, max(bins - 1, 1))
    first = math.floor(low / step + 1e-9) + 1
    last = max(first, math.ceil(high / step - 1e-9))
    exact = Decimal(str(round(step, 10)))
    found = [Decimal(place) * exact for place in range(first, min(last, first + bins - 2) + 1)]
    return tuple(Decimal(f"{one.normalize():f}") for one in found)


def bin_name(cuts: Sequence[Decimal], place: int, figure: Figure | None, lang: Language) -> str:
    """A bin in words: below the first cut, between two (the lower end included), from the last on."""
    words = [_said(cut, figure, lang) for cut in cuts]
    if place == 0:
        return _BELOW.fill(n=words[0]).say(lang)
    if place == len(cuts):
        return _FROM.fill(n=words[-1]).say(lang)
    return _BETWEEN.fill(low=words[place - 1], high=words[place]).say(lang)


def _said(cut: Decimal, figure: Figure | None, lang: Language) -> str:
    if figure is not None and figure.form == "share":
        return say_share(cut, lang, decimals=0 if cut * 100 == (cut * 100).to_integral_value() else 1)
    return say_number(cut, lang, decimals=4)


def _cuts(result: Result, by: By) -> tuple[Decimal, ...]:
    if by.cuts is not None:
        return tuple(by.cuts)
    name = quoted(by.name)
    (row,) = result.engine.rows(f"""
        SELECT min({name}) AS low, quantile_disc({name}, 0.9) AS high, max({name}) AS top
        FROM {result.relation} WHERE {name} IS NOT NULL""")
    if row["low"] is None:
        return (Decimal(0),)
    high = row["high"] if row["high"] > row["low"] else row["top"]
    return calm_cuts(float(row["low"]), float(high), by.bins or BINS)


def _key(dimension: Dimension, cuts: Sequence[Decimal]) -> str:
    name = quoted(dimension.name)
    if dimension.sort == "months":
        return f"strftime({name}, '%Y-%m')"
    if dimension.sort == "bins":
        steps = " ".join(f"WHEN {name} < {cut:f} THEN '{place:02}'" for place, cut in enumerate(cuts))
        return f"CASE WHEN {name} IS NULL THEN NULL {steps} ELSE '{len(cuts):02}' END"
    return f"CAST({name} AS VARCHAR)"


def _ordered(dimension: Dimension, counts: Mapping[str, int], cuts: int) -> list[str]:
    """The keys in the order they are shown in; months and bins between others stand there with nobody in them."""
    if dimension.sort == "months":
        return _every_month(sorted(counts)) if counts else []
    if dimension.sort == "bins" and counts:
        return [f"{place:02}" for place in range(int(min(counts)), int(max(counts)) + 1) if place <= cuts]
    if dimension.names and dimension.sort != "words":
        known = [key for key in dimension.names if key in counts]
        return [*known, *sorted(key for key in counts if key not in dimension.names)]
    return list(counts)


def _every_month(known: Sequence[str]) -> list[str]:
    year, month = (int(part) for part in known[0].split("-"))
    found = [known[0]]
    while found[-1] < known[-1] and len(found) < MOST_FILLED:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        found.append(f"{year:04}-{month:02}")
    return found if found[-1] == known[-1] else list(known)


def _name(dimension: Dimension, key: str, cuts: Sequence[Decimal], offer: Offer, lang: Language) -> str:
    if dimension.sort == "bins":
        return bin_name(cuts, int(key), offer.figures.get(dimension.name), lang)
    return dimension.names[key].say(lang) if key in dimension.names else key


def _about(dimension: Dimension, key: str | None) -> dict[str, str | None] | None:
    """Whom a click chooses; bins and months are no choice of lists."""
    is_choice = dimension.sort in ("tier", "choice") or dimension.name in FILTERS
    return {dimension.name: key} if is_choice else None
