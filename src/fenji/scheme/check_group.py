"""What only the list of customers can tell of a standard for groups of companies: circles, and ways up without end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.language import Text, say_count
from fenji.metrics.group import DEEPEST, standing_alone
from fenji.scheme.draft import Draft

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.scheme.model import Scheme
    from fenji.scores.calibrate import Ask


def check_group(draft: Draft, scheme: Scheme, customers: ir.Table | None, ask: Ask) -> None:
    """Counts subsidiaries whose parents cannot be followed to the top; notes where nobody has a parent at all."""
    if scheme.group is None or customers is None:
        return
    alone = standing_alone(customers)
    (row,) = ask(alone.aggregate(n=alone.count()))
    (all_,) = ask(customers.aggregate(n=customers.parent_id.count()))
    if row["n"]:
        heads = Text(say_count(int(row["n"]), "en"), say_count(int(row["n"]), "zh"))
        draft.note(("group",), "group circle", n=heads, deepest=DEEPEST)
    if not all_["n"]:
        draft.note(("group",), "group nobody")
