"""Whether a standard gives some groups of people the top or the bottom tier less or more often than others.

Four-fifths rule: a group whose rate is below 0.8 of the best group's is shown as a disparity to be looked into (Uniform
Guidelines on Employee Selection Procedures, 29 CFR 1607.4 D, 1978). It is a sign, no proof: groups may differ in what
they bought. Groups of fewer than `LEAST` persons are left out, because their shares say little and could name somebody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from fenji.language import Text

if TYPE_CHECKING:
    from fenji.result import Result

LEAST = 30
FOUR_FIFTHS = Decimal("0.8")
ATTRIBUTES: Mapping[str, Text] = {
    "gender": Text("Gender", "性别"),
    "age_band": Text("Age band", "年龄段"),
    "province": Text("Province", "省份"),
}
_DIGITS = Decimal("0.0001")


@dataclass(frozen=True)
class Group:
    """One group: how many were graded, the share in the top and in the bottom tier, each as a ratio to the best group.

    `top_ratio` is the share in the top tier over the highest share of any group; `kept_ratio` the share above the
    bottom tier over the highest. None where nobody of any group is there.
    """

    group: str
    customers: int
    top_share: Decimal
    bottom_share: Decimal
    top_ratio: Decimal | None
    kept_ratio: Decimal | None

    @property
    def is_flagged(self) -> bool:
        """Whether a ratio is below four fifths."""
        return any(ratio is not None and ratio < FOUR_FIFTHS for ratio in (self.top_ratio, self.kept_ratio))


@dataclass(frozen=True)
class Disparity:
    """One attribute's groups; `suppressed` groups were too small, of `unknown` persons nothing is recorded."""

    attribute: str
    groups: tuple[Group, ...]
    suppressed: int
    suppressed_customers: int
    unknown: int

    @property
    def label(self) -> Text:
        """What the attribute is called."""
        return ATTRIBUTES[self.attribute]

    @property
    def is_flagged(self) -> bool:
        """Whether any group is."""
        return any(group.is_flagged for group in self.groups)

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            **asdict(self),
            "groups": [{**asdict(one), "is_flagged": one.is_flagged} for one in self.groups],
            "is_flagged": self.is_flagged,
        }


def disparities(result: Result, *, least: int = LEAST) -> tuple[Disparity, ...]:
    """Every attribute that is recorded of anybody: persons only, graded ones only; one query an attribute."""
    tiers = [tier.key for tier in result.scheme.scheme.tiers]
    there = [name for name in ATTRIBUTES if name in result.columns]
    found = [_disparity(result, name, tiers, least) for name in there]
    return tuple(one for one in found if one is not None)


def _disparity(result: Result, attribute: str, tiers: Sequence[str], least: int) -> Disparity | None:
    persons = "" if "kind" not in result.columns else "AND kind IS DISTINCT FROM 'company'"
    sql = f"""SELECT "{attribute}" AS of, count(*) AS n, count(*) FILTER (tier = ?) AS top,
                     count(*) FILTER (tier = ?) AS bottom
              FROM {result.relation} WHERE tier IS NOT NULL {persons} GROUP BY ALL ORDER BY ALL"""
    rows = result.engine.rows(sql, [tiers[0], tiers[-1]])
    known = [row for row in rows if row["of"] is not None and str(row["of"]).strip()]
    if not known:
        return None
    large = [row for row in known if row["n"] >= least]
    best_top = max((_share(row["top"], row["n"]) for row in large), default=Decimal(0))
    best_kept = max((_share(row["n"] - row["bottom"], row["n"]) for row in large), default=Decimal(0))
    groups = tuple(
        Group(
            str(row["of"]),
            int(row["n"]),
            _share(row["top"], row["n"]),
            _share(row["bottom"], row["n"]),
            _ratio(_share(row["top"], row["n"]), best_top),
            _ratio(_share(row["n"] - row["bottom"], row["n"]), best_kept),
        )
        for row in large
    )
    everybody, counted = sum(int(row["n"]) for row in rows), sum(int(row["n"]) for row in known)
    small = [row for row in known if row["n"] < least]
    return Disparity(attribute, groups, len(small), sum(int(row["n"]) for row in small), everybody - counted)


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(int(part)) / Decimal(int(whole))).quantize(_DIGITS, ROUND_HALF_UP)


def _ratio(share: Decimal, best: Decimal) -> Decimal | None:
    return None if not best else (share / best).quantize(_DIGITS, ROUND_HALF_UP)
