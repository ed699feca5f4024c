"""What a changed standard would do to the measured customers, and how they lie along scores and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import isqrt
from pathlib import Path
from typing import TYPE_CHECKING

from fenji_web import library

if TYPE_CHECKING:
    from fenji_web.library import Scheme, Text, Tier

MOVERS = 12
HEIGHT = 160
KINDS = ("promotion", "demotion", "graded", "ungraded", "moved")


@dataclass(frozen=True)
class Square:
    """One field of the from → to matrix; `weight` 0 to 4 says how full it is."""

    customers: int
    net_revenue: Decimal | None
    is_same: bool
    is_up: bool
    weight: int


@dataclass(frozen=True)
class Line:
    """One row of the matrix: a tier now (None: ungraded), and where its customers go."""

    tier: Tier | None
    squares: tuple[Square, ...]
    customers: int


@dataclass(frozen=True)
class Moved:
    """One customer who would move; the name is masked for who may not see contact data."""

    mover: library.simulation.Mover
    name: str
    from_tier: Tier | None
    to_tier: Tier | None


@dataclass(frozen=True)
class Change:
    """One tier before and after, with the tier itself for its badge."""

    tier: Tier | None
    change: library.simulation.TierChange
    revenue_share: Decimal | None

    @property
    def more(self) -> int:
        """How many customers more, or fewer."""
        return self.change.customers_after - self.change.customers_before


@dataclass(frozen=True)
class Preview:
    """Everything a preview shows."""

    as_of: date
    currency: str
    customers: int
    count: int
    kinds: tuple[tuple[str, int], ...]
    columns: tuple[Tier | None, ...]
    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    movers: tuple[Moved, ...]
    notes: tuple[Text, ...]
    was: tuple[int, ...]
    now: tuple[int, ...]

    @property
    def was_text(self) -> str:
        """Customers by score before, for the script."""
        return ",".join(map(str, self.was))

    @property
    def now_text(self) -> str:
        """Customers by score after, for the script."""
        return ",".join(map(str, self.now))


def preview(
    folder: Path,
    start: library.preview_file.PreviewFile,
    scheme: Scheme,
    known: library.standards_file.Standard | None,
    *,
    names: bool,
) -> Preview | None:
    """The preview of a standard against the one that grades now; None where customers aren't measured for it yet.

    `known` is the standard with its versions: words that are a version already keep that version's cut points.
    """
    with library.preview_file.opened_measured(folder, start, (*start.scheme.measures(), *scheme.measures())) as opened:
        if opened is None:
            return None
        engine, measured = opened
        base = library.simulating.Base(start.scheme, measured, start.as_of, start.currency, start.notes)
        found = library.simulating.compared(
            base, library.Changed(scheme, ()), engine=engine, version=_version(scheme, known)
        )
        was, now = library.spread.score_spread(found)
        tiers = {tier.key: tier for each in (found.before, found.after) for tier in each.scheme.tiers}
        cells = {(cell.from_tier, cell.to_tier): cell for cell in found.matrix()}
        rows, columns = (_keys(side.scheme, cells, at) for at, side in enumerate((found.before, found.after)))
        count, customers = found.count(), found.customers()
        most = max((cell.customers for cell in cells.values() if cell.from_tier != cell.to_tier), default=0)
        lines = tuple(_line(key, columns, cells, tiers, most) for key in rows)
        changes = found.tiers()
        whole = sum((change.net_revenue_after or Decimal(0) for change in changes), Decimal(0))
        kinds = found.kinds()
        return Preview(
            as_of=start.as_of,
            currency=start.currency,
            customers=customers,
            count=count,
            kinds=tuple((kind, kinds[kind]) for kind in KINDS if kind in kinds),
            columns=tuple(tiers.get(key or "") for key in columns),
            lines=lines,
            changes=tuple(_change(one, tiers, whole) for one in changes),
            movers=tuple(_moved(one, tiers, names=names) for one in (found.movers(MOVERS) if count else ())),
            notes=found.notes,
            was=was,
            now=now,
        )


def figures(
    folder: Path, start: library.preview_file.PreviewFile, scheme: Scheme
) -> Mapping[str, library.spread.Spread]:
    """How customers lie along the figure of each criterion with fixed bands; those nobody has are left out."""
    wanted = {one.name: one for one in scheme.criteria if one.scorer.kind == "bands"}
    if not wanted:
        return {}
    with library.preview_file.opened_measured(folder, start, (*start.scheme.measures(), *scheme.measures())) as opened:
        if opened is None:
            return {}
        engine, measured = opened
        places = {one.column: library.place_of(measured, one) for one in scheme.measures()}
        found = {
            name: library.spread.figure_spread(measured, places[one.column], engine=engine)
            for name, one in wanted.items()
        }
        return {name: spread for name, spread in found.items() if spread is not None}


@dataclass(frozen=True)
class Drawing:
    """A histogram as a page draws it, on a field of 1000 × 160: bars (x, y, width, height, colour), a line, cuts.

    `cuts` are the places of the borders; `now` and `was` the counts as text, for the script that draws them anew.
    """

    bars: tuple[tuple[str, str, str, str, str], ...]
    line: str
    cuts: tuple[str, ...]
    now: str
    was: str = ""


def scores_drawn(found: Preview | None, scheme: Scheme) -> Drawing | None:
    """Customers by score after a change, in the colours of the tiers, and before it as a line."""
    if found is None or scheme.grade_by != "score":
        return None
    borders = [(tier.from_score, tier.colour) for tier in scheme.tiers if tier.from_score is not None]
    last = scheme.tiers[-1].colour
    colours = [next((colour for start, colour in borders if score >= start), last) for score in range(len(found.now))]
    cuts = tuple(f"{start * 10:f}" for start, _ in borders)
    return _drawn(found.now, found.was, colours, cuts)


def figure_drawn(spread: library.spread.Spread, starts: Sequence[Decimal]) -> Drawing:
    """Customers by one figure, with where its bands begin. Heights are square roots: few have much of anything."""
    width = spread.high - spread.low
    places = [(start - spread.low) * 1000 / width for start in starts]
    cuts = tuple(f"{min(max(place, Decimal(0)), Decimal(1000)):.1f}" for place in places)
    heights = [isqrt(count * 10_000) for count in spread.counts]
    return _drawn(heights, (), [""] * len(spread.counts), cuts)


def _drawn(now: Sequence[int], was: Sequence[int], colours: Sequence[str], cuts: tuple[str, ...]) -> Drawing:
    most, width = max(*now, *was, 1), 1000 / len(now)
    bars = []
    for number, (count, colour) in enumerate(zip(now, colours, strict=True)):
        height = HEIGHT * count / most
        bars.append((f"{number * width:.2f}", f"{HEIGHT - height:.2f}", f"{width * 0.86:.2f}", f"{height:.2f}", colour))
    steps = [f"H{number * width:.1f}V{HEIGHT - HEIGHT * count / most:.1f}" for number, count in enumerate(was)]
    line = f"M0 {HEIGHT}" + "".join(steps) + "H1000" if was else ""
    return Drawing(tuple(bars), line, cuts, ",".join(map(str, now)), ",".join(map(str, was)))


def masked(name: str | None) -> str:
    """A name of which the first letter is left.

    >>> masked("张伟"), masked(None)
    ('张**', '—')
    """
    return f"{name[0]}**" if name else "—"


def _version(scheme: Scheme, known: library.standards_file.Standard | None) -> library.CalibratedScheme | None:
    same = [one for one in known.versions if one.written_digest == scheme.digest] if known else []
    chosen = next((one for one in same if one.state == "published"), same[-1] if same else None)
    return None if chosen is None or known is None else known.body(chosen.version)


def _keys(scheme: Scheme, cells: Mapping[tuple[str | None, str | None], object], at: int) -> list[str | None]:
    keys: list[str | None] = [tier.key for tier in scheme.tiers]
    return [*keys, None] if any(pair[at] is None for pair in cells) else keys


def _line(
    key: str | None,
    columns: Sequence[str | None],
    cells: Mapping[tuple[str | None, str | None], library.simulation.Cell],
    tiers: Mapping[str, Tier],
    most: int,
) -> Line:
    squares = []
    for number, column in enumerate(columns):
        cell = cells.get((key, column))
        customers = cell.customers if cell else 0
        is_same = key == column
        weight = 0 if is_same or not customers else 1 + min(3, customers * 4 // (most + 1))
        is_up = key is None or (column is not None and key in columns and number < columns.index(key))
        squares.append(Square(customers, cell.net_revenue if cell else None, is_same, is_up, weight))
    return Line(tiers.get(key or ""), tuple(squares), sum(one.customers for one in squares))


def _change(one: library.simulation.TierChange, tiers: Mapping[str, Tier], whole: Decimal) -> Change:
    after = one.net_revenue_after
    return Change(tiers.get(one.tier or ""), one, after / whole if whole and after is not None else None)


def _moved(one: library.simulation.Mover, tiers: Mapping[str, Tier], *, names: bool) -> Moved:
    name = (one.name or "—") if names else masked(one.name)
    return Moved(one, name, tiers.get(one.from_tier or ""), tiers.get(one.to_tier or ""))
