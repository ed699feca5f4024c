"""Charts drawn once for a read model, a language and a place on the screen, and kept while the file is shown."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from fenji_web import library
from fenji_web.customers.access import columns as readable_columns
from fenji_web.library import Text
from fenji_web.ui.remembered import file_of, kept, once

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fenji_web.customers.access import Column
    from fenji_web.insights.forms import Chosen
    from fenji_web.library import Canvas, Chart, Figured, HistoryPoint, Language, Result
    from fenji_web.ui.reading import Reading

KINDS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
WHOLE = ("cohort_retention", "cohort_revenue")
OF_ALL = (*WHOLE, "tier_history")  # counted for all customers when they were graded
NOBODY = Text("no customer answers to all filters", "没有同时符合全部筛选条件的客户")
FEWER = Text("Take a filter away.", "请移除部分筛选条件。")
MOST_RUNS, MOST_VALUES = 11, 200


@dataclass(frozen=True)
class Drawn:
    """A chart for a screen: its finding, what is counted, and the spec as JSON."""

    title: str
    subtitle: str
    spec: bytes


def columns(reading: Reading) -> dict[str, Column]:
    """What charts can be filtered by: tiers, moves and segments, now and before; what own charts divide by, too."""
    segmentations = library.segmentations_in(reading.workspace_folder)
    files = library.chart_files(reading.workspace_folder).values()
    shown = {by.name for one in files if one.chart for by in (one.chart.by, one.chart.split) if by is not None}
    asked = tuple(sorted(shown & library.FILTERS))
    stamp = tuple((one.name, one.title.en, len(one.segments())) for one in segmentations)

    def make(result: Result) -> dict[str, Column]:
        every = readable_columns(result, segmentations, sees_contact=False)
        found = {name: one for name, one in every.items() if one.kind == "choice" and one.group in ("grade", "segment")}
        return found | {name: _with_values(every[name], result) for name in asked if name in every}

    return kept(reading, ("filters", stamp, asked), make)


def _with_values(column: Column, result: Result) -> Column:
    """An attribute with the values that customers have, the most frequent first."""
    counted = sorted(result.counts(column.name), key=lambda one: -one[1])
    values = tuple((key, library.same(key)) for (key,), _, _ in counted[:MOST_VALUES] if key is not None)
    return replace(column, choices=column.choices or values)


def charts(reading: Reading, person: str, chosen: Chosen) -> dict[str, Chart]:
    """Every chart by name: the built-in ones, and those that this person may see of people's own.

    Who sees a part of the customers sees no chart of figures that were counted for all of them.
    """
    own = library.own_charts(reading.workspace_folder, person=person, earlier=lambda: _earlier(reading, chosen))
    every = {**library.CHARTS.all(), **own}
    return {name: chart for name, chart in every.items() if not (reading.scope and name in OF_ALL)}


def _earlier(reading: Reading, chosen: Chosen) -> Iterator[Result]:
    """The runs before from their own files, oldest first, of those chosen alone; who cannot tell is left out."""
    result = reading.result
    files = [] if result is None else library.earlier_files(reading.workspace_folder / "runs", result)
    for found in library.results_of(files):
        if not chosen:
            yield found
        elif set(chosen.values) <= set(found.columns):
            yield found.among(chosen.where, chosen.words)


def part(reading: Reading, result: Result, name: str, chosen: Chosen) -> Result:
    """The customers that a chart is to show: all, or those chosen; cohorts are of all customers, whatever is chosen."""
    if not chosen or name in WHOLE:
        return result
    found = result.among(chosen.where, chosen.words)
    if not found.run.customers:
        raise library.DrawError(NOBODY, where=name, fix=FEWER)
    return replace(found, past=_past(reading, result, chosen)) if name in ("", "tier_history") else found


def _past(reading: Reading, result: Result, chosen: Chosen) -> tuple[HistoryPoint, ...]:
    """The tiers of such customers at the runs before, from each run's own file."""
    runs = list(dict.fromkeys(point.run_id for point in result.past))[-MOST_RUNS:]
    return tuple(point for run_id in runs for point in _points(reading, run_id, chosen))


def _points(reading: Reading, run_id: str, chosen: Chosen) -> tuple[HistoryPoint, ...]:
    path = file_of(reading, run_id)
    if path is None:
        return ()

    def ask() -> tuple[HistoryPoint, ...]:
        found = library.open_file(path)
        try:
            if not set(chosen.values) <= set(found.columns):
                return ()
            there = found.among(chosen.where, chosen.words)
            return tuple(library.HistoryPoint.of(there.run, each) for each in there.tiers())
        finally:
            found.engine.close()

    return once((path, "points", chosen.key), ask)


def count(reading: Reading, chosen: Chosen) -> int:
    """How many customers are chosen."""

    def make(result: Result) -> int:
        return result.among(chosen.where, chosen.words).run.customers

    return kept(reading, ("count", chosen.key), make)


def drawn(reading: Reading, chart: Chart, lang: Language, on: Canvas, chosen: Chosen) -> Drawn:
    """A chart drawn for a place on the screen; what cannot be drawn honestly is an error that says what to do."""

    def make(result: Result) -> Drawn:
        spec = library.draw_chart(part(reading, result, chart.name, chosen), chart, lang, on=on).spec
        words = spec["usermeta"]
        return Drawn(words["title"], words["subtitle"], json.dumps(spec, ensure_ascii=False).encode())

    return kept(reading, ("chart", chart.name, chart.stamp, lang, on, chosen.key), make)


def picture(reading: Reading, chart: Chart, lang: Language, kind: str, chosen: Chosen) -> bytes:
    """The chart as a page of its own, as exports write it: PNG, SVG or PDF with as-of, scheme and run on it."""

    def make(result: Result) -> bytes:
        drawing = library.draw_chart(part(reading, result, chart.name, chosen), chart, lang)
        if kind == "svg":
            return drawing.svg.encode()
        return drawing.png() if kind == "png" else drawing.pdf()

    return kept(reading, ("picture", chart.name, chart.stamp, lang, kind, chosen.key), make)


def numbers(reading: Reading, lang: Language, chosen: Chosen, person: str) -> bytes:
    """The numbers behind the charts as a workbook, of those chosen; cohorts of all customers."""
    own = [chart for chart in charts(reading, person, chosen).values() if chart.figures is not None]

    def make(result: Result) -> bytes:
        counted = replace(part(reading, result, "", chosen), bought=result.bought)
        with TemporaryDirectory() as folder:
            every = library.segmentations_in(reading.workspace_folder)
            figures = [one for chart in own if (one := _figures(reading, result, chart, lang, chosen)) is not None]
            target = Path(folder) / "numbers.xlsx"
            return library.write_numbers(counted, every, target, lang, own=figures).read_bytes()

    return kept(reading, ("numbers", lang, chosen.key, tuple((one.name, one.stamp) for one in own)), make)


def _figures(reading: Reading, result: Result, chart: Chart, lang: Language, chosen: Chosen) -> Figured | None:
    """The rows behind an own chart; None where it cannot be drawn honestly."""
    assert chart.figures is not None
    try:
        return chart.figures(part(reading, result, chart.name, chosen), lang)
    except library.DrawError:
        return None
