"""One run's graded customers: what charts, workbook and advice read. It answers questions and changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.engines.engine import literal
from fenji.errors import UnknownCustomer, UnknownName
from fenji.explanation import Explanation, explain_row
from fenji.language import Text
from fenji.result_records import Cohort, HistoryPoint, Move, MoveKind, Run, TierSummary

if TYPE_CHECKING:
    import pyarrow as pa

    from fenji.engines.engine import Engine
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Tier

__all__ = ["DEFAULT_ORDER", "Customer", "HistoryPoint", "Move", "MoveKind", "Result", "Run", "TierSummary"]

DEFAULT_ORDER = ("rung", "-score", "-net_revenue", "customer_id")
SEARCHED = ("customer_id", "name", "mobile", "landline", "email", "wechat")
_COLUMN = Text("column", "列")


@dataclass(frozen=True)
class Result:
    """The graded customers of one run, best tier first.

    `relation` names a table of `engine` with one row a customer; `gone` one of customers who were in the previous
    run and are not in this one, `bought` one of what customers bought by the month of their first order. `only` says
    which customers these are where they are a part of the run's. Every question is answered by the engine; only a page
    of rows is ever held in memory.
    """

    engine: Engine
    relation: str
    run: Run
    scheme: CalibratedScheme
    columns: tuple[str, ...]
    previous: Run | None = None
    gone: str | None = None
    past: tuple[HistoryPoint, ...] = field(default=())
    bought: str | None = None
    only: Text | None = None

    def tiers(self) -> tuple[TierSummary, ...]:
        """Each tier's customers, revenue and average score, best first; the ungraded last where there are any.

        Revenue is that of the scheme's window. A share is of all customers of the run, or of their revenue; it is
        unknown where the total is unknown or not above zero.
        """
        sql = f"""
            SELECT tier, count(*) AS customers, sum(net_revenue) AS net_revenue, avg(score) AS average_score,
                   sum(order_count) AS order_count, avg(orders_per_month) AS orders_per_month
            FROM {self.relation} GROUP BY tier"""
        found = {row["tier"]: row for row in self.engine.rows(sql)}
        everyone = sum(row["customers"] for row in found.values())
        revenue = sum((row["net_revenue"] or Decimal(0) for row in found.values()), Decimal(0))
        listed = [(tier, found.get(tier.key)) for tier in self.scheme.scheme.tiers]
        summaries = [TierSummary.of(tier, row, everyone, revenue) for tier, row in listed]
        if None in found:
            summaries.append(TierSummary.of(None, found[None], everyone, revenue))
        return tuple(summaries)

    def customer(self, customer_id: str) -> Customer:
        """One customer's row; an unknown id is an error that names near ones."""
        names = ", ".join(self._name(column) for column in self.columns)
        rows = self.engine.rows(f"SELECT {names} FROM {self.relation} WHERE customer_id = ?", [customer_id])
        if not rows:
            raise self._unknown(customer_id)
        return Customer(row=rows[0], result=self)

    def rows(
        self,
        columns: Sequence[str] | None = None,
        *,
        order: Sequence[str] = DEFAULT_ORDER,
        where: Mapping[str, object] | None = None,
        search: str | None = None,
        limit: int | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Customers as dictionaries, streamed; `-column` sorts descending, unknown values always last.

        `where` asks for equality (None for unknown); `search` finds part of an id, name, phone, e-mail or WeChat id.
        """
        sql, parameters = self._select(columns, order=order, where=where, search=search, limit=limit)
        for batch in self.engine.batches(sql, parameters):
            yield from batch.to_pylist()

    def count(self, *, where: Mapping[str, object] | None = None, search: str | None = None) -> int:
        """How many customers a filter and search leave."""
        condition, parameters = self._condition(where, search)
        found = self.engine.rows(f"SELECT count(*) AS n FROM {self.relation}{condition}", parameters)
        return int(found[0]["n"])

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """All customers in the default order as Arrow batches, streamed."""
        sql, parameters = self._select(columns, order=DEFAULT_ORDER)
        yield from self.engine.batches(sql, parameters)

    def to_arrow(self, columns: Sequence[str] | None = None) -> pa.Table:
        """All customers as one Arrow table, in the default order; it holds them all in memory."""
        sql, parameters = self._select(columns, order=DEFAULT_ORDER)
        return self.engine.arrow(sql, parameters)

    def histogram(self, column: str, bins: int = 40) -> list[tuple[Decimal, Decimal, int]]:
        """How a number spreads over the customers: (lower end, upper end, customers), lower ends included.

        The last bin includes its upper end. Unknown values are left out; an empty list where all are unknown.
        """
        name = self._name(column)
        sql = f"""
            WITH v AS (SELECT CAST({name} AS DOUBLE) AS x FROM {self.relation} WHERE {name} IS NOT NULL),
                 ends AS (SELECT min(x) AS low, max(x) AS high FROM v)
            SELECT low, high, least(CAST(floor((x - low) * {int(bins)} / nullif(high - low, 0)) AS INTEGER),
                   {int(bins) - 1}) AS bin, count(*) AS n
            FROM v, ends GROUP BY ALL ORDER BY bin"""
        rows = self.engine.rows(sql)
        if not rows:
            return []
        low, high = Decimal(str(rows[0]["low"])), Decimal(str(rows[0]["high"]))
        if low == high:
            return [(low, high, sum(row["n"] for row in rows))]
        width = (high - low) / bins
        counts = {row["bin"]: row["n"] for row in rows}
        return [(low + width * i, low + width * (i + 1), counts.get(i, 0)) for i in range(bins)]

    def concentration(self, steps: int = 200) -> list[tuple[Decimal, Decimal]]:
        """What share of revenue the best share of customers brings: (share of customers, share of revenue), 0 to 1.

        Customers are taken by revenue, highest first; refunds above sales count as they are. Customers with unknown
        revenue are left out. An empty list where revenue is not above zero.
        """
        sql = f"""
            WITH v AS (SELECT net_revenue, row_number() OVER (ORDER BY net_revenue DESC, customer_id) AS place,
                              count(*) OVER () AS everyone
                       FROM {self.relation} WHERE net_revenue IS NOT NULL),
                 s AS (SELECT CAST(ceil(place * {int(steps)}::DOUBLE / everyone) AS INTEGER) AS step,
                              max(place) AS place, max(everyone) AS everyone, sum(net_revenue) AS part
                       FROM v GROUP BY 1)
            SELECT place, everyone, sum(part) OVER (ORDER BY step) AS reached, sum(part) OVER () AS total
            FROM s ORDER BY step"""
        rows = self.engine.rows(sql)
        if not rows or rows[0]["total"] <= 0:
            return []
        points = [(Decimal(r["place"]) / r["everyone"], Decimal(r["reached"]) / r["total"]) for r in rows]
        return [(Decimal(0), Decimal(0)), *points]

    def sample(self, columns: Sequence[str], limit: int = 5000) -> tuple[list[dict[str, Any]], int]:
        """At most so many customers, always the same ones, and how many there are in all.

        Drawn by a hash of the customer id: independent of every figure, so that the picture is not tilted.
        """
        names = ", ".join(self._name(column) for column in columns)
        sql = f"SELECT {names} FROM {self.relation} ORDER BY md5(customer_id), customer_id LIMIT {int(limit)}"
        return self.engine.rows(sql), self.run.customers

    def medians(self, columns: Sequence[str], by: str = "tier") -> dict[str | None, dict[str, Decimal | None]]:
        """The median of each column per tier (or another column); unknown values are left out of it."""
        asked = ", ".join(f"median(CAST({self._name(c)} AS DOUBLE)) AS {self._name(c)}" for c in columns)
        group = self._name(by)
        rows = self.engine.rows(f"SELECT {group} AS of, {asked} FROM {self.relation} GROUP BY {group}")
        return {r["of"]: {c: None if r[c] is None else Decimal(str(round(r[c], 4))) for c in columns} for r in rows}

    def moves(self) -> list[tuple[str | None, str | None, int, Decimal | None]]:
        """Customers by tier in the previous run and tier now: (from, to, customers, revenue now); None is ungraded.

        Customers new in this run are not in it; an empty list where there is no previous run.
        """
        if self.previous is None:
            return []
        sql = f"""SELECT previous_tier, tier, count(*) AS n, sum(net_revenue) AS revenue FROM {self.relation}
                  WHERE move IS DISTINCT FROM 'new' GROUP BY ALL ORDER BY ALL"""
        return [(r["previous_tier"], r["tier"], r["n"], r["revenue"]) for r in self.engine.rows(sql)]

    def movers(self, limit: int = 20, kind: str | None = None) -> list[Move]:
        """Who moved since the previous run, the largest revenue first: promotions, demotions, new and gone."""
        if self.previous is None:
            return []
        sql = f"""SELECT customer_id, name, move AS kind, previous_tier, tier, net_revenue FROM {self.relation}
                  WHERE move <> 'same'"""
        if self.gone:
            sql += f"""\n UNION ALL SELECT customer_id, name, 'gone', tier, NULL, net_revenue FROM {self.gone}"""
        wanted = "" if kind is None else " WHERE kind = ?"
        sql = f"""SELECT * FROM ({sql}){wanted}
                  ORDER BY net_revenue DESC NULLS LAST, customer_id LIMIT {int(limit)}"""
        return [Move.of(row) for row in self.engine.rows(sql, None if kind is None else [kind])]

    def history(self) -> list[HistoryPoint]:
        """Customers and revenue per tier at each run of this scheme version up to this one, oldest first."""
        return [*self.past, *(HistoryPoint.of(self.run, summary) for summary in self.tiers())]

    def counts(self, *columns: str) -> list[tuple[tuple[Any, ...], int, Decimal | None]]:
        """Customers and their revenue by the values of some columns: (values, customers, revenue); None is unknown."""
        names = ", ".join(self._name(column) for column in columns)
        sql = f"""SELECT {names}, count(*) AS n, sum(net_revenue) AS revenue FROM {self.relation}
                  GROUP BY {names} ORDER BY {names}"""
        return [(tuple(r[c] for c in columns), int(r["n"]), r["revenue"]) for r in self.engine.rows(sql)]

    def cohorts(self) -> list[Cohort]:
        """Customers by the month of their first order, and how they went on buying; none where no orders were kept.

        Months that are still to come are not in it; the month of the as-of day is, as far as it has gone.
        """
        if self.bought is None:
            return []
        sql = f"SELECT cohort, months, customers, net_revenue FROM {self.bought} ORDER BY cohort, months"
        return Cohort.of(self.engine.rows(sql), self.run.as_of)

    def among(self, where: Mapping[str, Sequence[str | None]], words: Text) -> Result:
        """The customers with one of the values in every column named, as a result of its own; `words` say who they are.

        Nothing of other runs is in it: neither history nor those who are gone; what was bought by first month neither.
        """
        part = f"(SELECT * FROM {self.relation}{self._one_of(where)})"
        (found,) = self.engine.rows(f"SELECT count(*) AS n FROM {part}")
        run = replace(self.run, customers=int(found["n"]))
        return replace(self, relation=part, run=run, gone=None, past=(), bought=None, only=words)

    def _one_of(self, where: Mapping[str, Sequence[str | None]]) -> str:
        parts = []
        for column, values in where.items():
            name, known = self._name(column), [literal(value) for value in values if value is not None]
            either = [f"{name} IN ({', '.join(known)})"] if known else []
            either += [f"{name} IS NULL"] if None in values else []
            parts.append(f"({' OR '.join(either) or 'FALSE'})")
        return f" WHERE {' AND '.join(parts)}" if parts else ""

    def _unknown(self, customer_id: str) -> UnknownCustomer:
        sql = f"""SELECT customer_id FROM {self.relation}
                  ORDER BY jaro_winkler_similarity(customer_id, ?) DESC, customer_id LIMIT 3"""
        near = ", ".join(row["customer_id"] for row in self.engine.rows(sql, [customer_id]))
        problem = Text("there is no customer '{id}' in this run", "本次评级中没有客户“{id}”").fill(id=customer_id)
        fix = Text("Look for a name with `fenji customers --search …`. Near ids: {near}.",
                   "可用 `fenji customers --search …` 查找。相近的客户ID:{near}。")  # fmt: skip
        return UnknownCustomer(problem, where=self.run.id, fix=fix.fill(near=near or "-"))

    def _select(
        self,
        columns: Sequence[str] | None,
        *,
        order: Sequence[str],
        where: Mapping[str, object] | None = None,
        search: str | None = None,
        limit: int | None = None,
    ) -> tuple[str, list[object]]:
        names = ", ".join(self._name(column) for column in (self.columns if columns is None else columns))
        condition, parameters = self._condition(where, search)
        keys = [f"{self._name(c.lstrip('-'))} {'DESC' if c.startswith('-') else 'ASC'} NULLS LAST" for c in order]
        if order and "customer_id" not in order:
            keys.append("customer_id ASC")
        sort = f" ORDER BY {', '.join(keys)}" if keys else ""
        cut = "" if limit is None else f" LIMIT {int(limit)}"
        return f"SELECT {names} FROM {self.relation}{condition}{sort}{cut}", parameters

    def _condition(self, where: Mapping[str, object] | None, search: str | None) -> tuple[str, list[object]]:
        parts, parameters = [], []
        for column, value in (where or {}).items():
            parts.append(f"{self._name(column)} IS NOT DISTINCT FROM ?")
            parameters.append(value)
        if search:
            columns = [c for c in SEARCHED if c in self.columns]
            parts.append("(" + " OR ".join(f"contains(lower(CAST({c} AS VARCHAR)), lower(?))" for c in columns) + ")")
            parameters += [search] * len(columns)
        return (" WHERE " + " AND ".join(parts) if parts else ""), parameters

    def _name(self, column: str) -> str:
        if column not in self.columns:
            raise UnknownName(_COLUMN, column, known=self.columns, where=self.run.id)
        mark = "`" if self.engine.name == "spark" else '"'  # to Spark what stands in double quotes is a text
        return f"{mark}{column}{mark}"


@dataclass(frozen=True)
class Customer:
    """One customer of a run: the row, and why the grade is what it is."""

    row: Mapping[str, Any]
    result: Result

    @property
    def tier(self) -> Tier | None:
        """The tier held; None while ungraded."""
        key = self.row["tier"]
        return None if key is None else self.result.scheme.tier(key)

    def why(self) -> Explanation:
        """The explanation of the grade: raw values, cut points, points, weights, score, rung and limits."""
        return explain_row(self.row, self.result.scheme, currency=self.result.run.currency)


def compared(run: Run, engine: Engine, relation: str) -> Run | None:
    """What the rows of a first run are compared with: their existing grades; None where they have none."""
    (row,) = engine.rows(f"SELECT count(*) AS n FROM {relation} WHERE move <> 'new'")
    return run.before_fenji(int(row["n"])) if row["n"] else None
