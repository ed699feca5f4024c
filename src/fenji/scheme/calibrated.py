"""What ran: a standard with its cut points found, frozen, and everything needed to grade again the same way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from fenji.grades.ladder import Ladder, grade_of
from fenji.grades.protection import Transition
from fenji.grades.rung import Grade
from fenji.metrics.measure import Measure
from fenji.scheme.model import Criterion, Scheme, Tier, canonical_json, digest_of
from fenji.scores.calibrate import Ask, Asked, calibrate
from fenji.scores.scorer import Better, Learned
from fenji.scores.topsis import Ideal, closeness_of, contributions_of
from fenji.scores.total import Scored, points_of, total_of

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class CalibratedScheme:
    """A scheme version with its cut points, as a run keeps it.

    `weights` are basis points that add up to 10000 over the criteria that count; `left_out` names criteria that
    nobody's data could answer. `ideals` are the frozen ends of each criterion where the total is by TOPSIS. The digest
    covers scheme, cut points, weights and ideals, not the version's number: the same content has the same digest.
    """

    scheme: Scheme
    version: int
    learned: Mapping[str, Learned]
    weights: Mapping[str, int]
    left_out: tuple[str, ...] = ()
    ideals: Mapping[str, Ideal] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over canonical JSON."""
        return digest_of(self._content())

    def tier(self, key: str) -> Tier:
        """The tier with that key."""
        return self.scheme.tier(key)

    def criterion(self, name: str) -> Criterion:
        """The criterion with that name."""
        return self.scheme.criterion(name)

    def measures(self) -> tuple[Measure, ...]:
        """Every column to measure."""
        return self.scheme.measures()

    def ladder(self) -> Ladder:
        """The ladder; a criterion that is left out makes nobody ungraded."""
        return self._ladder

    def transition(self) -> Transition | None:
        """The transition rules; None where there are none."""
        return self.scheme.transition()

    def scored(self) -> tuple[Scored, ...]:
        """Every criterion with its cut points and the weight that counts; left out: weight 0."""
        return self._scored

    def points_of(self, row: Mapping[str, Any]) -> dict[str, int | None]:
        """The points of one measured row in hundredths, by criterion; what an engine gave, computed again."""
        return points_of(row, self.scored())

    def total_of(self, row: Mapping[str, Any]) -> int | None:
        """The total of one measured row in millionths of a score point."""
        return self._total(self.points_of(row))

    def adds_of(self, points: Mapping[str, int | None]) -> dict[str, int | None]:
        """What each criterion adds to the total, in millionths; the parts of a customer sum to the total exactly.

        By weights: points × weight. By TOPSIS: the total divided in proportion to each criterion's squared distance
        from the worst points (`fenji.scores.topsis.contributions_of`).
        """
        if self.ideals:
            return contributions_of(points, self.ideals)
        return {name: None if (p := points[name]) is None else p * weight for name, weight in self.weights.items()}

    def grade_of(self, row: Mapping[str, Any]) -> Grade:
        """Rung, tier and reason of one measured row: what explains and what-if questions ask."""
        points = self.points_of(row)
        full = {**row, **{f"points_{name}": earned for name, earned in points.items()}}
        return grade_of({**full, "total": self._total(points)}, self.ladder())

    def to_json(self) -> str:
        """The whole as canonical JSON, exact: `from_json` gives an equal one."""
        return canonical_json({**self._content(), "version": self.version})

    @classmethod
    def from_json(cls, text: str) -> CalibratedScheme:
        """A calibrated scheme as it was kept."""
        kept = json.loads(text)
        return cls(
            scheme=Scheme.model_validate(kept["scheme"]),
            version=int(kept["version"]),
            learned={name: Learned.model_validate(found) for name, found in kept["learned"].items()},
            weights={name: int(weight) for name, weight in kept["weights"].items()},
            left_out=tuple(kept["left_out"]),
            ideals={name: Ideal.model_validate(ends) for name, ends in kept.get("ideals", {}).items()},
        )

    @cached_property  # what-if questions ask for both thousands of times
    def _ladder(self) -> Ladder:
        ladder = self.scheme.ladder()
        unknown = tuple(name for name in ladder.unknown if name not in self.left_out)
        return replace(ladder, unknown=unknown)

    @cached_property
    def _scored(self) -> tuple[Scored, ...]:
        return tuple(
            Scored(
                one.name,
                one.column,
                one.scorer,
                self.learned[one.name],
                self.weights.get(one.name, 0),
                self.ideals.get(one.name),
            )
            for one in self.scheme.criteria
        )

    def _total(self, points: Mapping[str, int | None]) -> int | None:
        return closeness_of(points, self.ideals) if self.ideals else total_of(points, self.weights)

    def _content(self) -> dict[str, Any]:
        ideals = {name: one.model_dump(mode="json") for name, one in self.ideals.items()}
        return ({"ideals": ideals} if ideals else {}) | {
            "scheme": self.scheme.model_dump(mode="json", by_alias=True),
            "learned": {name: found.model_dump(mode="json") for name, found in self.learned.items()},
            "weights": dict(self.weights),
            "left_out": list(self.left_out),
        }


def calibrate_scheme(scheme: Scheme, measured: ir.Table, ask: Ask, *, version: int = 1) -> CalibratedScheme:
    """The scheme with cut points found on measured customers, and frozen.

    `ask` answers an expression with rows: calibration itself runs no query. One aggregate a round, two rounds usual.
    """
    weights = scheme.weights()
    asked = [Asked(one.name, one.column, one.scorer, weights[one.name], better_of(one)) for one in scheme.criteria]
    by_topsis, method = scheme.total_by == "topsis", scheme.weights_by.method
    found = calibrate(measured, asked, ask, weighing=method, with_ideals=by_topsis) if asked else None
    return CalibratedScheme(
        scheme=scheme,
        version=version,
        learned=found.learned if found else {},
        weights=found.weights if found else {},
        left_out=found.left_out if found else (),
        ideals=found.ideals if found else {},
    )


def better_of(criterion: Criterion) -> Better:
    """Which direction earns more points: as written, else the metric's own."""
    if criterion.better is not None:
        return criterion.better
    from fenji.metrics.metric import METRICS

    return "lower" if METRICS.get(criterion.metric).better == "lower" else "higher"
