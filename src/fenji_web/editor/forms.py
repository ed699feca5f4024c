"""The fields of the editor: what can be typed, what was typed, and what is wrong beside each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from fenji_web import library
from fenji_web.editor.pages import Drawing, figure_drawn
from fenji_web.library import Text

if TYPE_CHECKING:
    from fenji_web.library import CalibratedScheme, Criterion, Issue, Limit, Scheme, Tier

WHOLE = 100
MOST_BANDS = 101
SIGNS = {"above": ">", "at_least": "≥", "below": "<", "at_most": "≤", "is": "="}
UNKNOWNS, UNGRADED = ("0", "25", "50", "75", "100"), "ungraded"
AMOUNT, UNIT = "#amount", "#unit"


@dataclass(frozen=True)
class Field:
    """One field: its setting, what stands in it, and the issues beside it."""

    number: int
    setting: library.setting.Setting
    value: str
    issues: tuple[Issue, ...] = ()

    @property
    def id(self) -> str:
        """The id of its input."""
        return f"f-{self.number}"

    @property
    def slot(self) -> str:
        """The id of the place for its issues."""
        return f"p-{self.number}"

    @property
    def has_error(self) -> bool:
        """Whether what stands in it cannot be used."""
        return any(one.level == "error" for one in self.issues)

    @property
    def limit(self) -> Text:
        """What a limit of a rule is about: orders a month, more than."""
        named = library.named(self.setting.metric)
        sign = SIGNS[self.setting.operator]
        return Text(f"{named.en} {sign}", f"{named.zh} {sign}")

    @property
    def amount(self) -> str:
        """The number of a length of time: 90 of `90 days`."""
        return self.value.partition(" ")[0]

    @property
    def unit(self) -> str:
        """What a length of time is counted in: days, or runs."""
        return self.value.partition(" ")[2] or "days"


@dataclass(frozen=True)
class BandFields:
    """One band of a criterion: its place as text, where it begins (None: below the next) and its points."""

    place: str
    start: Field | None
    points: Field


@dataclass(frozen=True)
class CriterionFields:
    """What of a criterion is edited, and how it is said; `own` are what its scorer alone asks for, by name."""

    criterion: Criterion
    label: Text
    measured: Text
    meaning: Text
    said: Text
    weight: Field | None
    unknown: Field
    own: Mapping[str, Field]
    bands: tuple[BandFields, ...]
    share: Text
    spread: library.spread.Spread | None = None
    drawing: Drawing | None = None
    learned: Text | None = None

    @property
    def earned(self) -> list[str]:
        """What an unknown figure can earn."""
        known = [*UNKNOWNS] if self.unknown.value in (*UNKNOWNS, UNGRADED) else [self.unknown.value, *UNKNOWNS]
        return [*known, UNGRADED]


@dataclass(frozen=True)
class TierFields:
    """What of a tier is edited; what of it transition rules hold otherwise than for all is in `moving`, by name."""

    tier: Tier
    border: Field | None
    limits: tuple[Field, ...]
    words: Mapping[str, Field]
    colour: Field
    shape: Field
    pattern: Field
    moving: Mapping[str, Field]
    keeping: tuple[Field, ...]


@dataclass(frozen=True)
class LimitFields:
    """What of a limit is edited: by name, and every number of its rule."""

    limit: Limit
    said: Text
    named: Text
    unit: Text
    fields: Mapping[str, Field]
    numbers: tuple[Field, ...]


@dataclass(frozen=True)
class Form:
    """The editor's fields; `base` is the standard with everything that was added or removed, `scheme` what is typed.

    `scheme` is None where what is typed has mistakes.
    """

    base: Scheme
    fields: Mapping[str, Field]
    scheme: Scheme | None
    others: tuple[Issue, ...] = ()
    spreads: Mapping[str, library.spread.Spread] = field(default_factory=dict)
    now: CalibratedScheme | None = None

    @property
    def total(self) -> Decimal:
        """What the weights add up to, in percent, as far as they can be read."""
        return sum((number_of(one.value) for one in self._weights()), Decimal(0))

    @property
    def is_whole(self) -> bool:
        """Whether they make 100 %."""
        return self.total == WHOLE

    @property
    def has_weights(self) -> bool:
        """Whether the weights are written ones."""
        return bool(self._weights())

    @property
    def moving(self) -> Mapping[str, Field]:
        """The transition rules for all tiers, by name: `grace`, `every`, …; empty where there are none."""
        return {str(one.setting.keys[-1]): one for one in self.fields.values()
                if one.setting.keys[0] == "transitions" and "tiers" not in one.setting.keys}  # fmt: skip

    @property
    def said(self) -> list[Text]:
        """How customers move between tiers, in words, as typed; as it was where what is typed has mistakes."""
        lines = library.say_transitions(self.scheme or self.base)[1:]
        return [Text(line.en.lstrip(" -·"), line.zh.lstrip(" -·")) for line in lines]

    def criteria(self) -> list[CriterionFields]:
        """Each criterion with its fields."""
        return [self._criterion(one) for one in self.base.criteria]

    def tiers(self) -> list[TierFields]:
        """Each tier with its fields, best first."""
        return [self._tier(one) for one in self.base.tiers]

    def limits(self) -> list[LimitFields]:
        """Each limit with its fields."""
        return [self._limit(one) for one in self.base.limits]

    def _weights(self) -> list[Field]:
        return [one for one in self.fields.values() if one.setting.kind == "weight"]

    def _criterion(self, one: Criterion) -> CriterionFields:
        at = f"criteria.{one.name}"
        bands: list[BandFields] = []
        for number in range(1, MOST_BANDS):
            points = self.fields.get(f"{at}.scorer.bands.{number}.points")
            if points is not None:
                bands.append(BandFields(str(len(bands)), self.fields.get(f"{at}.scorer.bands.{number}.from"), points))
        own = {each.setting.path.removeprefix(f"{at}.scorer."): each for each in self.fields.values()
               if each.setting.path.startswith(f"{at}.scorer.") and ".bands." not in each.setting.path}  # fmt: skip
        spread = self.spreads.get(one.name)
        learned = None if self.now is None else self.now.learned.get(one.name)
        starts = [number_of(band.start.value) for band in bands if band.start is not None]
        if not bands and learned is not None:
            starts = [cut for cut in learned.cuts if cut is not None]
        metric = library.METRICS.get(one.metric) if one.metric in library.METRICS else None
        return CriterionFields(
            criterion=one,
            label=library.label_of(one),
            measured=library.named(one.metric, window=one.window, options=one.options),
            meaning=library.same("") if metric is None else metric.meaning,
            said=library.SCORERS.get(one.scorer.kind).title,
            weight=self.fields.get(f"{at}.weight"),
            unknown=own.pop("unknown"),
            own=own,
            bands=tuple(bands),
            share=library.same(f"{(Decimal(self._share(one)) / WHOLE).normalize():f}%"),
            spread=spread,
            drawing=None if spread is None else figure_drawn(spread, starts),
            learned=None if learned is None or bands else self._said(one, learned),
        )

    def _said(self, one: Criterion, learned: object) -> Text:
        return library.describe.say_criterion(one, currency=self.base.currency, learned=learned)  # type: ignore[arg-type]

    def _share(self, one: Criterion) -> int:
        found = self.now.weights.get(one.name) if self.now is not None else None
        return self.base.weights()[one.name] if found is None else found

    def _tier(self, one: Tier) -> TierFields:
        at, moving = f"tiers.{one.key}", f"transitions.tiers.{one.key}"
        own = [each for each in self.fields.values() if each.setting.path.startswith(f"{at}.")]
        words = {f"{each.setting.keys[-2]}_{each.setting.keys[-1]}": each for each in own
                 if each.setting.kind == "words"}  # fmt: skip
        held = [each for each in self.fields.values() if each.setting.path.startswith(f"{moving}.")]
        return TierFields(
            tier=one,
            border=self.fields.get(f"{at}.from_score"),
            limits=tuple(each for each in own if each.setting.kind == "limit"),
            words=words,
            colour=self.fields[f"{at}.colour"],
            shape=self.fields[f"{at}.shape"],
            pattern=self.fields[f"{at}.pattern"],
            moving={str(each.setting.keys[-1]): each for each in held if each.setting.kind != "limit"},
            keeping=tuple(each for each in held if each.setting.kind == "limit"),
        )

    def _limit(self, one: Limit) -> LimitFields:
        at = f"limits.{one.name}."
        own = {each.setting.path.removeprefix(at): each for each in self.fields.values()
               if each.setting.path.startswith(at)}  # fmt: skip
        named = {name.replace(".", "_"): each for name, each in own.items() if not name.startswith("when.")}
        when = tuple(each for name, each in own.items() if name.startswith("when."))
        metric = named["number"].setting.metric if "number" in named else ""
        options = getattr(one.when, "options", None)
        about = library.named(metric, options=options or {}) if metric else one.when.say(self.base.currency)
        unit = library.METRICS.get(metric).unit.text if metric in library.METRICS else library.same("")
        return LimitFields(one, one.when.say(self.base.currency), about, unit, named, when)


def form_of(
    base: Scheme,
    typed: Mapping[str, str],
    *,
    spreads: Mapping[str, library.spread.Spread] | None = None,
    now: CalibratedScheme | None = None,
) -> Form:
    """The editor's form: a standard, and over it what was typed."""
    settings = library.editing.settings_of(base)
    found = library.editing.edited(base, {one.path: typed[one.path] for one in settings if one.path in typed})
    fields = {
        one.path: Field(number, one, typed.get(one.path, one.value), found.issues.get(one.path, ()))
        for number, one in enumerate(settings)
    }
    return Form(base, fields, found.scheme, found.others, spreads or {}, now)


def composed(posted: Mapping[str, str]) -> dict[str, str]:
    """What was typed, lengths of time put together from their number and unit, and days only where they count."""
    typed = dict(posted)
    for name, amount in posted.items():
        if name.endswith(AMOUNT):
            path = name.removesuffix(AMOUNT)
            is_left = not amount.strip() and path.startswith("transitions.tiers.")
            typed[path] = "" if is_left else f"{amount.strip()} {posted.get(path + UNIT, 'days')}"
    every = posted.get("transitions.evaluate.every")
    if every is not None and every not in ("month", "year"):
        typed["transitions.evaluate.on"] = ""
    return typed


def balanced(base: Scheme, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed with all weights in proportion, in whole percents, so that they make 100."""
    weights = [one for one in library.editing.settings_of(base) if one.kind == "weight"]
    given = {one.path: number_of(typed.get(one.path, one.value)) for one in weights}
    return {**typed, **{path: str(share) for path, share in library.reshaping.in_whole_percents(given).items()}}


def number_of(words: str) -> Decimal:
    """A typed number, 0 where it is none."""
    try:
        found = Decimal(words.strip() or "0")
    except ArithmeticError:
        return Decimal(0)
    return found.quantize(Decimal("0.01"), ROUND_HALF_UP) if found.is_finite() and abs(found) < 10**6 else Decimal(0)
