"""Which day may be graded: none that is still to come."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from fenji.errors import WorkspaceError
from fenji.language import Text
from fenji.metrics.period import local_day

if TYPE_CHECKING:
    from fenji.lake.lake import Lake


def refuse_future(as_of: date, lake: Lake, *, zone: str) -> None:
    """A day to come is refused: what happens until then isn't known. Today is not, nor a day that has orders."""
    today = local_day(datetime.now(UTC).replace(tzinfo=None), zone)
    if as_of <= today:
        return
    if lake.has("orders"):
        (row,) = lake.engine.rows("SELECT max(ordered_on) AS day FROM lake.main.orders")
        if row["day"] is not None and as_of <= row["day"]:
            return
    raise WorkspaceError(
        Text("{day} is still to come; today is {today}", "{day} 尚未到来，今天是 {today}").fill(
            day=as_of.isoformat(), today=today.isoformat()
        ),
        where="--as-of",
        fix=Text("Write today or an earlier day.", "请写今天或更早的日期。"),
    )
