"""The figures of a management report, asked of the lake: one aggregate a question, nobody's rows held in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from fenji.errors import NothingToGrade
from fenji.language import Language, Text, same
from fenji.metrics.period import Period, fill
from fenji.pictures.evidence import segment_lists, stages
from fenji.pictures.figures import Campaign, Compared, Figures, Line, Pair, Rate, Voice
from fenji.pictures.report import report, report_sheet
from fenji.pictures.report_files import write_html, write_pptx
from fenji.reporting import contacts, sales
from fenji.workspace import runs as ledger
from fenji.workspace.picturing import company_of
from fenji.workspace.segment_files import definitions
from fenji.workspace.tables import tables_seen
from fenji.workspace.walking import find_journey, written_journey

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.reporting.span import Span
    from fenji.result import Result
    from fenji.workspace.workspace import Workspace

LISTED, PRODUCTS, PAIRED, NAMED = 8, 5, 12, 12
UNKNOWN = Text("unknown", "未知")
_LATE = ("at_risk", "dormant")


def figures(workspace: Workspace, result: Result, span: Span) -> Figures:
    """What a span brought, seen with the tiers of a run; a span in which nothing was sold is an error."""
    ask = _Ask(workspace, result, span)
    totals = ask.totals() if "orders" in ask.tables else {}
    if not totals or not totals["orders"].now:
        problem = Text("nothing was sold in {span}", "{span}没有订单").fill(span=span.name)
        fix = Text("Choose a span the data covers.", "请选择有数据的期间。")
        raise NothingToGrade(problem, where=f"--period {span.first} – {span.last}", fix=fix)
    known = [one.segmentation for one in definitions(workspace)]
    return Figures(
        result=result,
        span=span,
        totals=totals,
        breakdowns=[(title, lines) for title, lines in ask.breakdowns() if lines],
        campaigns=ask.campaigns(),
        came_back=ask.came_back(),
        voices=ask.voices(),
        products=ask.products(),
        pairs=ask.pairs(),
        segments=segment_lists(result, known),
        stages=stages(result, known),
        journey=find_journey(workspace, result, written_journey(workspace)),
        at_risk=at_risk(result),
        quality=[*ledger.find_run(workspace.lake, result.run.id).run.notes],
    )


def report_files(
    workspace: Workspace, result: Result, span: Span, *, lang: Language, is_masked: bool
) -> dict[str, Callable[[], bytes]]:
    """The report of a span, to be written as .pdf, .pptx or .html."""
    found = figures(workspace, result, span)
    made = report(found, company=company_of(workspace, result), lang=lang, is_masked=is_masked)
    return {
        ".pdf": report_sheet(made, found, lang).pdf,
        ".pptx": lambda: write_pptx(made, result.run.as_of),
        ".html": lambda: write_html(made, lang),
    }


def at_risk(result: Result) -> list[dict[str, Any]]:
    """Customers later than their own rhythm, the largest revenue first."""
    if "stage" not in result.columns:
        return []
    late = ", ".join(f"'{stage}'" for stage in _LATE)
    sql = f"""SELECT customer_id, name, tier, stage, recency_days, gap_days, net_revenue FROM {result.relation}
              WHERE stage IN ({late}) ORDER BY net_revenue DESC NULLS LAST, customer_id LIMIT {NAMED}"""
    return result.engine.rows(sql)


class _Ask:
    """One workspace, one run, one span: every question in the same three periods."""

    def __init__(self, workspace: Workspace, result: Result, span: Span) -> None:
        self.workspace, self.result, self.span = workspace, result, span
        self.engine = workspace.lake.engine
        self.tables = tables_seen(workspace.lake, result)
        zone = result.run.zone
        self.spans = {"now": span.period(zone), "before": span.before().period(zone)}
        self.spans["year_before"] = span.year_before().period(zone)
        kept = workspace.lake.table(ledger.find_run(workspace.lake, result.run.id).result_table)
        self.graded = kept.filter(kept.run_id == result.run.id)
        self.tiers = {tier.key: tier.name for tier in result.scheme.scheme.tiers}
        self.since: Any = None

    def rows(self, table: ir.Table, period: Period) -> list[dict[str, Any]]:
        return self.engine.rows(fill(self.engine.compile(table), period.slots()))

    def totals(self) -> dict[str, Compared]:
        found = {when: self.rows(sales.sold(self.tables["orders"], p), p)[0] for when, p in self.spans.items()}
        self.since = found["now"]["first_on"]
        return {
            name: self._compared({when: row[name] for when, row in found.items()})
            for name in ("net_revenue", "orders", "customers")
        }

    def breakdowns(self) -> list[tuple[Text, list[Line]]]:
        """By tier, owner, region, channel and category, each where the data knows it."""
        orders, people, lines = self.tables["orders"], self.tables.get("customers"), self.tables.get("order_lines")
        found = [(Text("By tier", "按等级"), self._lines(partial(sales.by_customer, orders, self.graded, column="tier"),
                                                          self.tiers))]  # fmt: skip
        if people is not None:
            for column, title in (("owner", Text("By owner", "按负责人")), ("province", Text("By region", "按地区"))):
                found.append((title, self._lines(partial(sales.by_customer, orders, people, column=column))))
        found.append((Text("By channel", "按渠道"), self._lines(partial(sales.by_column, orders, column="channel"))))
        if lines is not None:
            found.append(
                (Text("By category", "按品类"), self._lines(partial(sales.by_column, lines, column="category")))
            )
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
        """Of the buyers of the span before, who bought again, by tier; beside the same a span earlier.

        Nothing where the data does not cover the whole span before: half of its buyers would be missing.
        """
        if not self._reaches(self.spans["before"]):
            return []
        spans = [self.span, self.span.before(), self.span.before().before()]
        zone = self.result.run.zone
        kept = [self._keep(sales.buyers(self.tables["orders"], one.period(zone)), one.period(zone)) for one in spans]
        try:
            asked = partial(self._rates, kept=[self.engine.table(name) for name in kept])
            return [(Text("By tier", "按等级"), asked(self.graded, "tier", self.tiers))]
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

    def voices(self) -> list[Voice]:
        if "feedback" not in self.tables:
            return []
        listed, period = written_journey(self.workspace).themes, self.spans["now"]
        asked = contacts.themes(self.tables["feedback"], self.graded, period, "tier", listed)
        rows = {row["key"]: row for row in self.rows(asked, period)}
        return [_voice(name, rows[key], listed) for key, name in self.tiers.items() if key in rows]

    def products(self) -> list[tuple[Text, list[tuple[str, Decimal]]]]:
        if "order_lines" not in self.tables:
            return []
        period = self.spans["now"]
        asked = sales.top_products(self.tables["order_lines"], self.graded, period, "tier", PRODUCTS)
        rows = sorted(self.rows(asked, period), key=lambda row: -row["net_revenue"])
        found = [
            (name, [(str(row["product"]), row["net_revenue"]) for row in rows if row["key"] == key])
            for key, name in self.tiers.items()
        ]
        return [(name, listed) for name, listed in found if listed]

    def pairs(self) -> list[Pair]:
        if "order_lines" not in self.tables:
            return []
        period = self.spans["now"]
        rows = self.rows(sales.bought_together(self.tables["order_lines"], period, PAIRED), period)
        found = [Pair(row["what"], row["other"], int(row["buyers"]), int(row["both"])) for row in rows]
        likely = [one for one in found if one.both < one.buyers]
        return sorted(likely, key=lambda one: (-one.both / one.buyers, one.first, one.other))[:PRODUCTS]


def _voice(name: Text, row: Mapping[str, Any], listed: Any) -> Voice:
    scored = int(row["scored"])
    score = Decimal(int(row["score"])) / scored / 100 if scored else None
    named = sorted(((int(row[f"theme_{n}"]), n) for n in range(len(listed))), key=lambda pair: (-pair[0], pair[1]))
    return Voice(name, int(row["answers"]), score, tuple((listed[n].name, count) for count, n in named if count))
