"""Weights set anew: the others keep their proportions and make up the rest."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.errors import SchemeError
from fenji.language import Text
from fenji.scheme.weights import BY_HAND
from fenji.scores.total import WHOLE

if TYPE_CHECKING:
    from fenji.scheme.model import Scheme

_RESCALED = Text("The other weights shrink or grow in proportion: {weights}.", "其余权重按比例调整：{weights}。")
_DROPPED = Text("No weight is left for {names}: left out.", "{names}已无权重，不再计入。")
_BY_HAND = Text("All weights are written ones now.", "全部权重改为手工设定。")


def reweighed(
    scheme: Scheme, given: Mapping[str, int], *, where: str, found: Mapping[str, int] | None = None
) -> tuple[Scheme, list[Text]]:
    """The standard with some weights set and the others in proportion, in whole basis points by largest remainder.

    `given` are basis points by criterion. Weights that were compared in pairs or found from customers (`found`) become
    written ones. What has no weight left is left out.
    """
    weights = {name: weight or (found or {}).get(name, 0) for name, weight in scheme.weights().items()}
    others = {name: weight for name, weight in weights.items() if name not in given}
    left = WHOLE - sum(given.values())
    if left < 0 or (left and not others):
        problem = Text("the weights add up to {total}%, not 100%", "权重合计为 {total}%，应为 100%").fill(
            total=f"{Decimal(sum(given.values())) / 100:f}"
        )
        fix = Text(
            "Set fewer of them, or set them so that they make 100%.", "请少设几项，或使其合计为 100%。"
        )  # fmt: skip
        raise SchemeError(problem, where=where, fix=fix)
    shared = _shared(others, left)
    weights = {**shared, **given}
    kept = [one.model_copy(update={"weight_bp": weights[one.name]}) for one in scheme.criteria if weights[one.name]]
    dropped = [one.name for one in scheme.criteria if not weights[one.name]]
    notes = []
    moved = [(name, weight) for name, weight in shared.items() if weight and weight != others[name]]
    if moved:
        said = [f"{name} {percent(others[name])} → {percent(weight)}" for name, weight in moved]
        notes.append(_RESCALED.fill(weights=Text(", ".join(said), "，".join(said))))
    if dropped:
        notes.append(_DROPPED.fill(names=Text(", ".join(dropped), "、".join(dropped))))
    if not scheme.weights_by.is_written:
        notes.append(_BY_HAND)
    return scheme.model_copy(update={"criteria": tuple(kept), "weights_by": BY_HAND}), notes


def _shared(weights: Mapping[str, int], whole: int) -> dict[str, int]:
    given = sum(weights.values()) or 1
    floors = {name: weight * whole // given for name, weight in weights.items()}
    rests = {name: weight * whole % given for name, weight in weights.items()}
    missing = (whole if weights else 0) - sum(floors.values())
    favoured = sorted(rests, key=lambda name: -rests[name])[:missing]
    return {name: floor + (name in favoured) for name, floor in floors.items()}


def read_share(value: Any, path: str) -> int:
    """A weight as basis points from 25% or 0.25; 0 is allowed here."""
    words = str(value).strip()
    try:
        share = Decimal(words.rstrip("%％ ")) / (100 if words.endswith(("%", "％")) else 1)
        is_right = share.is_finite() and 0 <= share <= 1 and share * WHOLE == int(share * WHOLE)
    except ArithmeticError:
        is_right = False
    if isinstance(value, bool) or not is_right:
        raise SchemeError(
            Text("'{value}' is no weight", "“{value}”不是权重").fill(value=words),
            where=path,
            fix=Text("Write 25% or 0.25, at most two decimals of a percent; 0 leaves the criterion out.",
                     "请写 25% 或 0.25(百分数最多两位小数)；写 0 则不计入该评分项。"),
        )  # fmt: skip
    return int(share * WHOLE)


def percent(weight_bp: int) -> str:
    """Basis points as people write a weight: 1250 is 12.5%."""
    return f"{(Decimal(weight_bp) / 100).normalize():f}%"
