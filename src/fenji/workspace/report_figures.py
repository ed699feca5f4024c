"""The figures of a management report, and the files it is written as: nobody's rows are held in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fenji.errors import NothingToGrade
from fenji.language import Language, Text, same
from fenji.pictures.evidence import segment_lists, stages
from fenji.pictures.figures import Figures, Lost
from fenji.pictures.report import report, report_sheet
from fenji.pictures.report_page import write_html
from fenji.pictures.report_slides import write_pptx
from fenji.workspace import runs as ledger
from fenji.workspace.advising import stage_words
from fenji.workspace.losses import REASONS, losses, lost_by_former_tier
from fenji.workspace.own_charts import own_sections
from fenji.workspace.picturing import colour_of, company_of, logo_of, written_strategy
from fenji.workspace.segment_files import definitions
from fenji.workspace.span_questions import UNKNOWN, asked
from fenji.workspace.walking import find_journey, written_journey

if TYPE_CHECKING:
    from fenji.reporting.span import Span
    from fenji.result import Result
    from fenji.workspace.workspace import Workspace

NAMED = 12
_LATE = ("at_risk", "dormant")


def figures(workspace: Workspace, result: Result, span: Span) -> Figures:
    """What a span brought, seen with the tiers of a run; a span in which nothing was sold is an error."""
    known = [one.segmentation for one in definitions(workspace)]
    written, _ = written_strategy(workspace, result)
    with asked(workspace, result, span) as ask:
        totals = ask.totals() if "orders" in ask.tables else {}
        if not totals or not totals["orders"].now:
            problem = Text("nothing was sold in {span}", "{span}没有订单").fill(span=span.name)
            fix = Text("Choose a span the data covers.", "请选择有数据的期间。")
            raise NothingToGrade(problem, where=f"--period {span.first} – {span.last}", fix=fix)
        return Figures(
            result=result,
            span=span,
            totals=totals,
            breakdowns=[(title, lines) for title, lines in ask.breakdowns() if lines],
            campaigns=ask.campaigns(),
            came_back=ask.came_back(),
            voices=ask.voices(),
            after_sale=ask.after_sale(),
            products=ask.products(),
            pairs=ask.pairs(),
            segments=segment_lists(result, known),
            stages=stages(result, known),
            advice=stage_words(workspace.folder, result),
            actions=written.actions,
            journey=find_journey(workspace, result, written_journey(workspace)),
            at_risk=at_risk(result),
            lost=_lost(workspace, result, span),
            quality=[*ledger.find_run(workspace.lake, result.run.id).run.notes],
        )


def _lost(workspace: Workspace, result: Result, span: Span) -> list[Lost] | None:
    """Reasons of churn by former tier; None where nobody keeps a record of them."""
    recorded = losses(workspace.folder)
    if recorded is None:
        return None
    counted = lost_by_former_tier(workspace, result.run, recorded, first=span.first, last=span.last)
    names: dict[str | None, Text] = {tier.key: tier.name for tier in result.scheme.scheme.tiers}
    names |= {key: same(key) for key in counted if key is not None and key not in names}  # of an earlier version
    names[None] = UNKNOWN
    return [
        Lost(name, sum(counted[key].values()), tuple((REASONS[why], n) for why, n in counted[key].most_common()))
        for key, name in names.items()
        if key in counted
    ]


def report_files(
    workspace: Workspace, result: Result, span: Span, *, lang: Language, is_masked: bool
) -> dict[str, Callable[[], bytes]]:
    """The report of a span, to be written as .pdf, .pptx or .html."""
    found = figures(workspace, result, span)
    written, beside = written_strategy(workspace, result)
    made = replace(
        report(found, company=company_of(workspace, result), lang=lang, is_masked=is_masked),
        colour=colour_of(workspace, written),
        logo=logo_of(workspace, written, beside),
    )
    *first, appendix = made.sections
    made = replace(made, sections=[*first, *own_sections(workspace.folder, result, lang), appendix])
    return {
        ".pdf": report_sheet(made, found, lang).pdf,
        ".pptx": lambda: write_pptx(made, result.run.as_of, lang),
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
