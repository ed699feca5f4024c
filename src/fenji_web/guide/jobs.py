"""What the worker does when practice ends: the sample is set aside and the workspace is empty."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import transaction

from fenji_web import library
from fenji_web.guide.queries import emptied
from fenji_web.library import Text
from fenji_web.runs.models import Job
from fenji_web.runs.services import job

if TYPE_CHECKING:
    Progress = Callable[[Text, float], None]

_CLEARING = Text("setting the sample aside", "正在移出示例数据")
KIND = "begin_own_data"


@job(KIND, label=Text("Beginning with own data", "开始使用自己的数据"), permission="settings")
def begin_own_data(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The sample and all that was made from it leaves; what people kept about its customers leaves with it."""
    del arguments
    progress(_CLEARING, 0.1)
    aside = library.set_aside(workspace)
    with transaction.atomic():
        for model in emptied():
            rows = model.objects.all()
            (rows.exclude(kind=KIND) if model is Job else rows).delete()
    return {"aside": aside.name}
