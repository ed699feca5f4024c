"""What the worker does for erasures: looks what would go, erases, ends what was interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.erasure import services
from fenji_web.erasure.models import Wish
from fenji_web.library import Text
from fenji_web.runs.services import job

if TYPE_CHECKING:
    from fenji_web.library import Workspace

Progress = Callable[[Text, float], None]
_LOOKING = Text("finding what is kept", "查找数据")


@job("erasure_preview", label=Text("Finding what an erasure would take out", "预览删除内容"), permission="erase")
def preview(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What is kept of a customer, store by store; the job itself says nothing of whom."""
    progress(_LOOKING, 0.1)
    wish = Wish.objects.get(pk=arguments["wish"])
    services.looked(wish.pk, _told(library.erasing.preview(workspace, wish.customer_id)))
    return {}


@job("erasure", label=Text("Erasing a customer", "删除客户"), permission="erase")
def erase(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Takes the customer out of every store; a wish that was half done is ended where it stopped."""
    wish = Wish.objects.select_related("asked_by", "confirmed_by").get(pk=arguments["wish"])
    if not wish.customer_id:
        return {"number": wish.number}
    done = library.erasing.erase(
        workspace,
        wish.customer_id,
        reason=wish.reason,
        approved_by=wish.confirmed_by.username if wish.confirmed_by else "",
        progress=progress,
    )
    services.ended(wish.pk, done.number, _told(done.stores))
    return {"number": done.number}


@job("retention_preview", label=Text("Finding what is past its time", "查找到期数据"), permission="erase")
def due(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """What the rules would take out today."""
    del arguments
    progress(_LOOKING, 0.1)
    return {"due": _due(library.retention.preview(workspace)), "is_applied": False}


@job("retention", label=Text("Taking out what is past its time", "清除到期数据"), permission="erase")
def apply_rules(workspace: Workspace, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Takes it out, of every snapshot too; a report is kept."""
    del arguments
    return {"due": _due(library.retention.apply(workspace, progress=progress)), "is_applied": True}


def _due(found: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {
            "title": {"en": one.title.en, "zh": one.title.zh},
            "before": one.before.isoformat(),
            "count": one.count,
        }
        for one in found
    ]


def _told(stores: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        {"name": one.name, "title": {"en": one.title.en, "zh": one.title.zh}, "count": one.count, "tables": one.tables}
        for one in stores
    ]
