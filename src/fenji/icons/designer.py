"""The badges of a set of tiers as a designer judges them: who takes which two for each other, and what would help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

from fenji.errors import Issue
from fenji.icons.badge import text_size
from fenji.icons.shapes import PATTERNS, SHAPES
from fenji.ink import colours
from fenji.ink.vision import CLOSE, SIGHTS, VISIONS, Sight, distance
from fenji.language import LANGUAGES, Text

if TYPE_CHECKING:
    from fenji.scheme.model import Icon, Scheme

PALE = 1.8
"""Less contrast than this with white paper and an area is hardly seen."""

READABLE = 9.0
"""Letters of a badge of 64 pixels smaller than this are not read."""

SEEN: dict[Sight, Text] = {
    "full": Text("to everybody", "对所有人"),
    "protan": Text("to people with weak red sight", "对红色觉障碍者"),
    "deutan": Text("to people with weak green sight", "对绿色觉障碍者"),
    "tritan": Text("to people with weak blue sight", "对蓝色觉障碍者"),
    "grey": Text("in grey, as on a black-and-white printer", "在灰度下（如黑白打印）"),
}
_ALIKE = Text("{one} and {other} look alike {about}", "{one}与{other}的颜色{about}难以区分")
_SAME = Text(
    "{one} and {other} have the same shape and pattern, and look alike {about}",
    "{one}与{other}的形状和图案相同，{about}难以区分",
)
_TWINS = Text(
    "{one} and {other} have the same shape and pattern: colour alone tells them apart",
    "{one}与{other}的形状和图案相同，只靠颜色区分",
)
_FARTHER = Text("Choose colours that are farther apart.", "请选择差异更大的颜色。")
_OTHER = Text("Choose another shape or pattern for one of them.", "请为其中一个换一种形状或图案。")


@dataclass(frozen=True)
class TierBadge:
    """What a tier wears: its key, its name, and the badge's shape, colour, pattern and short text."""

    key: str
    name: Text
    icon: Icon


@dataclass(frozen=True)
class Pair:
    """Two badges: how far their colours are apart for each sight, and whether shape or pattern differ as well."""

    one: TierBadge
    other: TierBadge
    distances: Mapping[Sight, float]
    is_marked: bool

    @property
    def near(self) -> tuple[Sight, ...]:
        """For whom the colours are easily taken for each other."""
        return tuple(sight for sight in SIGHTS if self.distances[sight] < CLOSE)

    @property
    def nearest(self) -> Sight:
        """Who takes the two for each other first: everybody, else whoever sees them nearest; grey comes last."""
        in_colour = [sight for sight in self.near if sight != "grey"]
        if "full" in in_colour:
            return "full"
        return min(in_colour or self.near or SIGHTS, key=lambda sight: self.distances[sight])

    @property
    def is_told_apart(self) -> bool:
        """Whether everybody, and a black-and-white printer, tells the two badges apart."""
        return self.is_marked or not self.near


@dataclass(frozen=True)
class BadgeCheck:
    """A set of badges, best tier first, as it is seen: every pair, and what should be mended."""

    badges: tuple[TierBadge, ...]

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """Every two of the badges."""
        return tuple(_pair(one, other) for one, other in combinations(self.badges, 2))

    @cached_property
    def issues(self) -> tuple[Issue, ...]:
        """An error where two badges cannot be told apart by somebody; warnings for what is hard to see or to read."""
        found = [issue for pair in self.pairs for issue in _of_pair(pair)]
        return (*found, *(issue for one in self.badges for issue in _of_one(one)))

    @property
    def is_distinguishable(self) -> bool:
        """Whether every two badges are told apart by everybody: in full colour, with weak colour sight, in grey."""
        return all(pair.is_told_apart for pair in self.pairs)


def check_badges(badges: Sequence[TierBadge]) -> BadgeCheck:
    """How well a set of badges is told apart, best tier first.

    Shape and pattern tell apart without colour; the short text does not, since small badges have none. Colours are
    near below a distance of 8 in OKLab × 100, with dichromatic sight as of Machado, Oliveira and Fernandes (2009).

    >>> from fenji.scheme.load import standard
    >>> check_badges(badges_of(standard("value"))).is_distinguishable
    True
    """
    return BadgeCheck(tuple(badges))


def badges_of(scheme: Scheme) -> tuple[TierBadge, ...]:
    """What the tiers of a standard wear, best first."""
    return tuple(TierBadge(tier.key, tier.name, tier.icon) for tier in scheme.tiers)


def suggest_badges(badges: Sequence[TierBadge]) -> tuple[TierBadge, ...]:
    """The same badges with what keeps them apart changed, as little as may be; what is fine stays as it is.

    Of two with one shape and pattern the lower gets another pattern; of two with near colours the lower gets its own
    colour lighter or darker, or, where that does not help, another. Texts stay: they are people's own words.
    """
    kept: list[TierBadge] = []
    for one in badges:
        icon = _marked(one.icon, [each.icon for each in kept])
        colour = _coloured(icon.colour, [each.icon.colour for each in kept])
        kept.append(replace(one, icon=icon.model_copy(update={"colour": colour})))
    return tuple(kept)


def _pair(one: TierBadge, other: TierBadge) -> Pair:
    far = {sight: distance(one.icon.colour, other.icon.colour, sight) for sight in SIGHTS}
    return Pair(one, other, far, (one.icon.shape, one.icon.pattern) != (other.icon.shape, other.icon.pattern))


def _of_pair(pair: Pair) -> Iterator[Issue]:
    where = f"{pair.one.key} / {pair.other.key}"
    given = {"one": pair.one.name, "other": pair.other.name}
    if not pair.is_told_apart:
        yield Issue("error", where, _SAME.fill(**given, about=SEEN[pair.nearest]), _OTHER, "BADGES_SAME")
    elif not pair.is_marked:
        yield Issue("warning", where, _TWINS.fill(**given), _OTHER, "BADGES_TWINS")
    elif pair.nearest in VISIONS and pair.near:
        yield Issue("warning", where, _ALIKE.fill(**given, about=SEEN[pair.nearest]), _FARTHER, "BADGES_ALIKE")
    texts = [(one.zh, one.en) for one in (pair.one.icon.text, pair.other.icon.text)]
    if texts[0] == texts[1] and any(texts[0]):
        problem = Text("{one} and {other} have the same short text", "{one}与{other}的简称相同").fill(**given)
        yield Issue("warning", where, problem, Text("Give one another text.", "请修改其中一个简称。"), "BADGES_TEXT")


def _of_one(one: TierBadge) -> Iterator[Issue]:
    if colours.contrast(one.icon.colour, colours.PAPER) < PALE:
        problem = Text("the colour of {name} is pale on white", "{name}的颜色在白底上过浅").fill(name=one.name)
        yield Issue("warning", one.key, problem, Text("Choose a darker one.", "请选择较深的颜色。"), "BADGE_PALE")
    small = [lang for lang in LANGUAGES if 0 < text_size(one.icon, lang) < READABLE]
    if small:
        problem = Text("the short text of {name} is too small to be read", "{name}的简称过长，难以辨认").fill(
            name=one.name
        )
        yield Issue("warning", one.key, problem, Text("Shorten it.", "请缩短简称。"), "BADGE_SMALL")


def _marked(icon: Icon, others: Sequence[Icon]) -> Icon:
    """The badge with a shape and pattern that no other has: its own, its shape with another pattern, another shape."""
    taken = {(each.shape, each.pattern) for each in others}
    shapes = [icon.shape, *(name for name in SHAPES if name != icon.shape)]
    ways = ((shape, pattern) for shape in shapes for pattern in (icon.pattern, *PATTERNS))
    free = next((one for one in ways if one not in taken), (icon.shape, icon.pattern))
    return icon.model_copy(update={"shape": free[0], "pattern": free[1]})


def _coloured(colour: str, others: Sequence[str]) -> str:
    """The colour where it is far from all others and seen on paper; else the nearest of its own or another that is."""
    steps = [colours.mix(colour, end, part / 20) for part in range(1, 17) for end in ("#000000", "#FFFFFF")]
    for one in (colour, *steps, *_PALETTE):
        far = min((distance(one, other, sight) for other in others for sight in VISIONS), default=CLOSE)
        if far >= CLOSE and colours.contrast(one, colours.PAPER) >= PALE:
            return one
    return colour


_PALETTE = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#1F2733",
    "#7A5195",
    "#8C564B",
    "#6B7280",
)
