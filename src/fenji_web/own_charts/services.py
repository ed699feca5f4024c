"""Own charts kept and drawn: the form as a chart, its preview, what may be chosen, who may change which."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.own_segments.forms import Askable, Draft, draft_of
from fenji_web.own_segments.services import askable
from fenji_web.ui.remembered import kept
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from fenji_web.accounts.models import User
    from fenji_web.library import Canvas, Language, Offer, OwnChart, OwnChartFile, Result, Rule, Text
    from fenji_web.own_charts.forms import Sketch
    from fenji_web.ui.reading import Reading

LONGEST = 20_000
MOST_OWN = 60
"""So many charts for themselves one person keeps: every page that shows charts reads them all."""


@dataclass(frozen=True)
class Segmented:
    """A chart's conditions as the form of segments reads them."""

    name: str
    title: Text
    advice: Text
    when: Rule


@dataclass(frozen=True)
class Held:
    """The same with the digest of its file."""

    segmentation: Segmented
    digest: str


def offered(reading: Reading) -> Offer:
    """What charts may measure and divide by in the newest run."""
    every = library.segmentations_in(reading.workspace_folder)
    stamp = tuple((one.name, one.title.en, len(one.segments())) for one in every)
    return kept(reading, ("offer", stamp), lambda result: library.offer_of(result, every))


def conditions_of(reading: Reading) -> dict[str, Askable]:
    """What a chart's conditions may ask about: as segments do, and the tier; nobody's personal data."""
    result = reading.result
    assert result is not None
    tiers = tuple((tier.key, tier.name) for tier in result.scheme.scheme.tiers)
    tier = Askable("segment:tier", words("customers.tier"), "choice", "segment", {"segment": "tier"}, choices=tiers)
    every = askable(reading, sees_contact=False)
    return {
        key: one
        for key, one in {"segment:tier": tier, **every}.items()
        if str(one.written.get("field", "")) not in library.PERSONAL
    }


def chart_of(sketch: Sketch, reading: Reading) -> tuple[OwnChart | None, Sketch, list[Text]]:
    """(the chart that a form describes, None while something is wrong; the form; what is wrong with it)."""
    plain, sketch = sketch.written(conditions_of(reading))
    if plain is None:
        return None, sketch, []
    chart, issues = library.read_plain(plain)
    if chart is not None:
        issues = library.judge(chart, offered(reading))
    wrong = [issue for _, issue in issues if issue.level == "error"]
    return (None if wrong else chart), sketch, [issue.problem for issue in wrong]


def conditions(chart: OwnChart, reading: Reading) -> Draft | None:
    """A chart's conditions as a form; None where it says more than the form can."""
    result = reading.result
    assert result is not None
    if chart.when is None:
        return Draft()
    rule = library.with_windows(chart.when, result.run.window)
    bare = library.Text("", "")
    return draft_of(Held(Segmented("", bare, bare, rule), ""), conditions_of(reading))


def read_sent(written: str, reading: Reading) -> OwnChart | None:
    """A chart from an address of a preview; None where it is none."""
    if len(written) > LONGEST:
        return None
    try:
        plain = json.loads(written)
        chart = library.read_plain(plain)[0] if isinstance(plain, dict) else None
    except (ValueError, RecursionError):
        return None
    return None if chart is None or library.judge(chart, offered(reading)) else chart


def drawn(reading: Reading, chart: OwnChart, lang: Language, on: Canvas) -> dict[str, Any]:
    """A chart for its place on the screen: the spec with its finding, or an error that says why not."""
    folder = reading.workspace_folder

    def earlier() -> Iterator[Result]:
        result = reading.result
        files = [] if result is None else library.earlier_files(folder / "runs", result)
        yield from library.results_of(files)

    def make(result: Result) -> dict[str, Any]:
        every = library.segmentations_in(folder)
        return library.draw_own(result, "preview", chart, lang, segmentations=every, earlier=earlier, on=on).spec

    return kept(reading, ("own-preview", chart.text(), lang, on), make)


def may_change(person: User, one: OwnChartFile | None) -> bool:
    """Whether somebody may change a chart: their own alone; one that all see, or that nobody can read, only
    with the right to standards."""
    only = "" if one is None or one.chart is None else one.chart.only
    return only == person.get_username() if only else person.can("edit_scheme")


def has_too_many(reading: Reading, person: User) -> bool:
    """Whether somebody keeps as many charts for themselves as one person may."""
    every, name = library.chart_files(reading.workspace_folder).values(), person.get_username()
    return sum(one.chart is not None and one.chart.only == name for one in every) >= MOST_OWN


def visible(reading: Reading, person: User) -> dict[str, OwnChartFile]:
    """The charts that somebody sees, in their order; unreadable files for those who may mend them."""
    every = library.chart_files(reading.workspace_folder, reading.result)
    name = person.get_username()
    return {
        key: one for key, one in every.items() if one.is_for(name) or (one.chart is None and person.can("edit_scheme"))
    }


def keep(reading: Reading, person: User, sketch: Sketch, chart: OwnChart) -> str:
    """Writes a chart into its file and gives its name; somebody else's change meanwhile is an error."""
    folder, username = reading.workspace_folder, person.get_username()
    is_shared = sketch.is_shared and person.can("edit_scheme")
    chart = chart.model_copy(update={"only": "" if is_shared else username})
    name = sketch.name or library.free_name(sketch.zh or sketch.en, library.chart_files(folder))
    library.keep_chart(folder, name, chart, expected=sketch.digest, by=username)
    return name


def duplicate(reading: Reading, person: User, one: OwnChartFile) -> str:
    """A copy of a chart for the person alone, under another title."""
    folder, username = reading.workspace_folder, person.get_username()
    assert one.chart is not None
    title = words("own_charts.copy_of", title=one.chart.title)
    name = library.free_name(f"{one.name}_2", library.chart_files(folder))
    chart = one.chart.model_copy(update={"title": title, "only": username})
    library.keep_chart(folder, name, chart, expected="", by=username)
    return name


def reorder(reading: Reading, person: User, name: str, step: int) -> None:
    """Moves a chart one place up or down among those that the person sees."""
    every, seen = list(library.chart_files(reading.workspace_folder)), list(visible(reading, person))
    place = seen.index(name) + step
    if 0 <= place < len(seen):
        first, second = every.index(name), every.index(seen[place])
        every[first], every[second] = every[second], every[first]
        library.keep_order(reading.workspace_folder, every, by=person.get_username())


def texts(problems: Sequence[Text]) -> list[Text]:
    """Problems once each, in their order."""
    found: Mapping[str, Text] = {one.en: one for one in problems}
    return list(found.values())
