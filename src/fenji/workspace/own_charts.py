"""The charts that people of a company made: one YAML file each in charts/, kept with versions, shown in one order."""

from __future__ import annotations

import glob
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from fenji.charts.canvas import Canvas
from fenji.charts.draw import draw_chart
from fenji.charts.own.answers import MOST_RUNS, Earlier
from fenji.charts.own.drawn import as_chart
from fenji.charts.own.judged import read_own_chart
from fenji.charts.own.offer import offer_of
from fenji.errors import DrawError, FenjiError, UnknownName
from fenji.language import Text
from fenji.pictures.sections import Bars, Form, Section
from fenji.scheme.marked import YamlError, read_marked
from fenji.workspace.model_file import SUFFIX, open_file
from fenji.workspace.segment_files import segmentations_in
from fenji.workspace.written_file import Version, current, keep, text_of, versions

if TYPE_CHECKING:
    from fenji.charts.chart import Chart
    from fenji.charts.own.figured import Figured
    from fenji.charts.own_chart import OwnChart
    from fenji.errors import Issue
    from fenji.language import Language
    from fenji.result import Result

FOLDER, ORDER = "charts", "order"
MOST_PLOTTED = 12
SCREEN = Canvas.screen(760)
_CHART = Text("chart", "图表")
_GONE = Text("no version of this chart holds anything", "该图表没有可恢复的版本")
_NEW = Text("Make a new chart.", "请新建图表。")


@dataclass(frozen=True)
class OwnChartFile:
    """One file of charts/: the chart as far as it could be read, what is wrong with it, its digest."""

    name: str
    chart: OwnChart | None
    issues: tuple[Issue, ...]
    digest: str

    @property
    def is_sound(self) -> bool:
        """Whether it can be drawn as far as its file tells."""
        return self.chart is not None and not any(one.level == "error" for one in self.issues)

    def is_for(self, person: str) -> bool:
        """Whether that person sees it: everybody, unless it is for one alone."""
        return self.chart is not None and self.chart.only in ("", person)


def chart_files(folder: Path, result: Result | None = None) -> dict[str, OwnChartFile]:
    """The charts of a workspace's folder by name, in their order; with a `result` judged by what that run has kept."""
    offer = offer_of(result, segmentations_in(folder)) if result is not None else None
    found = {}
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        if path.stem != ORDER:
            now = current(folder, f"{FOLDER}/{path.name}")
            chart, issues = read_own_chart(now.text, f"{FOLDER}/{path.name}", offer)
            found[path.stem] = OwnChartFile(path.stem, chart, tuple(issues), now.digest)
    wanted = [name for name in written_order(folder) if name in found]
    return {name: found[name] for name in (*wanted, *(name for name in found if name not in wanted))}


def own_charts(folder: Path, *, person: str | None = None, earlier: Earlier | None = None) -> dict[str, Chart]:
    """The charts that can be drawn, as the gallery has them: everybody's, and those for that person alone."""
    segmentations = segmentations_in(folder)
    return {
        f"own-{name}": as_chart(name, one.chart, segmentations, earlier=earlier)
        for name, one in chart_files(folder).items()
        if one.chart is not None and one.is_sound and one.chart.only in ("", person)
    }


def charts_of(folder: Path, result: Result, *, asked: Sequence[str] = ()) -> dict[str, Chart]:
    """The charts that can be drawn for a run from its workspace: everybody's, and those named in `asked`."""
    every = {name: one for name, one in chart_files(folder).items() if one.is_sound}
    shown = {name: one.chart for name, one in every.items() if one.is_for("") or {name, f"own-{name}"} & set(asked)}
    segmentations = segmentations_in(folder)

    def earlier() -> Iterator[Result]:
        yield from results_of(earlier_files(folder / "runs", result))

    return {f"own-{name}": as_chart(name, chart, segmentations, earlier=earlier)
            for name, chart in shown.items() if chart is not None}  # fmt: skip


def own_sections(folder: Path, result: Result, lang: Language) -> list[Section]:
    """The charts that all see as sections of a report, in their order; what a run cannot show honestly is left out."""
    found = []
    for chart in charts_of(folder, result).values():
        try:
            drawing = draw_chart(result, chart, lang, on=SCREEN)
        except DrawError:
            continue
        words = drawing.spec["usermeta"]
        said = (f"{words['title']}{'。' if lang == 'zh' else '.'}", words["subtitle"])
        plotted = _plotted(None if chart.figures is None else chart.figures(result, lang))
        found.append(Section(chart.title.say(lang), said, (), drawing.svg, plotted=plotted))
    return found


def _plotted(figured: Figured | None) -> tuple[tuple[str, ...], Bars] | None:
    """A chart's groups with their figures, where it has one figure a group and all are known; else None."""
    if figured is None or figured.split is not None or len(figured.rows) > MOST_PLOTTED:
        return None
    values = tuple(value for _, _, _, value in figured.rows if value is not None)
    if len(values) < len(figured.rows):
        return None
    form: Form = "score" if figured.form == "number" else figured.form
    return tuple(group for group, _, _, _ in figured.rows), Bars(values, figured.measure, form)


def earlier_files(runs: Path, result: Result) -> list[Path]:
    """The read models of the runs before a run, oldest first: those of its history whose files are still there."""
    found = []
    for run_id in dict.fromkeys(point.run_id for point in result.past):
        files = runs.glob(f"{glob.escape(run_id)}.*{SUFFIX}")
        newest = max(files, key=lambda path: path.stat().st_mtime_ns, default=None)
        found += [newest] if newest is not None else []
    return found[-(MOST_RUNS - 1) :]


def results_of(files: Sequence[Path]) -> Iterator[Result]:
    """Each file's result in turn, closed when the next is asked for."""
    for path in files:
        found = open_file(path)
        try:
            yield found
        finally:
            found.engine.close()


def find_chart(folder: Path, name: str, result: Result | None = None) -> OwnChartFile:
    """A chart by name; an unknown name is an error with the nearest guess."""
    every = chart_files(folder, result)
    if name not in every:
        raise UnknownName(_CHART, name, known=every, where=FOLDER)
    return every[name]


def keep_chart(folder: Path, name: str, chart: OwnChart, *, expected: str, by: str, note: str = "") -> Version:
    """Writes a chart into its file if that is still the one of `expected`, empty for a new one; versions are kept."""
    return keep(folder, f"{FOLDER}/{name}.yaml", chart.text(), expected=expected, by=by, note=note)


def drop_chart(folder: Path, name: str, *, expected: str, by: str) -> Version:
    """Takes a chart away; its versions stay, so that it can be brought back."""
    return keep(folder, f"{FOLDER}/{name}.yaml", "", expected=expected, by=by)


def last_chart(folder: Path, name: str) -> OwnChartFile | None:
    """The newest version of a chart that holds anything, whether the file is still there or not."""
    file = f"{FOLDER}/{name}.yaml"
    last = next((one for one in versions(folder, file) if one.digest), None)
    if last is None:
        return None
    chart, issues = read_own_chart(text_of(folder, file, last.number), file)
    return OwnChartFile(name, chart, tuple(issues), last.digest)


def bring_back(folder: Path, name: str, *, by: str) -> Version:
    """A chart that was taken away, as it was last."""
    file = f"{FOLDER}/{name}.yaml"
    last = next((one for one in versions(folder, file) if one.digest), None)
    if last is None:
        raise FenjiError(_GONE, where=file, fix=_NEW)
    return keep(folder, file, text_of(folder, file, last.number), expected=current(folder, file).digest, by=by)


def written_order(folder: Path) -> list[str]:
    """The order that people put charts in; those not named in it come after, by name."""
    try:
        data = read_marked(current(folder, f"{FOLDER}/{ORDER}.yaml").text).data
    except YamlError:
        return []
    return [str(name) for name in data] if isinstance(data, list) else []


def keep_order(folder: Path, names: Sequence[str], *, by: str) -> None:
    """Keeps the order charts are shown in."""
    file = f"{FOLDER}/{ORDER}.yaml"
    text = yaml.safe_dump(list(names), allow_unicode=True) if names else ""
    keep(folder, file, text, expected=current(folder, file).digest, by=by)


def free_name(title: str, taken: Mapping[str, object]) -> str:
    """A name for the file from the title: letters, digits and Chinese characters; a number where it is taken.

    >>> free_name("各省 金额 / 2024", {}), free_name("Revenue", {"revenue": None}), free_name("order", {})
    ('各省_金额_2024', 'revenue_2', 'order_chart')
    """
    bare = re.sub(r"[^\w-]+", "_", title.lower()).strip("_-")[:40] or _CHART.en
    bare = f"{bare}_chart" if bare == ORDER else bare
    return next(name for number in range(1, 10_000)
                if (name := bare if number == 1 else f"{bare}_{number}") not in taken)  # fmt: skip
