"""The fields of the editor: what can be typed, what was typed, and what is wrong beside each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Literal

from fenji_web import library
from fenji_web.library import Text
from fenji_web.schemes.queries import Drawing, figure_drawn
from fenji_web.ui.words import words as said

if TYPE_CHECKING:
    from pathlib import Path

    from fenji_web.library import Criterion, Issue, Scheme, Tier

TARGETS: tuple[Literal["revenue", "share", "heads"], ...] = ("revenue", "share", "heads")
LONGEST_FILE = 300_000
WHOLE = 100
_TOO_LARGE = (Text("the file is too large", "文件过大"), Text("At most 300 KB.", "最大 300 KB。"))
_NOT_TEXT = (
    Text("the file is not UTF-8 text", "文件不是 UTF-8 编码的文本"),
    Text("Save it as UTF-8.", "请另存为 UTF-8。"),
)
_SEE = Text("Compare it with a downloaded standard.", "请对照已下载的标准文件。")


@dataclass(frozen=True)
class Field:
    """One field: its setting, what stands in it, and the issues beside it."""

    number: int
    setting: library.editing.Setting
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


@dataclass(frozen=True)
class BandFields:
    """One band of a criterion: where it begins (None: below the next) and its points."""

    start: Field | None
    points: Field


@dataclass(frozen=True)
class CriterionFields:
    """What of a criterion is edited, and how it is said."""

    criterion: Criterion
    label: Text
    said: Text
    weight: Field | None
    bins: Field | None
    bands: tuple[BandFields, ...]
    share: Text
    spread: library.spread.Spread | None = None
    drawing: Drawing | None = None


@dataclass(frozen=True)
class TierFields:
    """What of a tier is edited."""

    tier: Tier
    border: Field | None
    limits: tuple[Field, ...]
    words: Mapping[str, Field]
    colour: Field
    shape: Field
    pattern: Field


@dataclass(frozen=True)
class Form:
    """The editor's fields, by criterion and tier; `scheme` is what is typed, None where it has mistakes."""

    base: Scheme
    fields: Mapping[str, Field]
    scheme: Scheme | None
    others: tuple[Issue, ...] = ()
    spreads: Mapping[str, library.spread.Spread] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        """What the weights add up to, in percent, as far as they can be read."""
        return sum((_number(one.value) for one in self._weights()), Decimal(0))

    @property
    def is_whole(self) -> bool:
        """Whether they make 100 %."""
        return self.total == WHOLE

    @property
    def has_weights(self) -> bool:
        """Whether the weights are written ones."""
        return bool(self._weights())

    def criteria(self) -> list[CriterionFields]:
        """Each criterion with its fields."""
        return [self._criterion(one) for one in self.base.criteria]

    def tiers(self) -> list[TierFields]:
        """Each tier with its fields, best first."""
        return [self._tier(one) for one in self.base.tiers]

    def _weights(self) -> list[Field]:
        return [one for one in self.fields.values() if one.setting.kind == "weight"]

    def _criterion(self, one: Criterion) -> CriterionFields:
        at = f"criteria.{one.name}"
        bands = []
        for number in range(1, WHOLE + 1):
            points = self.fields.get(f"{at}.scorer.bands.{number}.points")
            if points is not None:
                bands.append(BandFields(self.fields.get(f"{at}.scorer.bands.{number}.from"), points))
        spread = self.spreads.get(one.name)
        starts = [_number(band.start.value) for band in bands if band.start is not None]
        return CriterionFields(
            criterion=one,
            label=library.label_of(one),
            said=library.SCORERS.get(one.scorer.kind).title,
            weight=self.fields.get(f"{at}.weight"),
            bins=self.fields.get(f"{at}.scorer.bins"),
            bands=tuple(bands),
            share=library.same(f"{(Decimal(self.base.weights()[one.name]) / WHOLE).normalize():f}%"),
            spread=spread,
            drawing=None if spread is None else figure_drawn(spread, starts),
        )

    def _tier(self, one: Tier) -> TierFields:
        at = f"tiers.{one.key}"
        own = [each for each in self.fields.values() if each.setting.path.startswith(f"{at}.")]
        words = {f"{each.setting.keys[-2]}_{each.setting.keys[-1]}": each for each in own
                 if each.setting.kind == "words"}  # fmt: skip
        return TierFields(
            tier=one,
            border=self.fields.get(f"{at}.from_score"),
            limits=tuple(each for each in own if each.setting.kind == "limit"),
            words=words,
            colour=self.fields[f"{at}.colour"],
            shape=self.fields[f"{at}.shape"],
            pattern=self.fields[f"{at}.pattern"],
        )


def form_of(
    base: Scheme, typed: Mapping[str, str], *, spreads: Mapping[str, library.spread.Spread] | None = None
) -> Form:
    """The editor's form: a standard, and over it what was typed."""
    settings = library.editing.settings_of(base)
    found = library.editing.edited(base, {one.path: typed[one.path] for one in settings if one.path in typed})
    fields = {
        one.path: Field(number, one, typed.get(one.path, one.value), found.issues.get(one.path, ()))
        for number, one in enumerate(settings)
    }
    return Form(base, fields, found.scheme, found.others, spreads or {})


def balanced(base: Scheme, typed: Mapping[str, str]) -> dict[str, str]:
    """What was typed with all weights in proportion, in whole percents, so that they make 100."""
    weights = [one for one in library.editing.settings_of(base) if one.kind == "weight"]
    given = {one.path: max(_number(typed.get(one.path, one.value)), Decimal(0)) for one in weights}
    total = sum(given.values())
    if not total:
        given, total = dict.fromkeys(given, Decimal(1)), Decimal(len(weights))
    return {**typed, **_shared(given, total)}


def proposed(
    folder: Path, start: library.preview_file.PreviewFile, form: Form, typed: Mapping[str, str]
) -> tuple[dict[str, str], Text]:
    """What was typed with the border at which a tier holds what was asked for, and what that is in words."""
    kind = next((one for one in TARGETS if one == typed.get("suggest_of")), None)
    amount = _number(typed.get("suggest_amount", ""))
    if form.scheme is None or kind is None or amount <= 0 or (kind != "heads" and amount > WHOLE):
        return dict(typed), said("schemes.suggest_unclear")
    target = library.Target(kind, amount if kind == "heads" else amount / WHOLE)
    try:
        found = library.preview_file.proposed_border(folder, start, form.scheme, typed.get("suggest_tier", ""), target)
    except library.FenjiError as error:
        return dict(typed), error.problem
    if found is None:
        return dict(typed), said("schemes.not_measured")
    proposal, changes = found
    told = said("schemes.suggested", tier=form.scheme.tier(proposal.tier).name, n=proposal.chosen.customers,
                border=f"{proposal.now.normalize():f}")  # fmt: skip
    return {**typed, **{path: f"{number.normalize():f}" for path, number in changes.items()}}, told


def _shared(given: Mapping[str, Decimal], total: Decimal) -> dict[str, str]:
    exact = {path: weight * WHOLE / total for path, weight in given.items()}
    floors = {path: int(share) for path, share in exact.items()}
    missing = WHOLE - sum(floors.values())
    favoured = sorted(exact, key=lambda path: floors[path] - exact[path])[:missing]
    return {path: str(floor + (path in favoured)) for path, floor in floors.items()}


def _number(words: str) -> Decimal:
    try:
        found = Decimal(words.strip() or "0")
    except ArithmeticError:
        return Decimal(0)
    return found.quantize(Decimal("0.01"), ROUND_HALF_UP) if found.is_finite() and abs(found) < 10**6 else Decimal(0)


def read_upload(raw: bytes) -> tuple[str, Issue | None]:
    """The text of an upload, or why it cannot be read."""
    if len(raw) > LONGEST_FILE:
        return "", library.Issue("error", "", *_TOO_LARGE)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n"), None
    except UnicodeDecodeError:
        return "", library.Issue("error", "", *_NOT_TEXT)


def checked(text: str) -> tuple[tuple[Issue, ...], Scheme | None]:
    """Every mistake of a standard's text with its line; the standard itself where none is an error."""
    draft = library.load.read_for_checks(f"{text}\n")
    library.checks.check_draft(draft)
    issues = tuple(draft.found())
    if any(one.level == "error" for one in issues):
        return issues, None
    try:
        return issues, library.Scheme.model_validate(draft.raw)
    except ValueError as error:  # a rule over several parts
        reason = str(error).splitlines()[-2 if len(str(error).splitlines()) > 2 else -1].strip()
        problem = Text("the parts do not fit together: {why}", "各部分不一致：{why}").fill(why=reason)
        return (*issues, library.Issue("error", "", problem, _SEE)), None


def lined(issues: Sequence[Issue]) -> list[tuple[Issue, int | None]]:
    """Each issue with its line."""
    return [(one, line_of(one)) for one in issues]


def numbered(text: str, issues: Sequence[Issue]) -> list[tuple[int, str, bool]]:
    """The lines of a text with their numbers, and whether an issue stands there."""
    wrong = {line_of(one) for one in issues}
    return [(number, line, number in wrong) for number, line in enumerate(text.splitlines(), start=1)]


def line_of(one: Issue) -> int | None:
    """The line an issue stands at; None where it has none."""
    _, found, number = one.where.rpartition("line ")
    return int(number) if found and number.isdigit() else None


SIGNS = {"above": ">", "at_least": "≥", "below": "<", "at_most": "≤", "is": "="}
