"""A chart of people's own as any other chart: its entry, and its drawing for a page or a screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.canvas import PAGE, Canvas, canvas, drawn_on
from fenji.charts.chart import Chart, Drawing
from fenji.charts.frame import Page, page
from fenji.charts.own import words
from fenji.charts.own.answers import Answer, Earlier, answer, asked_of
from fenji.charts.own.bars import plain_bars, split_bars
from fenji.charts.own.columns import columns
from fenji.charts.own.figured import Figured, figured
from fenji.charts.own.grids import heat, table
from fenji.charts.own.groups import OTHER
from fenji.charts.own.judged import judge
from fenji.charts.own.lines import lines
from fenji.charts.own.offer import offer_of
from fenji.charts.own.ring import ring
from fenji.charts.own.scatter import points_of, scatter
from fenji.charts.own.values import Said, group_looks, said_of
from fenji.charts.own_chart import TIER, Measure, OwnChart
from fenji.charts.tiers import Look
from fenji.errors import DrawError
from fenji.language import Language, Text

if TYPE_CHECKING:
    from fenji.charts.own.offer import Offer
    from fenji.result import Result
    from fenji.segments.segmentation import Segmentation

PREFIX = "own-"
OWN = Text("A chart of your own company", "自建图表")


def as_chart(
    name: str, own: OwnChart, segmentations: Sequence[Segmentation] = (), *, earlier: Earlier | None = None
) -> Chart:
    """The chart as the gallery and exports have it, called `own-NAME`.

    `segmentations`: the workspace's, for names. `earlier`: the results of the runs before, oldest first, asked only by
    charts over runs.
    """

    def spec(result: Result, lang: Language) -> dict[str, Any]:
        return own_spec(result, own, lang, segmentations, earlier=earlier)

    def figures(result: Result, lang: Language) -> Figured | None:
        _refuse(own, offer_of(result, segmentations), result)
        return figured(result, own, lang, segmentations, earlier=earlier)

    stamp = sha256(own.text().encode()).hexdigest()[:16]
    return Chart(f"{PREFIX}{name}", own.title, OWN, spec, stamp, figures)


def draw_own(
    result: Result,
    name: str,
    own: OwnChart,
    lang: Language = "zh",
    *,
    segmentations: Sequence[Segmentation] = (),
    earlier: Earlier | None = None,
    on: Canvas = PAGE,
) -> Drawing:
    """One picture of a chart of people's own, its title and what stands out in it above the plot.

    What does not fit together, or asks for what the run has not kept, is a DrawError that says what to change.
    """
    with drawn_on(on):
        return Drawing(f"{PREFIX}{name}", own_spec(result, own, lang, segmentations, earlier=earlier))


def own_spec(
    result: Result,
    own: OwnChart,
    lang: Language,
    segmentations: Sequence[Segmentation] = (),
    *,
    earlier: Earlier | None = None,
) -> dict[str, Any]:
    """The Vega-Lite spec of a chart of people's own, on the canvas drawn on."""
    offer = offer_of(result, segmentations)
    _refuse(own, offer, result)
    if own.kind == "scatter":
        return _scatter(result, own, offer, lang)
    said = said_of(own.measure, offer, result, lang)
    found = answer(result, own, offer, lang, earlier=earlier)
    frame = _frame(own, found.result, lang, words.finding(own, found, said),
                   words.about(own, found, offer, lang, on_page=canvas().is_page))  # fmt: skip
    return _drawn(own, frame, found, said, offer)


def _refuse(own: OwnChart, offer: Offer, result: Result) -> None:
    """The first thing that does not fit is an error; `judge` tells them all."""
    for _, issue in judge(own, offer):
        if issue.level == "error":
            raise DrawError(issue.problem, where=f"{own.title.en} {result.run.id}", fix=issue.fix)


def _drawn(own: OwnChart, frame: Page, found: Answer, said: Said, offer: Offer) -> dict[str, Any]:
    if own.kind == "line":
        return lines(frame, found, said, _split_look(own, found, said.lang))
    if own.kind in ("table", "heat"):
        return (table if own.kind == "table" else heat)(frame, found, said)
    if own.kind in ("pie", "donut"):
        look = group_looks(found.groups, own.by.name, found.result, said.lang)
        return ring(frame, found, said, look, is_ring=own.kind == "donut")
    look = (_split_look if found.is_split else _one_look)(own, found, said.lang)
    if own.kind == "histogram" or offer.dimensions[own.by.name].sort == "months":
        each = said_of(Measure(how="each", of=own.by.name), offer, found.result, said.lang)
        is_touching = own.kind == "histogram"
        below = each.axis_title if is_touching else found.by.say(said.lang)
        return columns(frame, found, said, look, below=below, touching=is_touching)
    return (split_bars if found.is_split else plain_bars)(frame, found, said, look)


def _split_look(own: OwnChart, found: Answer, lang: Language) -> Mapping[str | None, Look]:
    return group_looks(found.splits, own.split.name, found.result, lang) if own.split else {}


def _one_look(own: OwnChart, found: Answer, lang: Language) -> Mapping[str | None, Look]:
    """Bars of one measure share the accent; tiers keep their own colours, the rest and unknown are grey."""
    every = group_looks(found.groups, own.by.name, found.result, lang)
    if own.by.name in (TIER, "previous_tier"):
        return every
    accent = theme.legible(theme.ACCENT)
    return {
        key: Look(key, one.name, accent, "circle") if key not in (None, OTHER) else one for key, one in every.items()
    }


def _frame(own: OwnChart, result: Result, lang: Language, finding: str, about: str) -> Page:
    """On a page the title stands before what was found; a screen has the title beside the plot already."""
    if canvas().is_page:
        finding = words.TITLED.fill(title=own.title, finding=finding).say(lang)
    return page(result, lang, title=finding, subtitle=about)


def _scatter(result: Result, own: OwnChart, offer: Offer, lang: Language) -> dict[str, Any]:
    counted = asked_of(result, own, offer)
    points, known, unknown = points_of(counted, own, offer, lang)
    across = said_of(Measure(how="each", of=own.by.name), offer, result, lang)
    up = said_of(own.measure, offer, result, lang)
    middle = words.medians(points, (across.label, up.label), (across, up))
    about = words.about_points(own, offer, counted, lang, counts=(len(points), known, unknown))
    if counted.only is not None and not canvas().is_page:
        about = f"{words.ONLY.fill(who=counted.only).say(lang)}{'；' if lang == 'zh' else '; '}{about}"
    return scatter(_frame(own, counted, lang, middle, about), points, own, offer, counted, lang)


def shown(own: OwnChart, result: Result, segmentations: Sequence[Segmentation] = ()) -> Text:
    """What a chart shows, in one sentence, as far as the run knows the names in it."""
    return words.shows(own, offer_of(result, segmentations))
