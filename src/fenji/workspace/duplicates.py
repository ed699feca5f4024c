"""Duplicate customers of a workspace: found, reviewed, merged with a look at the grade first, and unmerged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from fenji.engines.engine import quoted
from fenji.errors import UnknownCustomer, WorkspaceError
from fenji.intake.identity import merges as decisions
from fenji.intake.identity.find import LIKELY, Pair, find
from fenji.intake.identity.merges import Merge, Review, Verdict, links_of, survivor_of
from fenji.intake.identity.prepared import READ
from fenji.language import Text
from fenji.tables.merged import apply_merges
from fenji.workspace.tables import canonical_tables, tables_at_rest

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.lake.lake import Lake
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Text, float], None]
_LINKS = "fj_links"


@dataclass(frozen=True)
class Found:
    """A pair of customers who are probably one, with their rows, and what a person said of them (None: nothing)."""

    pair: Pair
    first: dict[str, Any]
    second: dict[str, Any]
    verdict: Verdict | None


def find_duplicates(
    workspace: Workspace,
    *,
    at_least: Decimal = LIKELY,
    customer: str | None = None,
    decided: bool = False,
    progress: Progress | None = None,
) -> list[Found]:
    """Pairs of customers who are one by at least that probability, most probable first.

    Merged customers count as one. Pairs that a person called different, and customers who are never to be merged, are
    left out, unless `decided`. `customer`: only pairs of this one.
    """
    say = progress or _silent
    say(Text("comparing customers", "比对客户"), 0.1)
    rows = {row["customer_id"]: row for row in customers(workspace)}
    if customer is not None:
        customer = known_survivor(workspace, customer)
    said = {review.customers: review.verdict for review in decisions.reviews(workspace.lake)}
    found = []
    for pair in find(list(rows.values()), at_least=at_least, memory_limit=workspace.memory_limit):
        verdict = _verdict(said, pair)
        is_asked = customer in (None, pair.first, pair.second)
        if is_asked and (decided or verdict in (None, "same")):
            found.append(Found(pair, rows[pair.first], rows[pair.second], verdict))
    say(Text("done", "完成"), 1.0)
    return found


def customers(workspace: Workspace) -> list[dict[str, Any]]:
    """The customers as they stand after every merge, with the columns that say who they are."""
    lake = workspace.lake
    if not lake.has("customers"):
        return []
    table = canonical_tables(lake)["customers"]
    names = [name for name in READ if name in table.columns]
    return lake.engine.rows(lake.engine.compile(table.select(names).order_by("customer_id")))


def review(workspace: Workspace, verdict: Verdict, ids: Sequence[str], *, reason: str | None = None) -> tuple[str, ...]:
    """Keeps what a person says: two customers are the same or different, one is never to be merged, or open again."""
    lake = workspace.lake
    ids = tuple(dict.fromkeys(_known(lake, ids)))
    if len(ids) != 2 and verdict in ("same", "different"):
        problem = Text("two different customers are needed", "需要两个不同的客户")
        raise WorkspaceError(problem, where="duplicates review", fix=Text("Name two ids.", "请给出两个客户ID。"))
    with lake.write(actor=workspace.actor, what=f"review duplicates: {verdict}") as tx:
        decisions.write_review(tx, verdict, ids, actor=workspace.actor, reason=reason)
    return ids


def reviews(workspace: Workspace) -> list[Review]:
    """What people said of pairs and customers, and still holds."""
    return decisions.reviews(workspace.lake)


def merges(workspace: Workspace, *, active: bool = True) -> list[Merge]:
    """The merges that hold, oldest first; with `active=False` those undone too."""
    return decisions.merges(workspace.lake, active=active)


def survivors(workspace: Workspace) -> dict[str, str]:
    """Every customer who is merged → the one they are, through chains."""
    links = links_of(decisions.merges(workspace.lake))
    return {customer: survivor_of(links, customer) for customer in links}


def planned(workspace: Workspace, ids: Sequence[str], into: str | None = None) -> dict[str, str]:
    """The links a merge would add: customer → survivor. Changes nothing; the same errors as the merge itself.

    Without `into` the survivor is the listed one, of several the one registered first, then by id.
    """
    lake = workspace.lake
    _known(lake, [*ids, *([into] if into else [])])
    links = links_of(decisions.merges(lake))
    into = into or _survivor(workspace, [survivor_of(links, one) for one in ids])
    return decisions.new_links(links, ids, into, decisions.reviews(lake))


def planned_groups(workspace: Workspace) -> dict[str, str]:
    """The links that would merge every pair a person called the same and that is not yet one."""
    links = links_of(decisions.merges(workspace.lake))
    added: dict[str, str] = {}
    for said in decisions.reviews(workspace.lake):
        ids = [survivor_of({**links, **added}, one) for one in sorted(said.customers)]
        if said.verdict == "same" and len(set(ids)) == 2:
            into = _survivor(workspace, ids)
            added |= decisions.new_links({**links, **added}, ids, into, decisions.reviews(workspace.lake))
    return added


def merge(workspace: Workspace, links: dict[str, str], *, reason: str | None = None) -> list[Merge]:
    """Keeps planned merges, all of them or none; from the next grading on these customers are one."""
    with workspace.lake.write(actor=workspace.actor, what=f"merge {len(links)} customers") as tx:
        if {*links, *links.values()} & set(links_of(decisions.merges(workspace.lake))):
            problem = Text("somebody else has merged these customers meanwhile", "其间有人合并了这些客户")
            raise WorkspaceError(problem, where="duplicates merge", fix=Text("Look again.", "请重新查看后再合并。"))
        decisions.write_merges(tx, links, actor=workspace.actor, reason=reason)
    return [one for one in merges(workspace) if one.customer_id in links]


def unmerge(workspace: Workspace, customer_id: str, *, reason: str | None = None) -> Merge:
    """Undoes the merge of this customer: everything is as if it had never been decided; it stays on record.

    Customers merged into this one before stay with it. Errors: it was never merged.
    """
    lake = workspace.lake
    _known(lake, [customer_id])
    active = decisions.merges(lake)
    mine = next((one for one in active if one.customer_id == customer_id), None)
    if mine is None:
        parts = ", ".join(one.customer_id for one in active if one.into_id == customer_id)
        fix = (
            Text("Others were merged into it: {ids}. Name one of them.", "并入该客户的有：{ids}。请指定其中之一。")
            if parts
            else Text("See the merges with `fenji duplicates review`.", "可用 `fenji duplicates review` 查看合并记录。")
        )
        problem = Text("{id} was not merged into another customer", "{id} 没有被并入其他客户").fill(id=customer_id)
        raise WorkspaceError(problem, where="duplicates unmerge", fix=fix.fill(ids=parts))
    with lake.write(actor=workspace.actor, what=f"unmerge customer of merge {mine.merge_id}") as tx:
        decisions.undo_merges(tx, [mine.merge_id], actor=workspace.actor, reason=reason)
    return next(one for one in merges(workspace, active=False) if one.merge_id == mine.merge_id)


def known_survivor(workspace: Workspace, customer_id: str) -> str:
    """The customer an id stands for now: itself, or the one it was merged into. Errors: no customer has that id."""
    _known(workspace.lake, [customer_id])
    return survivor_of(links_of(decisions.merges(workspace.lake)), customer_id)


def linked_tables(workspace: Workspace, links: dict[str, str]) -> dict[str, ir.Table]:
    """The canonical tables as they would be with these links and none other; nothing is kept."""
    import pyarrow as pa

    lake = workspace.lake
    texts, none = pa.array(list(links), pa.string()), pa.nulls(len(links), pa.timestamp("us"))
    into = pa.array(list(links.values()), pa.string())
    lake.engine.register(_LINKS, pa.table({"customer_id": texts, "into_id": into, "undone_at": none}))
    return apply_merges(tables_at_rest(lake), lake.engine.table(_LINKS))


def _verdict(said: Mapping[frozenset[str], Verdict], pair: Pair) -> Verdict | None:
    asked = [{pair.first}, {pair.second}, {pair.first, pair.second}]
    return next((said[frozenset(ids)] for ids in asked if frozenset(ids) in said), None)


def _survivor(workspace: Workspace, ids: Sequence[str]) -> str:
    engine = workspace.lake.engine
    marks = ", ".join("?" for _ in ids)
    sql = f"""SELECT customer_id FROM lake.main.customers WHERE customer_id IN ({marks})
              ORDER BY coalesce(is_listed, TRUE) DESC, registered_on NULLS LAST, customer_id LIMIT 1"""
    return str(engine.rows(sql, list(ids))[0]["customer_id"])


def _known(lake: Lake, ids: Sequence[str]) -> Sequence[str]:
    there: set[str] = set()
    if lake.has("customers"):
        marks = ", ".join("?" for _ in ids)
        sql = f"SELECT {quoted('customer_id')} FROM lake.main.customers WHERE customer_id IN ({marks})"
        there = {row["customer_id"] for row in lake.engine.rows(sql, list(ids))}
    for one in ids:
        if one not in there:
            raise _unknown(lake, one)
    return ids


def _unknown(lake: Lake, customer_id: str) -> UnknownCustomer:
    sql = "SELECT customer_id FROM lake.main.customers ORDER BY ALL LIMIT 5000"
    names = [row["customer_id"] for row in lake.engine.rows(sql)] if lake.has("customers") else []
    guess = get_close_matches(customer_id, names, n=1)
    fix = Text("Did you mean '{id}'?", "是不是“{id}”？") if guess else Text("Check the id.", "请核对客户ID。")
    problem = Text("no customer has the id '{id}'", "没有ID为“{id}”的客户").fill(id=customer_id)
    return UnknownCustomer(problem, where="duplicates", fix=fix.fill(id="".join(guess)))


def _silent(_stage: Text, _share: float) -> None:
    """Nobody is watching."""
