"""What the worker does for findings: asks the tables of a run what its rows alone can't say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fenji_web import library
from fenji_web.library import Text
from fenji_web.playbook.services import TABLES
from fenji_web.runs.services import job

Progress = Callable[[Text, float], None]
_LOOKING = Text("looking into the tables", "核对明细数据")


@job(TABLES, label=Text("Looking into orders, products and tickets", "核对订单、商品与工单"), permission="see_whole")
def look(workspace: Any, arguments: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Refunds, products, answers to messages and waiting tickets, in sums alone; kept with the job."""
    progress(_LOOKING, 0.2)
    result = workspace.result(arguments["run"])
    told: dict[str, Any] = library.recorded(workspace, result).to_json()
    return told
