"""A grade explained from a workspace: the run's row, the customer's own rows as the run saw them, the run before."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fenji.engines.engine import literal, quoted
from fenji.errors import UnknownCustomer
from fenji.intake.identity.merges import links_of, merges, survivor_of
from fenji.language import Text
from fenji.metrics.group import DEEPEST
from fenji.review.explain import Before, Reviewed
from fenji.review.explain import explain as explain_row
from fenji.review.facts import Facts, read_facts, tables_needed
from fenji.scheme.calibrated import CalibratedScheme
from fenji.tables.opted_out import REASON as OPTED_OUT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from fenji.result import Result
    from fenji.workspace.workspace import Workspace


def explain(workspace: Workspace, result: Result, customer_id: str, *, by: date | None = None) -> Reviewed:
    """The explanation of one customer's grade, with what changed, and by when what would change it.

    Errors: an unknown customer, with near ids; one who was merged into another, with the way to that one.
    """
    try:
        customer = result.customer(customer_id)
    except UnknownCustomer as unknown:
        into = merged_into(workspace, customer_id)
        if into is None:
            raise
        raise was_merged(customer_id, into, where=result.run.id) from unknown
    row = customer.row
    return explain_row(
        result,
        customer,
        facts=None if row["reason"] == OPTED_OUT else facts_of(workspace, result, row),
        before=before_of(workspace, result, customer_id),
        by=by,
        notes=_set_by(workspace, row),
    )


def facts_of(workspace: Workspace, result: Result, row: Mapping[str, Any]) -> Facts:
    """A customer's own rows, and those of customers merged into them, at the snapshot that the run graded."""
    lake = workspace.lake
    links = links_of(merges(lake))
    customer_id = str(row["customer_id"])
    relations = lake.relations_at(result.run.snapshot)
    ids = [customer_id, *(one for one in links if survivor_of(links, one) == customer_id)]
    if result.scheme.scheme.group is not None:
        ids = _with_subsidiaries(workspace, ids, relations, links)
    return read_facts(
        lake.engine,
        relations,
        run=result.run,
        customer_id=customer_id,
        ids=ids,
        tables=tables_needed(result.scheme.measures()),
        registered_on=row.get("registered_on"),
    )


def _with_subsidiaries(
    workspace: Workspace, ids: list[str], relations: Mapping[str, str], links: Mapping[str, str]
) -> list[str]:
    """The ids, and those of every company below them, as far down as grading follows."""
    if "customers" not in relations:
        return ids
    found, level = dict.fromkeys(ids), list(ids)
    for _ in range(DEEPEST):
        listed = ", ".join(literal(one) for one in level)
        sql = f"SELECT customer_id FROM {relations['customers']} WHERE parent_id IN ({listed})"
        below = [row["customer_id"] for row in workspace.lake.engine.rows(sql)]
        below += [one for one in links if survivor_of(links, one) in below]
        level = [one for one in below if one not in found]
        if not level:
            break
        found |= dict.fromkeys(level)
    return list(found)


def before_of(workspace: Workspace, result: Result, customer_id: str) -> Before | None:
    """A customer's row in the run before, with the version that graded it; None where there is none."""
    previous = result.previous
    if previous is None or previous.is_before_fenji:
        return None
    engine = workspace.lake.engine
    kept = f"""SELECT run.result_table, kept.body FROM lake.main.runs AS run
               JOIN lake.main.scheme_versions AS kept ON kept.scheme = run.scheme AND kept.version = run.version
               WHERE run.run_id = {literal(previous.id)}"""
    (one,) = engine.rows(kept)
    sql = f"""SELECT * EXCLUDE (run_id) FROM lake.main.{quoted(one["result_table"])}
              WHERE run_id = {literal(previous.id)} AND customer_id = {literal(customer_id)}"""
    rows = engine.rows(sql)
    return Before(previous, CalibratedScheme.from_json(one["body"]), rows[0]) if rows else None


def merged_into(workspace: Workspace, customer_id: str) -> str | None:
    """Whom a customer was merged into, through chains; None where they were not."""
    links = links_of(merges(workspace.lake))
    return survivor_of(links, customer_id) if customer_id in links else None


def merged_like(workspace: Workspace, words: str, *, most: int = 20) -> dict[str, str]:
    """The merged ids that contain some words, each with whom it is now; a search of a list finds the others."""
    links = links_of(merges(workspace.lake))
    wanted = words.strip().casefold()
    found = [one for one in sorted(links) if wanted and wanted in one.casefold()]
    return {one: survivor_of(links, one) for one in found[:most]}


def was_merged(customer_id: str, into: str, *, where: str) -> UnknownCustomer:
    """The error for an id that is part of another customer now."""
    problem = Text("{id} was merged into {into}", "{id} 已并入 {into}").fill(id=customer_id, into=into)
    fix = Text(
        "See `fenji explain {into}`; `fenji duplicates review {into}` shows the merge.",
        "请查看 `fenji explain {into}`；`fenji duplicates review {into}` 可查看合并记录。",
    )
    return UnknownCustomer(problem, where=where, fix=fix.fill(into=into))


def _set_by(workspace: Workspace, row: Mapping[str, Any]) -> tuple[Text, ...]:
    """Who set the grade, why, until when, and the way back, where a person did."""
    kind, _, number = str(row["reason"]).partition(":")
    if kind != "override" or not number.isdigit():
        return ()
    from fenji.workspace.overrides import find_override

    one = find_override(workspace.lake, int(number))
    approved = Text("", "")
    if one.approver is not None:
        approved = Text(", approved by {who}", "，审批人 {who}").fill(who=one.approver)
    words = Text(
        "set by {actor}{approved} until {until}: {why}; automation is off until then, back on with "
        "`fenji override end {n}`",
        "调级人 {actor}{approved}，至 {until}：{why}；此前不自动定级，恢复自动：`fenji override end {n}`",
    )
    said = words.fill(actor=one.actor, approved=approved, until=one.last_on or one.until, why=one.reason, n=number)
    return (said,)
