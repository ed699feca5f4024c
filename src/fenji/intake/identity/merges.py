"""Decisions on who is one: merges, unmerges and reviews, kept with who, when and why; no customer is ever changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from fenji.errors import WorkspaceError
from fenji.language import Text
from fenji.tables.merged import LONGEST_CHAIN

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.engine import Engine
    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake

MERGES = "merges"
REVIEWS = "duplicate_reviews"
MERGE_COLUMNS = {
    "merge_id": "BIGINT",
    "customer_id": "VARCHAR",
    "into_id": "VARCHAR",
    "decided_at": "TIMESTAMP",
    "actor": "VARCHAR",
    "reason": "VARCHAR",
    "undone_at": "TIMESTAMP",
    "undone_by": "VARCHAR",
    "undone_reason": "VARCHAR",
}
REVIEW_COLUMNS = {
    "review_id": "BIGINT",
    "first_id": "VARCHAR",
    "second_id": "VARCHAR",
    "verdict": "VARCHAR",
    "decided_at": "TIMESTAMP",
    "actor": "VARCHAR",
    "reason": "VARCHAR",
}
Verdict = Literal["same", "different", "never", "open"]


@dataclass(frozen=True)
class Merge:
    """One decision: this customer is taken as part of that one, until it is undone."""

    merge_id: int
    customer_id: str
    into_id: str
    decided_at: datetime
    actor: str
    reason: str | None
    undone_at: datetime | None = None
    undone_by: str | None = None
    undone_reason: str | None = None


@dataclass(frozen=True)
class Review:
    """What a person said of a pair (same, different, open again), or of one customer (never merge, open again)."""

    first_id: str
    second_id: str | None
    verdict: Verdict
    decided_at: datetime
    actor: str
    reason: str | None

    @property
    def customers(self) -> frozenset[str]:
        """Whom it is about: one or two."""
        return frozenset(one for one in (self.first_id, self.second_id) if one is not None)


def merges_table(lake: Lake) -> ir.Table | None:
    """The decisions as `apply_merges` reads them; None where nobody was ever merged."""
    return lake.table(MERGES) if lake.has(MERGES) else None


def newest_decision(lake: Lake) -> int:
    """A number that grows with every merge and unmerge: gradings with another number saw other customers."""
    if not lake.has(MERGES):
        return 0
    (row,) = lake.engine.rows(f"SELECT count(*) + count(undone_at) AS n FROM lake.main.{MERGES}")
    return int(row["n"])


def merges(lake: Lake, *, active: bool = True) -> list[Merge]:
    """The merges that hold, oldest first; with `active=False` those undone too."""
    return _merges(lake.engine, lake.has(MERGES), active=active)


def reviews(lake: Lake) -> list[Review]:
    """What holds of what was said: the last word on each pair and customer, oldest first; `open` holds nothing."""
    if not lake.has(REVIEWS):
        return []
    names = ", ".join(name for name in REVIEW_COLUMNS if name != "review_id")
    last: dict[frozenset[str], Review] = {}
    for row in lake.engine.rows(f"SELECT {names} FROM lake.main.{REVIEWS} ORDER BY review_id"):
        review = Review(**row)
        last.pop(review.customers, None)
        last[review.customers] = review
    return [review for review in last.values() if review.verdict != "open"]


def survivor_of(links: Mapping[str, str], customer_id: str) -> str:
    """The customer somebody is taken as, through chains; themselves where they were never merged.

    >>> survivor_of({"A": "B", "B": "C"}, "A"), survivor_of({}, "A")
    ('C', 'A')
    """
    while customer_id in links:
        customer_id = links[customer_id]
    return customer_id


def links_of(decided: Iterable[Merge]) -> dict[str, str]:
    """The merges that hold as customer → the one they were merged into."""
    return {one.customer_id: one.into_id for one in decided if one.undone_at is None}


def new_links(links: Mapping[str, str], customers: Sequence[str], into: str, said: Sequence[Review]) -> dict[str, str]:
    """The links that make these customers one with `into`: each survivor among them goes into the survivor of `into`.

    Survivors are joined to survivors, so a circle cannot come about. Errors: they are one already; a person said that
    two of them are different or that one is never to be merged; a chain longer than is followed.

    >>> new_links({"A": "B"}, ["A", "C"], "C", [])
    {'B': 'C'}
    """
    target = survivor_of(links, into)
    found = {survivor_of(links, customer): target for customer in customers if survivor_of(links, customer) != target}
    if not found:
        raise _refused(
            Text("{ids} are one customer already", "{ids} 已是同一客户").fill(ids=", ".join(customers)),
            Text("See `fenji duplicates review`.", "可用 `fenji duplicates review` 查看。"),
        )
    together = {**links, **found}
    group = [one for one in {*together, target} if survivor_of(together, one) == target]
    _allowed(group, said)
    if max(_length(together, one) for one in group) > LONGEST_CHAIN:
        problem = Text("more than {n} merges in a row", "合并链超过 {n} 级").fill(n=LONGEST_CHAIN)
        fix = Text("Unmerge some and merge them into the last.", "请先撤销部分合并，再直接并入最终客户。")
        raise _refused(problem, fix)
    return found


def write_merges(tx: Transaction, links: Mapping[str, str], *, actor: str, reason: str | None) -> None:
    """Keeps merges, in one transaction."""
    tx.create(MERGES, MERGE_COLUMNS)
    number = _next(tx, MERGES, "merge_id")
    for offset, (customer, into) in enumerate(sorted(links.items())):
        row = [number + offset, customer, into, _now(), actor, reason, None, None, None]
        tx.append(MERGES, _values(MERGE_COLUMNS), row)


def undo_merges(tx: Transaction, numbers: Collection[int], *, actor: str, reason: str | None) -> None:
    """Marks merges as undone; they stay on record."""
    listed = ", ".join(str(int(number)) for number in sorted(numbers))
    tx.engine.run(
        f"UPDATE lake.main.{MERGES} SET undone_at = ?, undone_by = ?, undone_reason = ? WHERE merge_id IN ({listed})",
        [_now(), actor, reason],
    )


def write_review(
    tx: Transaction, verdict: Verdict, customers: Sequence[str], *, actor: str, reason: str | None
) -> None:
    """Keeps what a person said of one customer or two."""
    tx.create(REVIEWS, REVIEW_COLUMNS)
    first, second = (*sorted(customers), None)[:2]
    row = [_next(tx, REVIEWS, "review_id"), first, second, verdict, _now(), actor, reason]
    tx.append(REVIEWS, _values(REVIEW_COLUMNS), row)


def _merges(engine: Engine, exists: bool, *, active: bool) -> list[Merge]:
    if not exists:
        return []
    where = "WHERE undone_at IS NULL" if active else ""
    names = ", ".join(MERGE_COLUMNS)
    return [Merge(**row) for row in engine.rows(f"SELECT {names} FROM lake.main.{MERGES} {where} ORDER BY merge_id")]


def _allowed(group: Collection[str], said: Sequence[Review]) -> None:
    for review in said:
        if review.verdict == "same" or not review.customers <= set(group):
            continue
        ids = ", ".join(sorted(review.customers))
        words = {
            "never": Text("{ids} is never to be merged", "{ids} 已标记为永不合并"),
            "different": Text("{ids} were said to be different customers", "{ids} 已标记为不同客户"),
        }[review.verdict]
        reason = f" ({review.actor}: {review.reason})" if review.reason else f" ({review.actor})"
        raise _refused(
            Text(f"{words.en}{reason}", f"{words.zh}{reason}").fill(ids=ids),
            Text("If that was a mistake: fenji duplicates review {ids}", "若标记有误：fenji duplicates review {ids}")
            .fill(ids=" ".join(f"--open {one}" for one in sorted(review.customers))),
        )  # fmt: skip


def _length(links: Mapping[str, str], customer_id: str) -> int:
    length = 0
    while customer_id in links:
        customer_id, length = links[customer_id], length + 1
    return length


def _refused(problem: Text, fix: Text) -> WorkspaceError:
    return WorkspaceError(problem, where="duplicates", fix=fix)


def _next(tx: Transaction, table: str, column: str) -> int:
    (row,) = tx.rows(f"SELECT coalesce(max({column}), 0) + 1 AS id FROM lake.main.{table}")
    return int(row["id"])


def _values(columns: Mapping[str, str]) -> str:
    return "SELECT " + ", ".join(f"CAST(? AS {kind}) AS {name}" for name, kind in columns.items())


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
