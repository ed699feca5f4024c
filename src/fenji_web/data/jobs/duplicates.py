"""Customers who are probably one: found with reasons, merged or kept apart as a person says, and taken apart again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fenji_web import library
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
    return {
        "count": len(found),
        "pairs": [_pair(one) for one in found[:SHOWN]],
        "merges": [_merge(one) for one in library.merges(workspace)],
        "entry": entries[-1]["import_id"] if entries else None,
    }


@job("decide_duplicate", label=Text("Decision on two customers", "判断两位客户"), permission="import")
def decide_duplicate(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Two customers become one from the next grading on, or are never listed together again."""
    progress(Text("keeping the decision", "记录判断"), 0.2)
    ids = [arguments["first"], arguments["second"]]
    if arguments["verdict"] == "different":
        library.review(workspace, "different", ids)
        return {"merges": []}
    links = library.planned(workspace, ids)
    return {"merges": [_merge(one) for one in library.merge(workspace, links)]}


@job("unmerge_customer", label=Text("Taking a merge back", "撤销合并"), permission="import")
def unmerge_customer(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """One merge as if it had never been decided; it stays on record."""
    progress(Text("taking back", "撤销"), 0.2)
    return {"merge": _merge(library.unmerge(workspace, arguments["customer"]))["customer"]}


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


def _merge(one: Any) -> dict[str, Any]:
    return {"customer": one.customer_id, "into": one.into_id, "by": one.actor, "at": one.decided_at.isoformat()}
