"""Customers who are probably one: found with reasons, merged or kept apart as a person says, and taken apart again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from typing import Any

from fenji_web import library
from fenji_web.accounts.models import User
from fenji_web.care.services import rehome
from fenji_web.data.queries import said
from fenji_web.library import Text
from fenji_web.runs.services import job

Progress = Callable[[Text, float], None]
SHOWN = 50
_FACTS = ("mobile", "landline", "email", "wechat", "company_code", "city", "address", "born_on")


@job("find_duplicates", label=Text("Looking for duplicate customers", "查找重复客户"), permission="import")
def find_duplicates(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The most probable pairs with their reasons, and the merges that hold."""
    del arguments
    found = [one for one in library.find_duplicates(workspace, progress=progress) if one.verdict is None]
    entries = workspace.imports()
    _rehome(workspace)
    return {
        "count": len(found),
        "pairs": [_pair(one) for one in found[:SHOWN]],
        "merges": _merges(workspace, library.merges(workspace)),
        "entry": entries[-1]["import_id"] if entries else None,
    }


@job("compare_duplicates", label=Text("Comparing two customers", "对比两位客户"), permission="import")
def compare(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Two customers side by side, which values would stand, and the grade of both as one; nothing is changed."""
    ids = [arguments["first"], arguments["second"]]
    links = library.planned(workspace, ids, arguments.get("into"))
    progress(Text("putting side by side", "对比资料"), 0.2)
    sides = library.merge_sides.sides(workspace, links)
    progress(Text("working out the grade", "试算等级"), 0.5)
    found = library.merge_preview.preview(workspace, links)
    into = next(one for one in links.values() if one not in links)
    together = next((one for one in found.after if one.customer_id == into), None)
    return {
        "into": into,
        "sides": {
            "before": {one: _plain(row) for one, row in sides.before.items()},
            "after": _plain(sides.after),
            "rows": sides.rows,
        },
        "standings": {one.customer_id: _standing(one) for one in found.before},
        "together": None if together is None else _standing(together),
        "run": None if found.run is None else {"scheme": found.run.scheme, "as_of": found.run.as_of.isoformat()},
    }


@job("decide_duplicate", label=Text("Decision on two customers", "判断两位客户"), permission="import")
def decide_duplicate(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Two customers become one from the next grading on, or are never listed together again."""
    progress(Text("keeping the decision", "记录判断"), 0.2)
    ids = [arguments["first"], arguments["second"]]
    if arguments["verdict"] == "different":
        library.review(workspace, "different", ids)
        return {"merges": []}
    links = library.planned(workspace, ids, arguments.get("into"))
    made = library.merge(workspace, links)
    _rehome(workspace)
    return {"merges": _merges(workspace, made)}


@job("unmerge_customer", label=Text("Taking a merge back", "撤销合并"), permission="import")
def unmerge_customer(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """One merge as if it had never been decided; it stays on record."""
    progress(Text("taking back", "撤销"), 0.2)
    undone = library.unmerge(workspace, arguments["customer"])
    _rehome(workspace)
    return {"merge": undone.customer_id}


def _rehome(workspace: Any) -> None:
    """What people keep about customers stands with the one each is now, also after merges at the terminal."""
    rehome(library.survivors(workspace), by=User.objects.filter(username=workspace.asked_by).first())


def _pair(found: Any) -> dict[str, Any]:
    return {
        "first": _customer(found.first),
        "second": _customer(found.second),
        "probability": str(found.pair.probability),
        "reasons": [{"words": said(one.words), "is_for": one.is_for} for one in found.pair.reasons],
    }


def _customer(row: dict[str, Any]) -> dict[str, Any]:
    facts = [str(row[name]) for name in _FACTS if row.get(name)]
    return {"id": row["customer_id"], "name": row.get("name") or "", "facts": facts}


def _merges(workspace: Any, found: Sequence[Any]) -> list[dict[str, Any]]:
    names = library.merge_sides.names_of(workspace, {one for each in found for one in (each.customer_id, each.into_id)})
    return [
        {
            "customer": one.customer_id,
            "name": names.get(one.customer_id) or "",
            "into": one.into_id,
            "into_name": names.get(one.into_id) or "",
            "by": one.actor,
            "at": one.decided_at.replace(tzinfo=UTC).isoformat(),
        }
        for one in found
    ]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if value is None or isinstance(value, bool | int | str) else str(value)
        for name, value in row.items()
    }


def _standing(one: Any) -> dict[str, Any]:
    return {
        "tier": one.tier,
        "tier_name": None if one.tier_name is None else said(one.tier_name),
        "score": None if one.score is None else str(one.score),
        "order_count": one.order_count,
        "net_revenue": None if one.net_revenue is None else str(one.net_revenue),
        "last_ordered_on": None if one.last_ordered_on is None else one.last_ordered_on.isoformat(),
    }
