"""How good the data is: what is missing, twice, odd, late or without an owner, and what each does to the grades."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from fenji.intake import quality_words as words
from fenji.intake.findings import from_json
from fenji.intake.record import UNDO, journal
from fenji.language import Text
from fenji.tables import CANONICAL

if TYPE_CHECKING:
    from fenji.lake.lake import Lake

FAR = 100  # an order of so many times the typical one is looked at
OFTEN = 10  # a silence of so many times the typical one is a gap
_SHORTEST_GAP = 7
_WITHOUT_SHARE = ("STALE", "GAPS", "COLUMNS_CHANGED", "SCALE_SHIFT", "EMPTIER", "OLDER_FILE")
_DRIFT = ("COLUMNS_CHANGED", "SCALE_SHIFT", "EMPTIER", "OLDER_FILE")
_WHO = ("mobile", "email", "landline", "wechat", "name")
_DAYS = {"interactions": "happened_on", "feedback": "given_on", "touches": "sent_on", "payments": "due_on"}


@dataclass(frozen=True)
class Finding:
    """One thing about the data: how often, which share, a query that shows examples, what it does to the grades.

    `share` is of the table's rows, or of revenue where the words say so; None where a share has no meaning.
    """

    code: str
    table: str
    level: Literal["warning", "note"]
    count: int
    share: Decimal | None
    problem: Text
    effect: Text
    query: str


@dataclass(frozen=True)
class TableQuality:
    """One canonical table: its rows, the day of its newest fact, and the share filled of each column with any value."""

    table: str
    rows: int
    newest: date | None
    filled: dict[str, Decimal]


@dataclass(frozen=True)
class Quality:
    """The whole picture: tables and findings, the weightiest first."""

    tables: tuple[TableQuality, ...]
    findings: tuple[Finding, ...]


def quality(lake: Lake, *, today: date, currency: str) -> Quality:
    """Looks at every canonical table that has rows; nothing is changed. `today` is what freshness is measured by."""
    ask = _Asking(lake, today, currency)
    tables = tuple(ask.table(name) for name in CANONICAL if ask.has(name))
    found = [*ask.completeness(tables), *ask.duplicates(), *ask.orphans(), *ask.drift()]
    if ask.has("orders"):
        found += [*ask.guests(), *ask.outliers(), *ask.currencies(), *ask.gaps(), *ask.freshness()]
    real = [one for one in found if one.count]
    return Quality(tables, tuple(sorted(real, key=lambda one: (one.level != "warning", -(one.share or 1), one.code))))


class _Asking:
    """The questions, each a pass over one table."""

    def __init__(self, lake: Lake, today: date, currency: str) -> None:
        self.lake, self.today, self.currency = lake, today, currency
        there = set(lake.tables())
        self.rows = {
            name: int(self._one(f"SELECT count(*) AS n FROM lake.main.{name}")["n"])
            for name in CANONICAL
            if name in there
        }

    def has(self, table: str) -> bool:
        return bool(self.rows.get(table))

    def table(self, name: str) -> TableQuality:
        columns = [c for c in self.lake.columns(name) if c not in ("import_id", "source")]
        parts = [f'count("{column}") AS "{column}"' for column in columns]
        day = "ordered_on" if "ordered_on" in columns else _DAYS.get(name)
        parts.append(f'max("{day}") AS "newest day"' if day else 'CAST(NULL AS DATE) AS "newest day"')
        row = self._one(f"SELECT {', '.join(parts)} FROM lake.main.{name}")
        filled = {column: _share(row[column], self.rows[name]) for column in columns if row[column]}
        return TableQuality(name, self.rows[name], row["newest day"], filled)

    def completeness(self, tables: tuple[TableQuality, ...]) -> Iterator[Finding]:
        """Columns that grades, segments or contact need and that are mostly filled, but not for everybody."""
        for table in tables:
            for name, share in table.filled.items():
                if name not in words.MATTERS.get(table.table, {}) or share == 1:
                    continue
                missing = table.rows - round(share * table.rows)
                where = f'SELECT * FROM lake.main.{table.table} WHERE "{name}" IS NULL LIMIT 10'
                label = CANONICAL[table.table].column(name).label
                yield self._finding(
                    "INCOMPLETE", table.table, missing, 1 - share,
                    problem=words.INCOMPLETE.fill(label=label), effect=words.MATTERS[table.table][name], query=where,
                )  # fmt: skip

    def duplicates(self) -> Iterator[Finding]:
        """Customers who share a number, an address or a name: perhaps one person with several records."""
        if not self.has("customers"):
            return
        for name in _WHO:
            twice = f"SELECT {name} FROM lake.main.customers WHERE {name} IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
            row = self._one(f"SELECT count(*) AS n FROM lake.main.customers WHERE {name} IN ({twice})")
            label = CANONICAL["customers"].column(name).label
            query = (
                f"SELECT {name}, list(customer_id) FROM lake.main.customers WHERE {name} IS NOT NULL "
                "GROUP BY 1 HAVING count(*) > 1 LIMIT 10"
            )
            yield self._finding(
                f"SAME_{name.upper()}", "customers", row["n"], level="note" if name == "name" else "warning",
                problem=words.SAME.fill(label=label), effect=words.SAME_EFFECT, query=query,
            )  # fmt: skip

    def orphans(self) -> Iterator[Finding]:
        """Facts of customers that no customer list has."""
        if not self.has("customers"):
            return
        listed = int(self._one("SELECT count(*) AS n FROM lake.main.customers WHERE is_listed")["n"])
        if not listed:
            return
        for name in self.rows:
            if name == "customers" or "customer_id" not in self.lake.columns(name) or not self.has(name):
                continue
            where = (
                f"FROM lake.main.{name} WHERE customer_id IS NOT NULL AND customer_id NOT IN "
                "(SELECT customer_id FROM lake.main.customers WHERE is_listed)"
            )
            count = self._one(f"SELECT count(*) AS n {where}")["n"]
            yield self._finding(
                "ORPHANS", name, count, problem=words.ORPHANS, effect=words.ORPHANS_EFFECT,
                query=f"SELECT * {where} LIMIT 10",
            )  # fmt: skip

    def guests(self) -> Iterator[Finding]:
        """Orders without a customer and their share of revenue."""
        row = self._one(
            "SELECT count(*) FILTER (customer_id IS NULL AND kind = 'sale') AS n, "
            "sum(amount) FILTER (customer_id IS NULL) AS guests, sum(amount) AS revenue "
            "FROM lake.main.orders WHERE kind <> 'void'"
        )
        share = _share(row["guests"] or 0, row["revenue"] or 0)
        query = "SELECT * FROM lake.main.orders WHERE customer_id IS NULL LIMIT 10"
        yield self._finding(
            "GUESTS", "orders", row["n"], share, problem=words.GUESTS, effect=words.GUESTS_EFFECT, query=query
        )

    def outliers(self) -> Iterator[Finding]:
        """Orders of more than a hundred times the typical order."""
        row = self._one(
            "SELECT quantile_disc(amount, 0.5) AS typical FROM lake.main.orders WHERE kind = 'sale' AND amount > 0"
        )
        if not row["typical"]:
            return
        where = f"FROM lake.main.orders WHERE kind = 'sale' AND amount > {row['typical'] * FAR}"
        count = self._one(f"SELECT count(*) AS n {where}")["n"]
        yield self._finding(
            "OUTLIERS", "orders", count,
            problem=words.OUTLIERS.fill(typical=words.money(row["typical"], self.currency), far=FAR),
            effect=words.OUTLIERS_EFFECT, query=f"SELECT * {where} ORDER BY amount DESC LIMIT 10",
        )  # fmt: skip

    def currencies(self) -> Iterator[Finding]:
        """Orders in another currency than the workspace's, or in none."""
        where = f"FROM lake.main.orders WHERE currency IS DISTINCT FROM '{self.currency}'"
        rows = self.lake.engine.rows(
            f"SELECT coalesce(currency, '?') AS c, count(*) AS n {where} GROUP BY 1 ORDER BY 1"
        )
        listed = ", ".join(f"{row['c']} {row['n']:,}" for row in rows)
        yield self._finding(
            "CURRENCY_MIX", "orders", sum(row["n"] for row in rows),
            problem=words.CURRENCY_MIX.fill(currency=self.currency, list=listed),
            effect=words.CURRENCY_EFFECT, query=f"SELECT * {where} LIMIT 10",
        )  # fmt: skip

    def gaps(self) -> Iterator[Finding]:
        """Stretches without any order, far longer than usual: perhaps a month that was never imported."""
        days = (
            "SELECT ordered_on AS day, ordered_on - lag(ordered_on) OVER (ORDER BY ordered_on) AS silent "
            "FROM (SELECT DISTINCT ordered_on FROM lake.main.orders WHERE kind = 'sale')"
        )
        typical = self._one(f"SELECT quantile_disc(silent, 0.5) AS typical FROM ({days})")["typical"]
        if typical is None:
            return
        longest = max(typical * OFTEN, _SHORTEST_GAP)
        query = (
            f"SELECT day - CAST(silent AS INTEGER) AS last_day, day AS next_day, silent FROM ({days}) "
            f"WHERE silent > {longest} ORDER BY silent DESC"
        )
        rows = self.lake.engine.rows(query)
        listed = ", ".join(f"{row['last_day']:%Y-%m-%d} … {row['next_day']:%Y-%m-%d}" for row in rows[:3])
        yield self._finding(
            "GAPS", "orders", len(rows),
            problem=words.GAPS.fill(list=listed), effect=words.GAPS_EFFECT, query=f"{query} LIMIT 10",
        )  # fmt: skip

    def freshness(self) -> Iterator[Finding]:
        """Days since the last order; more than a month is a warning."""
        newest = self._one("SELECT max(ordered_on) AS day FROM lake.main.orders WHERE kind = 'sale'")["day"]
        if newest is None:
            return
        days = (self.today - newest).days
        yield self._finding(
            "STALE", "orders", days if days > 31 else 0,
            problem=words.STALE.fill(day=newest.isoformat(), days=days), effect=words.STALE_EFFECT,
            query="SELECT source, max(ordered_on) AS newest FROM lake.main.orders GROUP BY 1 ORDER BY 2",
        )  # fmt: skip

    def drift(self) -> Iterator[Finding]:
        """What the newest import of each table and source was told against the one before it."""
        newest: dict[tuple[str, str], dict[str, Any]] = {}
        for row in journal(self.lake.engine):
            if row["table_name"] != UNDO and row["undone_by"] is None:
                newest[row["table_name"], row["source"]] = row
        for row in newest.values():
            for issue in from_json(row["findings"] or "[]"):
                if issue.code in _DRIFT and row["table_name"] in CANONICAL:
                    query = f"SELECT * FROM lake.main.imports WHERE import_id = {int(row['import_id'])}"
                    yield self._finding(
                        issue.code, row["table_name"], 1, problem=issue.problem, effect=issue.fix, query=query
                    )

    def _finding(
        self,
        code: str,
        table: str,
        count: int,
        share: Decimal | None = None,
        *,
        level: Literal["warning", "note"] = "warning",
        problem: Text,
        effect: Text,
        query: str,
    ) -> Finding:
        if share is None and code not in _WITHOUT_SHARE and self.rows.get(table):
            share = _share(count, self.rows[table])
        return Finding(code, table, level, int(count), share, problem, effect, query)

    def _one(self, sql: str) -> dict[str, Any]:
        (row,) = self.lake.engine.rows(sql)
        return row


def _share(part: Any, whole: Any) -> Decimal:
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.0001")) if whole else Decimal(0)
