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
    from fenji_web.customers.access import Column
    from fenji_web.insights.forms import Chosen
    from fenji_web.library import Canvas, HistoryPoint, Language, Result
    from fenji_web.ui.reading import Reading

KINDS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
WHOLE = ("cohort_retention", "cohort_revenue")
NOBODY = Text("no customer answers to all filters", "没有同时符合全部筛选条件的客户")
FEWER = Text("Take a filter away.", "请移除部分筛选条件。")
MOST_RUNS = 11


@dataclass(frozen=True)
class Drawn:
    """A chart for a screen: its finding, what is counted, and the spec as JSON."""

    title: str
    subtitle: str
    spec: bytes


def columns(reading: Reading) -> dict[str, Column]:
    """What charts can be filtered by: tiers, moves and segments, now and before."""
    segmentations = library.segmentations_in(reading.workspace_folder)
    stamp = tuple((one.name, one.title.en, len(one.segments())) for one in segmentations)

    def make(result: Result) -> dict[str, Column]:
        every = readable_columns(result, segmentations, sees_contact=False)
        return {name: one for name, one in every.items() if one.kind == "choice" and one.group in ("grade", "segment")}

    return kept(reading, ("filters", stamp), make)


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


def drawn(reading: Reading, name: str, lang: Language, on: Canvas, chosen: Chosen) -> Drawn:
    """A chart drawn for a place on the screen; what cannot be drawn honestly is an error that says what to do."""

    def make(result: Result) -> Drawn:
        spec = library.draw(part(reading, result, name, chosen), name, lang, on=on).spec
        words = spec["usermeta"]
        return Drawn(words["title"], words["subtitle"], json.dumps(spec, ensure_ascii=False).encode())

    return kept(reading, ("chart", name, lang, on, chosen.key), make)


def picture(reading: Reading, name: str, lang: Language, kind: str, chosen: Chosen) -> bytes:
    """The chart as a page of its own, as exports write it: PNG, SVG or PDF with as-of, scheme and run on it."""

    def make(result: Result) -> bytes:
        drawing = library.draw(part(reading, result, name, chosen), name, lang)
        if kind == "svg":
            return drawing.svg.encode()
        return drawing.png() if kind == "png" else drawing.pdf()

    return kept(reading, ("picture", name, lang, kind, chosen.key), make)


def numbers(reading: Reading, lang: Language, chosen: Chosen) -> bytes:
    """The numbers behind the charts as a workbook, of those chosen; cohorts of all customers."""

    def make(result: Result) -> bytes:
        counted = replace(part(reading, result, "", chosen), bought=result.bought)
        with TemporaryDirectory() as folder:
            every = library.segmentations_in(reading.workspace_folder)
            return library.write_numbers(counted, every, Path(folder) / "numbers.xlsx", lang).read_bytes()

    return kept(reading, ("numbers", lang, chosen.key), make)
