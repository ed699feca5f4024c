"""What the editor's buttons do: parts added and removed, weights and borders proposed, colours compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fenji_web import library
from fenji_web.editor import forms
from fenji_web.editor.access import Editing
from fenji_web.library import Text
from fenji_web.ui.words import words as said

if TYPE_CHECKING:
    from fenji_web.library import Scheme

Method = Literal["quantiles", "jenks", "pareto"]
TARGETS: tuple[Literal["revenue", "share", "heads"], ...] = ("revenue", "share", "heads")
SCORERS = ("quantiles", "breaks", "bands", "scale", "rank", "split", "decay")
WAYS = ("pairs", "entropy", "critic")
MOST_BY_PAIRS = 9
WINDOWS = ("30 days", "90 days", "180 days", "365 days", "730 days", "all")
UNEDITED = frozenset({"judged_points"})
PROTECTION = "protection"
METHODS: tuple[Method, ...] = ("jenks", "quantiles", "pareto")
Step = Callable[["Scheme", Sequence[str], Mapping[str, str]], "Scheme"]


def reshaped(editing: Editing, do: str, folder: Path, start: library.preview_file.PreviewFile) -> Editing:
    """The edit after a button: what was typed is settled, then the part is added, removed or put elsewhere."""
    name, *rest = do.split(":", 1)
    typed = editing.typed
    if name == "set":
        changes = dict(one.split("=", 1) for one in rest[0].split(",") if "=" in one) if rest else {}
        typed = {**typed, **changes}
    elif name == "balance":
        typed = forms.balanced(editing.scheme, typed)
    scheme, left = library.editing.settled(editing.scheme, typed)
    kept = {key: value for key, value in typed.items() if "." not in key or key.startswith("pair.")}
    now = replace(editing, scheme=scheme, typed={**kept, **left})
    if name in STEPS:
        try:
            now = replace(now, scheme=STEPS[name](scheme, rest[0].split(":") if rest else [], typed))
        except (StopIteration, IndexError, ValueError, KeyError):
            return now  # a button of a page that is older than the standard
    return _chosen(now, typed, folder, start)


def _chosen(now: Editing, typed: Mapping[str, str], folder: Path, start: library.preview_file.PreviewFile) -> Editing:
    """The choices that change which fields there are: how criteria are scored, whether there is protection."""
    scheme = now.scheme
    for one in scheme.criteria:
        kind = typed.get(f"scorer_of.{one.name}", one.scorer.kind)
        if kind != one.scorer.kind and kind in SCORERS:
            scheme = library.reshaping.with_scorer(scheme, one.name, _scorer(kind, one.name, scheme, folder, start))
    if "protection_shown" in typed and (PROTECTION in typed) != (scheme.transitions is not None):
        change = library.reshaping.with_protection if PROTECTION in typed else library.reshaping.without_protection
        scheme = change(scheme)
    return replace(now, scheme=scheme)


def _scorer(
    kind: str, name: str, scheme: Scheme, folder: Path, start: library.preview_file.PreviewFile
) -> Mapping[str, Any]:
    """A scorer as it begins: bands where equal parts of the customers begin now."""
    if kind == "decay":
        return {"kind": kind, "half_life": 90}
    if kind != "bands":
        return {"kind": kind}
    try:
        found = library.proposing.proposed_bands(folder, start, scheme, name, "quantiles")
    except library.FenjiError:
        found = None
    return found or {"kind": "bands", "bands": [{"points": 0}, {"from": 1, "points": 100}]}


def _set_by_hand(scheme: Scheme, given: Sequence[str], typed: Mapping[str, str]) -> Scheme:
    del typed
    weights = dict(one.split("=", 1) for one in given[0].split(","))
    return library.reshaping.with_weights(scheme, {name: forms.number_of(share) for name, share in weights.items()})


def _limited(scheme: Scheme, given: Sequence[str], typed: Mapping[str, str]) -> Scheme:
    del given
    metric = _known(typed["add_limit"])
    options = {"kind": "blacklist"} if metric == "mark_count" else None
    return library.reshaping.with_limit(scheme, metric, options)


STEPS: Mapping[str, Step] = {
    "criterion-add": lambda scheme, _, typed: library.reshaping.with_criterion(scheme, _known(typed["add_metric"])),
    "criterion-remove": lambda scheme, of, _: library.reshaping.without_criterion(scheme, of[0]),
    "band-add": lambda scheme, of, _: library.reshaping.with_band(scheme, of[0], int(of[1])),
    "band-remove": lambda scheme, of, _: library.reshaping.without_band(scheme, of[0], int(of[1])),
    "tier-add": lambda scheme, of, _: library.reshaping.with_tier(scheme, of[0], colour=_unlike(scheme)),
    "tier-remove": lambda scheme, of, _: library.reshaping.without_tier(scheme, of[0]),
    "tier-up": lambda scheme, of, _: library.reshaping.with_tier_moved(scheme, of[0], up=True),
    "tier-down": lambda scheme, of, _: library.reshaping.with_tier_moved(scheme, of[0], up=False),
    "badges": lambda scheme, _, __: library.reshaping.with_badges(
        scheme, {one.key: one.icon for one in library.suggest_badges(library.badges_of(scheme))}
    ),
    "limit-add": _limited,
    "limit-remove": lambda scheme, of, _: library.reshaping.without_limit(scheme, of[0]),
    "by-hand": _set_by_hand,
}


def _unlike(scheme: Scheme) -> str:
    """The colour that is farthest from those of the tiers, whoever looks."""
    taken = [tier.colour for tier in scheme.tiers]
    return max(library.reshaping.COLOURS, key=lambda one: min(library.vision.nearest(one, other)[0] for other in taken))


def _known(metric: str) -> str:
    if metric not in library.METRICS:
        raise KeyError(metric)
    return metric


@dataclass(frozen=True)
class Choice:
    """A metric that can be chosen."""

    name: str
    label: Text
    unit: Text


def metrics(*, with_days: bool = False) -> list[Choice]:
    """Every metric a criterion or a limit can look at, by its name in words; not what says who a person is."""
    found = (library.METRICS.get(name) for name in sorted(library.METRICS))
    return [
        Choice(one.name, one.label, one.unit.text)
        for one in found
        if not one.is_protected and not one.is_retired and one.name not in UNEDITED
        and (with_days or one.unit.name != "date")
    ]  # fmt: skip


def windows(scheme: Scheme) -> list[tuple[str, Text]]:
    """The periods that can be chosen, and the one there is."""
    found = dict.fromkeys([str(scheme.window), *WINDOWS])
    return [(words, library.Window.read(words).text) for words in found]


def proposed(
    folder: Path, start: library.preview_file.PreviewFile, scheme: Scheme | None, typed: Mapping[str, str]
) -> tuple[dict[str, str], Text]:
    """The borders at which a tier holds what was asked for, by path, and what that is in words."""
    kind = next((one for one in TARGETS if one == typed.get("suggest_of")), None)
    amount = forms.number_of(typed.get("suggest_amount", ""))
    if scheme is None or kind is None or amount <= 0 or (kind != "heads" and amount > forms.WHOLE):
        return {}, said("schemes.suggest_unclear")
    target = library.Target(kind, amount if kind == "heads" else amount / forms.WHOLE)
    try:
        found = library.preview_file.proposed_border(folder, start, scheme, typed.get("suggest_tier", ""), target)
    except library.FenjiError as error:
        return {}, error.problem
    if found is None:
        return {}, said("schemes.not_measured")
    proposal, changes = found
    told = said("schemes.suggested", tier=scheme.tier(proposal.tier).name, n=proposal.chosen.customers,
                border=f"{proposal.now.normalize():f}")  # fmt: skip
    return {path: f"{number.normalize():f}" for path, number in changes.items()}, told


@dataclass(frozen=True)
class Idea:
    """A proposal: what it says, the fields it would set, and the standard with it; `problem` where it cannot be."""

    said: Text
    changes: Mapping[str, str]
    scheme: Scheme | None = None
    problem: Text | None = None

    @property
    def step(self) -> str:
        """The button's value that sets the fields."""
        return "set:" + ",".join(f"{path}={value}" for path, value in self.changes.items())


def ideas(
    folder: Path, start: library.preview_file.PreviewFile, scheme: Scheme, typed: Mapping[str, str]
) -> list[Idea]:
    """Borders for what companies ask for most; each can be chosen, nothing is set before."""
    first = scheme.tiers[0]
    people, each = (max(int(forms.number_of(typed.get(name, ""))), 0) for name in ("people", "customers_each"))
    many = str((people or 10) * (each or 30))
    asked = [
        (said("editor.idea_revenue", tier=first.name, n=50), {"suggest_of": "revenue", "suggest_amount": "50"}),
        (said("editor.idea_heads", people=people or 10, n=int(many), tier=first.name),
         {"suggest_of": "heads", "suggest_amount": many}),
        (said("editor.idea_share", tier=first.name, n=10), {"suggest_of": "share", "suggest_amount": "10"}),
    ]  # fmt: skip
    found = [_idea(text, *proposed(folder, start, scheme, {**wanted, "suggest_tier": first.key}), scheme)
             for text, wanted in asked]  # fmt: skip
    if scheme.grade_by == "score":
        found += [_by_method(folder, start, scheme, method) for method in METHODS]
    return found


def _by_method(folder: Path, start: library.preview_file.PreviewFile, scheme: Scheme, method: Method) -> Idea:
    text = said(f"editor.idea_{method}")
    try:
        borders = library.proposing.proposed_borders(folder, start, scheme, method)
    except library.FenjiError as error:
        return Idea(text, {}, None, error.problem)
    changes = {f"tiers.{key}.from_score": f"{number.normalize():f}" for key, number in (borders or {}).items()}
    return _idea(text, changes, said("schemes.not_measured"), scheme)


def _idea(text: Text, changes: Mapping[str, str], told: Text, scheme: Scheme) -> Idea:
    found = library.editing.edited(scheme, changes).scheme if changes else None
    return Idea(text, changes, found, None if found else told)


def pairs_of(scheme: Scheme) -> list[tuple[str, str]]:
    """Every pair of criteria, in order."""
    return list(combinations([one.name for one in scheme.criteria], 2))


def pairs_asked(scheme: Scheme, typed: Mapping[str, str]) -> list[tuple[Text, Text, tuple[str, str]]]:
    """Every pair with both labels, its field's name and what stands in it: at first what the weights of now say.

    None where there are too many criteria.
    """
    if len(scheme.criteria) > MOST_BY_PAIRS:
        return []
    labels, weights = {one.name: library.label_of(one) for one in scheme.criteria}, scheme.weights()
    return [
        (labels[a], labels[b], (f"pair.{a}.{b}", typed.get(f"pair.{a}.{b}", str(_places(weights[a], weights[b])))))
        for a, b in pairs_of(scheme)
    ]  # fmt: skip


def _places(one: int, other: int) -> int:
    """The place of a pair's slider that is nearest to how two weights stand to each other."""
    if not one or not other:
        return 0
    times = round(max(one, other) / min(one, other))
    return min(times - 1, 8) * (-1 if one >= other else 1)


@dataclass(frozen=True)
class Weights:
    """Proposed weights in whole percents by criterion; with comparisons how well these agree with each other."""

    shares: Mapping[str, int]
    ratio: Decimal | None = None
    is_consistent: bool = True


def weights_by_pairs(scheme: Scheme, typed: Mapping[str, str]) -> Weights:
    """The weights that comparing criteria in pairs stands for (AHP)."""
    names = [one.name for one in scheme.criteria]
    ratios = {pair: _ratio(typed.get(f"pair.{pair[0]}.{pair[1]}", "0")) for pair in pairs_of(scheme)}
    matrix = [[library.read_ratio("1") if a == b else ratios.get((a, b)) or 1 / ratios[b, a] for b in names]
              for a in names]  # fmt: skip
    found = library.ahp.weigh(matrix)
    shares = library.reshaping.in_whole_percents(dict(zip(names, found.weights, strict=True)))
    return Weights(shares, found.ratio, found.is_consistent)


def _ratio(step: str) -> Any:
    """A place of a slider from -8 to 8, towards whom counts more: 0 equal, -2 the first three times as much."""
    places = int(step) if step.lstrip("-").isdecimal() else 0
    places = min(max(places, -8), 8)
    return library.read_ratio(str(1 - places) if places <= 0 else f"1/{places + 1}")
