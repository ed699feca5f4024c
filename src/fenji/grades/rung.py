"""One rung of the ladder, the states outside of it, and a grade with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

NO_RUNG = "no_rung"


@dataclass(frozen=True)
class Rung:
    """One step of the ladder on an engine: 1 is the best. Without a condition it takes everyone who is left."""

    number: int
    tier: str
    kind: str
    holds: ir.BooleanValue | None

    @property
    def reason(self) -> str:
        """The reason code of whoever stands here: `score:VIP`, `rule:VIP`, `rest:regular`."""
        return f"{'rest' if self.holds is None else self.kind}:{self.tier}"


@dataclass(frozen=True)
class Ungraded:
    """A state outside of the ladder on an engine: whoever meets it has no tier, which is not the lowest tier."""

    name: str
    holds: ir.BooleanValue


@dataclass(frozen=True)
class Grade:
    """The grade of one customer and its reason; no rung means ungraded."""

    rung: int | None
    tier: str | None
    reason: str
