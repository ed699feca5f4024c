"""Mistakes in transition rules: unknown tiers, standards to keep that are too high, margins, calendars."""

from __future__ import annotations

from itertools import pairwise

from fenji.language import Text
from fenji.scheme.draft import Draft
from fenji.scheme.mistakes import unknown_name
from fenji.scheme.transitions import Transitions

_AT = "transitions"
_DEADLINES = {"month": 1, "year": 2}  # how many numbers a deadline has: 25, 03-31


def check_transitions(draft: Draft) -> None:
    """Notes what is wrong with the transition rules."""
    found = draft.settings.get(_AT)
    if not isinstance(found, Transitions):
        _late_limits(draft)
        return
    _tiers(draft, found)
    _calendar(draft, found)
    _margin(draft, found)
    if found.grace.runs == 1:
        draft.note((_AT, "grace"), "grace one")
    if found.warn_days and not _protects(draft, found):
        draft.note((_AT, "warn_days"), "warns nobody", days=found.warn_days)


def _late_limits(draft: Draft) -> None:
    for number, limit in draft.parts.get("limits", {}).items():
        if not limit.at_once and not draft.raw.get(_AT):
            draft.note(("limits", number, "at_once"), "at_once")


def _tiers(draft: Draft, found: Transitions) -> None:
    seen = {tier.key: tier for tier in draft.tiers_seen()}
    for key, tier in found.tiers.items():
        at = (_AT, "tiers", key)
        if key not in seen:
            draft.add(at, unknown_name(Text("tier", "等级"), key, seen, code="tier"))
            continue
        if seen[key].rest:
            draft.note(at, "protects nobody", name=key)
        if tier.grace is not None and tier.grace.runs == 1:
            draft.note((*at, "grace"), "grace one")
        if tier.keep is not None:
            _keep(draft, found, key)


def _keep(draft: Draft, found: Transitions, key: str) -> None:
    keep, at = found.tiers[key].keep, (_AT, "tiers", key, "keep")
    assert keep is not None
    start = next(tier.from_score for tier in draft.tiers_seen() if tier.key == key)
    if (keep.from_score is None) == (keep.when is None):
        draft.note(at, "keep way")
    elif keep.from_score is not None and draft.settings.get("grade_by") == "rules":
        draft.note((*at, "from_score"), "keep score")
    elif keep.from_score is not None and start is not None and keep.from_score >= start:
        draft.note((*at, "from_score"), "keep high", name=key, keep=keep.from_score, start=start)


def _calendar(draft: Draft, found: Transitions) -> None:
    evaluate = found.evaluate
    if evaluate.on is not None and len(evaluate.on.split("-")) != _DEADLINES.get(evaluate.every):
        draft.note((_AT, "evaluate", "on"), "deadline", on=evaluate.on, every=evaluate.every)


def _margin(draft: Draft, found: Transitions) -> None:
    at = (_AT, "hysteresis")
    if not found.hysteresis:
        return
    if draft.settings.get("grade_by") == "rules":
        draft.note(at, "hysteresis rules")
        return
    scores = [(tier.key, tier.from_score) for tier in draft.tiers_seen() if tier.from_score is not None]
    for (_, above), (key, start) in pairwise(scores):
        if above > start and 2 * found.hysteresis > above - start:
            draft.note(at, "hysteresis wide", margin=found.hysteresis, name=key, width=above - start)
            return


def _protects(draft: Draft, found: Transitions) -> bool:
    if found.evaluate.every != "run":
        return True
    held = [found.of(tier.key) for tier in draft.tiers_seen()]
    return any(tier.minimum_stay or (tier.grace and (tier.grace.days or tier.grace.runs > 1)) for tier in held)
