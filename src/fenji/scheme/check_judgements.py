"""Mistakes in subjective items: unknown or unused ones, and more of the score than the standard allows them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from fenji.language import Text
from fenji.scheme.check_criteria import metrics_named
from fenji.scheme.draft import Draft
from fenji.scheme.mistakes import unknown_name
from fenji.scheme.parts import Judgement
from fenji.scores.scale import Scale

METRIC = "judged_points"
FULL = Decimal(100)
_ITEM = Text("subjective item", "主观评分项")


def check_judgements(draft: Draft) -> None:
    """Notes what is wrong with the subjective items, and with every place that counts one."""
    items: dict[int, Judgement] = draft.parts.get("judgements", {})
    _items(draft, items)
    used = _used(draft, [one.item for one in items.values()])
    for number, one in items.items():
        if one.item not in used:
            draft.note(("judgements", number), "judgement_unused", name=one.item)
    _share(draft)


def _items(draft: Draft, items: dict[int, Judgement]) -> None:
    many = Counter(one.item for one in items.values())
    seen: set[str] = set()
    for number, one in items.items():
        if many[one.item] > 1 and one.item in seen:
            draft.note(("judgements", number, "item"), "duplicate key", name=one.item, section="judgements")
        seen.add(one.item)
        if not 0 < one.most <= FULL:
            draft.note(("judgements", number, "most"), "judgement most", name=one.item)


def _used(draft: Draft, known: list[str]) -> set[str]:
    used: set[str] = set()
    for path, part in metrics_named(draft):
        if part.metric != METRIC:
            continue
        item = part.options.get("item")
        if item is None:
            draft.note(path, "judgement item")
        elif item not in known:
            draft.add(path, unknown_name(_ITEM, item, known or ["-"], code="judgement"))
        else:
            used.add(item)
    return used


def _share(draft: Draft) -> None:
    most = draft.settings.get("judged_at_most", Decimal(10))
    if not 0 <= most <= FULL:
        draft.note(("judged_at_most",), "judgement share", n=most)
        return
    judged = {number: one for number, one in draft.criteria.items() if one.metric == METRIC}
    share = Decimal(sum(one.weight_bp for one in judged.values())) / 100
    if share > most:
        place = ("criteria", max(judged), "weight")
        draft.note(place, "judged_too_much", share=f"{share.normalize():f}", most=f"{most.normalize():f}")
    for number, one in judged.items():
        if isinstance(one.scorer, Scale) and (one.scorer.low is None or one.scorer.high is None):
            draft.note(("criteria", number, "scorer"), "judgement_scale")
