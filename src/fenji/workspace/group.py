"""What a run says of groups of companies: whose parents could not be followed to the top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.language import Text, say_count
from fenji.metrics.group import DEEPEST, standing_alone
from fenji.workspace.tables import canonical_tables

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.lake.lake import Lake
    from fenji.scheme.model import Scheme


def group_notes(lake: Lake, engine: Engine, scheme: Scheme) -> tuple[Text, ...]:
    """How many subsidiaries stand alone because their parents lead in a circle or too far up; nothing where none do."""
    customers = canonical_tables(lake).get("customers") if scheme.group is not None else None
    if customers is None:
        return ()
    (row,) = engine.rows(engine.compile(standing_alone(customers).count().name("n").as_table()))
    if not row["n"]:
        return ()
    shown = Text(say_count(int(row["n"]), "en"), say_count(int(row["n"]), "zh"))
    return (_ALONE.fill(n=shown, deepest=DEEPEST),)


_ALONE = Text(
    "{n} customers have a parent but stand alone: their parents lead in a circle, or further up than {deepest} steps",
    "{n} 位客户虽有母公司，但上级关系成环或超过 {deepest} 级，按独立客户处理",
)
