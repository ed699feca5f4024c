"""The tiers of a result as pictures show them: name, colour, shape, and the ungraded last, in grey."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fenji.charts import theme
from fenji.errors import DrawError
from fenji.language import Language, Text

if TYPE_CHECKING:
    from fenji.result import Result, TierSummary

UNGRADED = Text("Ungraded", "暂不评级")


@dataclass(frozen=True)
class Look:
    """How one tier looks in a picture."""

    key: str | None
    name: str
    colour: str
    shape: str

    def legible(self) -> Look:
        """The same where only the colour tells the area from the ground: at least 3 : 1 against it."""
        return replace(self, colour=theme.legible(self.colour))

    @property
    def edge(self) -> str:
        """The line around its areas."""
        return theme.edge(self.colour)


def looks(result: Result, lang: Language) -> dict[str | None, Look]:
    """How every tier of the scheme looks, best first, the ungraded (None) last."""
    found: dict[str | None, Look] = {}
    taken: set[str] = set()
    for place, tier in enumerate(result.scheme.scheme.tiers):
        colour = (tier.colour or "").upper()
        if len(colour) != 7 or colour in taken:
            colour = next((c for c in theme.PALETTE if c not in taken), theme.PALETTE[place % len(theme.PALETTE)])
        taken.add(colour)
        shape = theme.SHAPES[place % len(theme.SHAPES)]
        found[tier.key] = Look(tier.key, tier.name.say(lang) or tier.key, colour, shape)
    found[None] = Look(None, UNGRADED.say(lang), theme.UNGRADED, "x")
    return found


def key_of(summary: TierSummary) -> str | None:
    """The tier's key, None for the ungraded."""
    return None if summary.tier is None else summary.tier.key


def graded(result: Result, chart: str) -> tuple[TierSummary, ...]:
    """The result's tiers, best first; a result in which nobody could be graded cannot be drawn."""
    tiers = result.tiers()
    if any(each.tier is not None and each.customers for each in tiers):
        return tiers
    problem = Text("nobody could be graded in this run", "本次评级中没有任何客户能够评级")
    fix = Text(
        "Run `fenji scheme check` to see which data is missing, then grade again.",
        "请运行 `fenji scheme check` 查看缺少哪些数据，补齐后重新评级。",
    )
    raise DrawError(problem, where=f"{chart} {result.run.id}".strip(), fix=fix)


def top_of(tiers: tuple[TierSummary, ...]) -> TierSummary:
    """The best tier that has customers."""
    return next(each for each in tiers if each.tier is not None and each.customers)
