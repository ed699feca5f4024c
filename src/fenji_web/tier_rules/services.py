"""What a tier's rule may ask about, the rule as a form, and the standard with another rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.editor.services import metrics
from fenji_web.own_segments.forms import Askable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fenji_web.library import Comparison, Rule, Scheme


def askable(rule: Rule | None) -> dict[str, Askable]:
    """Every figure a rule may look at, by its name in words; those of the rule with a period or options of its own."""
    plain = (Askable(f"metric:{one.name}", one.label, "number", "figure", {"metric": one.name}, unit=one.unit)
             for one in metrics())  # fmt: skip
    own = () if rule is None else (_own(one) for one in rule.comparisons())
    return {one.key: one for one in (*plain, *own)}


def _own(one: Comparison) -> Askable:
    """A figure as a comparison asks for it."""
    written: dict[str, Any] = {"metric": one.metric}
    written |= {"window": str(one.window)} if one.window is not None else {}
    written |= {"options": dict(one.options)} if one.options else {}
    is_usual = len(written) == 1
    label = library.named(one.metric, window=one.window, options=one.options)
    if is_usual and one.metric in library.METRICS:
        label = library.METRICS.get(one.metric).label
    unit = library.METRICS.get(one.metric).unit.text if one.metric in library.METRICS else None
    key = f"metric:{one.metric}" if is_usual else f"metric:{one.column}"
    return Askable(key, label, "number", "figure", written, unit=unit)


def rule_of(when: Mapping[str, Any]) -> Rule:
    """A written condition as a rule."""
    rule: Rule = library.read_condition(when)
    return rule


def with_rule(scheme: Scheme, key: str, when: Mapping[str, Any]) -> Scheme | None:
    """The standard with another rule of one tier; None where it cannot be read."""
    try:
        return library.reshaping.with_rule(scheme, key, when)
    except ValueError:
        return None
