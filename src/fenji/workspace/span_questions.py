"""The questions of a report, asked of the tables as its run saw them: one aggregate a question, in three periods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fenji.language import Text, same
from fenji.metrics.period import Period, fill
from fenji.pictures.figures import Campaign, Compared, Line, Pair, Rate, Voice
from fenji.reporting import contacts, sales
from fenji.workspace.segment_files import definitions
from fenji.workspace.tables import brought, tables_seen
from fenji.workspace.walking import written_journey

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.reporting.span import Span
    from fenji.result import Result
    from fenji.workspace.workspace import Workspace

LISTED, PRODUCTS, PAIRED = 8, 5, 12
UNKNOWN = Text("unknown", "未知")
BY_TIER, BY_STAGE = Text("By tier", "按等级"), Text("By lifecycle stage", "按生命周期阶段")


@contextmanager
def asked(workspace: Workspace, result: Result, span: Span) -> Iterator[SpanQuestions]:
    """The questions of one report; where each customer stood is brought to the lake's engine for so long."""
    name = f"standing_{uuid4().hex[:12]}"
    stage = "stage" if "stage" in result.columns else "NULL::VARCHAR"
    try:
        graded = brought(workspace.lake, result, f"customer_id, tier, {stage} AS stage", name)
        yield SpanQuestions(workspace, result, span, graded)
    finally:
        workspace.lake.engine.drop(name)


class SpanQuestions:
    """One workspace, one run, one span: every question in the same three periods."""

    def __init__(self, workspace: Workspace, result: Result, span: Span, graded: ir.Table) -> None:
        self.workspace, self.result, self.span, self.graded = workspace, result, span, graded
        self.engine = workspace.lake.engine
        self.tables = tables_seen(workspace.lake, result)
        zone = result.run.zone
        self.spans = {"now": span.period(zone), "before": span.before().period(zone)}
        self.spans["year_before"] = span.year_before().period(zone)
        self.tiers = {tier.key: tier.name for tier in result.scheme.scheme.tiers}
        self.since: Any = None

    def rows(self, table: ir.Table, period: Period) -> list[dict[str, Any]]:
        """The answer to one question over one period."""
        return self.engine.rows(fill(self.engine.compile(table), period.slots()))

    def totals(self) -> dict[str, Compared]:
        """Net revenue, orders, customers who bought; asked first, for it tells how far back orders are recorded."""
        found = {when: self.rows(sales.sold(self.tables["orders"], p), p)[0] for when, p in self.spans.items()}
        self.since = found["now"]["first_on"]
        return {
            name: self._compared({when: row[name] for when, row in found.items()})
            for name in ("net_revenue", "orders", "customers")
        }

    def breakdowns(self) -> list[tuple[Text, list[Line]]]:
        """By tier, owner, region, channel, category and product, each where the data knows it."""
        orders, people, lines = self.tables["orders"], self.tables.get("customers"), self.tables.get("order_lines")
        found = [(BY_TIER, self._lines(partial(sales.by_customer, orders, self.graded, column="tier"), self.tiers))]
        if people is not None:
            for column, title in (("owner", Text("By owner", "按负责人")), ("province", Text("By region", "按地区"))):
                found.append((title, self._lines(partial(sales.by_customer, orders, people, column=column))))
        found.append((Text("By channel", "按渠道"), self._lines(partial(sales.by_column, orders, column="channel"))))
        if lines is not None:
            by_category = self._lines(partial(sales.by_column, lines, column="category"))
            found.append((Text("By category", "按品类"), by_category))
            found.append((Text("By product", "按商品"), self._lines(partial(sales.by_product, lines))))
        return found

    def _lines(self, describe: Any, names: Mapping[str, Text] | None = None) -> list[Line]:
        sides = {
            when: {row["key"]: row for row in self.rows(describe(period=period), period)}
            for when, period in self.spans.items()
        }
        now = sides["now"]
        if set(now) <= {None}:
            return []
        order = sorted(now, key=lambda key: (-(now[key]["net_revenue"] or 0), str(key)))
        if names is not None:
            order = [key for key in names if key in now] + [key for key in order if key not in names]
        return [
            Line(
                UNKNOWN if key is None else (names or {}).get(key, same(str(key))),
                self._compared({when: rows.get(key, {}).get("net_revenue") for when, rows in sides.items()}),
                int(now[key]["customers"]),
            )
            for key in order[:LISTED]
        ]

    def _compared(self, found: Mapping[str, Any]) -> Compared:
        """Earlier spans only where the data reaches that far back: without it there is nothing to compare with."""
        reaches = {when: self._reaches(period) for when, period in self.spans.items()}
        value = {when: None if v is None else Decimal(v) for when, v in found.items()}
        return Compared(
            value["now"],
            (value["before"] or Decimal(0)) if reaches["before"] else None,
            (value["year_before"] or Decimal(0)) if reaches["year_before"] else None,
        )

    def _reaches(self, period: Period) -> bool:
        """Whether orders are recorded from a period's first day on, or from before it."""
        first = period.first_day
        return self.since is not None and first is not None and self.since <= first

    def campaigns(self) -> list[Campaign]:
        """What each campaign reached, the furthest first."""
        if "touches" not in self.tables:
            return []
        period = self.spans["now"]
        rows = self.rows(contacts.campaigns(self.tables["touches"], self.tables["orders"], period), period)
        found = [
            Campaign(
                str(r["campaign"] or "-"), int(r["customers"]), int(r["messages"]), int(r["answers"]), r["revenue"]
            )
            for r in rows
        ]
        return sorted(found, key=lambda one: (-one.customers, one.name))[:LISTED]

    def came_back(self) -> list[tuple[Text, list[Rate]]]:
        """Of the buyers of the span before, who bought again, by tier and by stage; beside the same a span earlier.

        Nothing where the data does not cover the whole span before: half of its buyers would be missing.
        """
        if not self._reaches(self.spans["before"]):
            return []
        spans = [self.span, self.span.before(), self.span.before().before()]
        zone = self.result.run.zone
        kept = [self._keep(sales.buyers(self.tables["orders"], one.period(zone)), one.period(zone)) for one in spans]
        try:
            rates = partial(self._rates, self.graded, kept=[self.engine.table(name) for name in kept])
            found = [(BY_TIER, rates("tier", self.tiers)), (BY_STAGE, rates("stage", self._stages()))]
            return [(title, listed) for title, listed in found if listed]
        finally:
            for name in kept:
                self.engine.drop(name)

    def _rates(self, people: ir.Table, column: str, names: Mapping[str, Text], *, kept: list[ir.Table]) -> list[Rate]:
        period = self.spans["now"]
        now = {r["key"]: r for r in self.rows(sales.came_back(kept[1], kept[0], people, column), period)}
        then = {r["key"]: r for r in self.rows(sales.came_back(kept[2], kept[1], people, column), period)}
        reaches = self._reaches(self.span.before().before().period(self.result.run.zone))
        shares = {key: Decimal(int(r["returned"])) / int(r["customers"]) for key, r in then.items() if reaches}
        return [
            Rate(name, int(now[key]["customers"]), int(now[key]["returned"]), shares.get(key))
            for key, name in names.items()
            if key in now
        ]

    def _keep(self, table: ir.Table, period: Period) -> str:
        name = f"buyers_{uuid4().hex[:12]}"
        self.engine.keep(name, fill(self.engine.compile(table), period.slots()))
        return name

    def _stages(self) -> dict[str, Text]:
        every = [one.segmentation for one in definitions(self.workspace)]
        return {each.key: each.name for one in every if one.name == "stage" for each in one.segments()}

    def voices(self) -> list[Voice]:
        """What each tier's answers score, of 100."""
        if "feedback" not in self.tables:
            return []
        period = self.spans["now"]
        rows = self.rows(contacts.scores(self.tables["feedback"], self.graded, period, "tier"), period)
        found = {row["key"]: row for row in rows}
        return [
            Voice(name, int(found[key]["answers"]), _mean(found[key]))
            for key, name in self.tiers.items()
            if key in found
        ]

    def after_sale(self) -> list[Voice]:
        """What tickets and complaints of each tier are about, by the words of journey.yaml."""
        if "feedback" not in self.tables:
            return []
        listed, period = written_journey(self.workspace).themes, self.spans["now"]
        rows = self.rows(contacts.themes(self.tables["feedback"], self.graded, period, "tier", listed), period)
        found = {row["key"]: row for row in rows}
        return [
            Voice(
                name,
                int(found[key]["answers"]),
                None,
                tuple((one.name, int(found[key][f"theme_{n}"])) for n, one in enumerate(listed)),
            )
            for key, name in self.tiers.items()
            if key in found
        ]

    def products(self) -> list[tuple[Text, list[tuple[str, Decimal]]]]:
        """What each tier bought most, by net revenue."""
        if "order_lines" not in self.tables:
            return []
        period = self.spans["now"]
        asked = sales.top_products(self.tables["order_lines"], self.graded, period, "tier", PRODUCTS)
        rows = sorted(self.rows(asked, period), key=lambda row: (-row["net_revenue"], str(row["product"])))
        found = [
            (name, [(str(row["product"]), row["net_revenue"]) for row in rows if row["key"] == key])
            for key, name in self.tiers.items()
        ]
        return [(name, listed) for name, listed in found if listed]

    def pairs(self) -> list[Pair]:
        """What goes together most often, with how many bought the one and not the other."""
        if "order_lines" not in self.tables:
            return []
        period = self.spans["now"]
        rows = self.rows(sales.bought_together(self.tables["order_lines"], period, PAIRED), period)
        found = [Pair(row["what"], row["other"], int(row["buyers"]), int(row["both"])) for row in rows]
        likely = [one for one in found if one.both < one.buyers]
        return sorted(likely, key=lambda one: (-one.both / one.buyers, one.first, one.other))[:PRODUCTS]


def _mean(row: Mapping[str, Any]) -> Decimal | None:
    scored = int(row["scored"])
    return Decimal(int(row["score"])) / scored / 100 if scored else None
