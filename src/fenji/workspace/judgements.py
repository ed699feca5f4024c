"""Judgements: points a person gives a customer for what no record shows, with their name and reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from fenji.errors import UnknownName, WorkspaceError
from fenji.language import Text, say_number
from fenji.tables.decided import JUDGEMENTS
from fenji.workspace.decisions import REASON, deciding, effective_day, known_customer, rows, said
from fenji.workspace.versions import body, published

if TYPE_CHECKING:
    from fenji.lake.lake import Lake
    from fenji.scheme.model import Scheme
    from fenji.scheme.parts import Judgement as Item
    from fenji.workspace.workspace import Workspace

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Judgement:
    """Points for one item of one customer, from a day on; None: the judgement was taken back."""

    sequence: int
    customer_id: str
    item: str
    points: Decimal | None
    most: Decimal
    scheme: str
    effective_on: date
    actor: str
    reason: str
    decided_at: datetime


def judgements(lake: Lake, *, customer_id: str | None = None, item: str | None = None) -> list[Judgement]:
    """Every judgement in the order given; of one customer or one item. A later one of the same item takes its place."""
    asked = {name: value for name, value in (("customer_id", customer_id), ("item", item)) if value is not None}
    where = " AND ".join(f"{name} = ?" for name in asked) or "TRUE"
    return [Judgement(**row) for row in rows(lake, JUDGEMENTS, where, list(asked.values()))]


def judge(
    workspace: Workspace,
    customer_id: str,
    *,
    scheme: Scheme,
    item: str,
    points: Decimal | None,
    reason: str | None,
    on: date | None = None,
) -> Judgement:
    """Gives a customer points for an item of the standard, from a day on (default: that of the newest grading).

    None takes the judgement back: the item is unknown again. Errors: an unknown customer or item; more points than the
    standard allows, or below 0; no reason.
    """
    reason = said(reason, what=REASON, where="--reason")
    known = find_item(scheme, item)
    if points is not None:
        _check_points(points, known)
    day = on or effective_day(workspace)
    with deciding(workspace, f"judge: {customer_id} {known.item}") as book:
        known_customer(book.lake, customer_id, where="judge")
        number = book.keep(
            JUDGEMENTS,
            customer_id=customer_id,
            item=known.item,
            points=points,
            most=known.most,
            scheme=scheme.name,
            effective_on=day,
            reason=reason,
        )
    return next(one for one in judgements(workspace.lake, customer_id=customer_id) if one.sequence == number)


def left_out_by(lake: Lake, one: Judgement) -> int | None:
    """The published version of its standard, where it leaves the item out: nobody was judged when it was made."""
    now = published(lake, one.scheme)
    if now is None:
        return None
    found = body(lake, one.scheme, now.version)
    counted = [each for each in found.scheme.criteria if each.options.get("item") == one.item]
    return now.version if any(each.name in found.left_out for each in counted) else None


def find_item(scheme: Scheme, named: str) -> Item:
    """The subjective item a person means, by its name or label; an unknown one is an error with a guess."""
    wanted = named.strip().casefold()
    for one in scheme.judgements:
        if wanted in {one.item.casefold(), one.label.en.casefold(), one.label.zh.casefold()}:
            return one
    if not scheme.judgements:
        problem = Text("the standard '{name}' has no subjective items", "标准“{name}”没有主观评分项")
        fix = Text(
            "Add `judgements:` to it (docs/reference/schemes.md).",
            "请在标准中添加 `judgements:`（见 docs/reference/schemes.md）。",
        )
        raise WorkspaceError(problem.fill(name=scheme.name), where="--item", fix=fix)
    raise UnknownName(
        Text("subjective item", "主观评分项"),
        named,
        known=[one.item for one in scheme.judgements],
        where=f"--item ({scheme.name})",
    )


def _check_points(points: Decimal, item: Item) -> None:
    if points.is_finite() and 0 <= points <= item.most and points == points.quantize(_CENT):
        return
    problem = Text("{points} is outside of 0 to {most}", "{points} 不在 0 至 {most} 之间")
    most = Text(say_number(item.most, "en"), say_number(item.most, "zh"))
    fix = Text(
        "The standard allows at most {most} points, with two decimals at most.",
        "该标准最多给 {most} 分，最多两位小数。",
    ).fill(most=most)
    raise WorkspaceError(problem.fill(points=points, most=most), where="--points", fix=fix)
