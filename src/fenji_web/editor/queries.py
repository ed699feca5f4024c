"""What a changed standard would do to the measured customers, and how they lie along scores and figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji_web import library

if TYPE_CHECKING:
    from fenji_web.library import Scheme, Text, Tier

MOVERS = 12
HELD = 6
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
class Held:
    """Customers, or one of them, whom transition rules would hold on another tier, with both tiers for their badges."""

    found: library.held.Held | library.held.HeldCustomer
    name: str
    from_tier: Tier | None
    to_tier: Tier | None


@dataclass(frozen=True)
class Protection:
    """What transition rules would do if the changed standard graded today, after the run of an earlier day.

    `day` None: there is no such run, and nobody is held yet. `customers` are those with the largest revenue.
    """

    day: date | None
    count: int = 0
    counted: tuple[Held, ...] = ()
    customers: tuple[Held, ...] = ()


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
    protection: Protection | None
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
    zone: str,
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
            protection=_protection(folder, found, engine, names=names, zone=zone),
            was=was,
            now=now,
        )


@dataclass(frozen=True)
class Effect:
    """How many customers each tier would have, and how many would move."""

    changes: tuple[Change, ...]
    count: int
    customers: int


def effect(folder: Path, start: library.preview_file.PreviewFile, scheme: Scheme) -> Effect | None:
    """The head-counts of a changed standard alone, by one query; None where customers aren't measured for it."""
    with library.preview_file.opened_measured(folder, start, (*start.scheme.measures(), *scheme.measures())) as opened:
        if opened is None:
            return None
        engine, measured = opened
        base = library.simulating.Base(start.scheme, measured, start.as_of, start.currency, start.notes)
        found = library.simulating.compared(base, library.Changed(scheme, ()), engine=engine)
        tiers = {tier.key: tier for each in (found.before, found.after) for tier in each.scheme.tiers}
        changes = tuple(_change(one, tiers, Decimal(0)) for one in found.tiers())
        return Effect(changes, found.count(), found.customers())


def _protection(
    folder: Path, found: library.simulation.Simulation, engine: Any, *, names: bool, zone: str
) -> Protection | None:
    if found.after.transition() is None or found.as_of is None:
        return None
    earlier = library.protecting.earlier_run(folder, found.after.scheme.name, found.as_of)
    asked = None if earlier is None else library.protecting.holding(found, earlier, zone=zone, engine=engine)
    if asked is None:
        return Protection(None)
    tiers = {tier.key: tier for tier in found.after.scheme.tiers}
    counted = asked.counted()
    people = asked.customers(HELD) if counted else []
    shown = [Held(one, one.name or "—" if names else masked(one.name), tiers.get(one.system_tier or ""),
                  tiers.get(one.tier or "")) for one in people]  # fmt: skip
    parts = [Held(one, "", tiers.get(one.system_tier or ""), tiers.get(one.tier or "")) for one in counted]
    return Protection(asked.before, sum(one.customers for one in counted), tuple(parts), tuple(shown))


def figures(
    folder: Path, start: library.preview_file.PreviewFile, scheme: Scheme
) -> Mapping[str, library.spread.Spread]:
    """How customers lie along the figure of each criterion; those nobody has are left out."""
    wanted = {one.name: one for one in scheme.criteria if not is_day(one.metric)}
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


def figure(
    folder: Path, start: library.preview_file.PreviewFile, scheme: Scheme, name: str
) -> library.spread.Spread | None:
    """How customers lie along the figure of one criterion; None where nobody has it. LookupError: not measured yet."""
    one = scheme.criterion(name)
    with library.preview_file.opened_measured(folder, start, (*start.scheme.measures(), *scheme.measures())) as opened:
        if opened is None:
            raise LookupError(name)
        engine, measured = opened
        column = next(library.place_of(measured, each) for each in scheme.measures() if each.column == one.column)
        return library.spread.figure_spread(measured, column, engine=engine)


def is_day(metric: str) -> bool:
    """Whether a figure is a day, which has no place on a scale of numbers."""
    return metric in library.METRICS and library.METRICS.get(metric).unit.name == "date"


def masked(name: str | None) -> str:
    """A name as those read it who may not see contact data.

    >>> masked("张伟"), masked(None)
    ('张*', '—')
    """
    return str(library.masks.mask("name", name)) if name else "—"


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
