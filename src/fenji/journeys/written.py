"""journey.yaml as people write it: what it leaves out is as usual, every mistake at once with its line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from fenji.errors import Issue, SchemeIssues
from fenji.journeys.journey import (
    COLUMNS,
    FILE,
    MATCHED,
    WHICHES,
    Annotation,
    Journey,
    Stage,
    Theme,
    Touchpoint,
    usual_journey,
)
from fenji.language import Text
from fenji.scheme.mistakes import issue
from fenji.scheme.parts import Part, Words
from fenji.scheme.yaml_file import Wrong, read_written

SHOWN_IN = "docs/how-to/journey-map.md"
MOST_POINTS, MOST_STAGES = 200, 9
LONGEST_NAME, LONGEST_NOTE = 60, 300


class _Own(Part):
    """A file in which everything may be left out."""

    title: Words | None = None
    stages: tuple[Stage, ...] | None = None
    touchpoints: tuple[Touchpoint, ...] | None = None
    annotations: tuple[Annotation, ...] = ()
    themes: tuple[Theme, ...] | None = None

    def whole(self) -> Journey:
        """The journey with what is usual wherever nothing was written."""
        said = {name: value for name in _Own.model_fields if (value := getattr(self, name)) is not None}
        return usual_journey().model_copy(update=said)


def read_journey(path: Path) -> Journey:
    """A company's own journey.yaml: all mistakes at once, each with its line; what it leaves out is as usual."""
    return read_written(path, _Own, of=_OF, shown_in=SHOWN_IN, check=lambda own: list(_wrong(own))).whole()


def read_text(text: str) -> Journey:
    """The same of a text that is no file yet; an empty one is the usual journey."""
    with TemporaryDirectory() as place:
        path = Path(place) / FILE
        path.write_text(text, "utf-8")
        return read_journey(path)


def write_text(journey: Journey) -> str:
    """The journey as a file: only what is not as usual. Read again, it is the same journey.

    >>> read_text(write_text(usual_journey())) == usual_journey()
    True
    """
    usual = usual_journey()
    said = {name: getattr(journey, name) for name in _Own.model_fields}
    own = {name: value for name, value in said.items() if value != getattr(usual, name)}
    if "stages" in own:
        own["touchpoints"] = journey.touchpoints
    data = _Own(**own).model_dump(mode="json", exclude_defaults=True)
    return (
        yaml.safe_dump(_plain(data), allow_unicode=True, sort_keys=False, width=200, default_flow_style=None)
        if data
        else ""
    )


def mistakes(journey: Journey) -> list[Issue]:
    """What is wrong in a journey that comes from no file, as a page has it; `where` names no line."""
    try:
        read_text(write_text(journey))
    except SchemeIssues as refused:
        return list(refused.issues)
    return []


def _plain(data: Any) -> Any:
    """The same data as people write it: words that are alike in both languages once, a list of one as itself."""
    if isinstance(data, Mapping):
        alike = set(data) == {"zh", "en"} and data["zh"] == data["en"]
        return data["zh"] if alike else {name: _alone(name, part) for name, part in data.items()}
    return [_plain(part) for part in data] if isinstance(data, list) else data


def _alone(name: str, part: Any) -> Any:
    return part[0] if name in MATCHED and len(part) == 1 else _plain(part)


def _wrong(own: _Own) -> Iterator[Wrong]:
    whole = own.whole()
    stages = [stage.key for stage in whole.stages]
    for n, point in enumerate(own.touchpoints or ()):
        if point.stage not in stages:
            yield ("touchpoints", n, "stage"), _no_stage(point.stage, stages)
        yield from _misplaced(n, point)
    for n, note in enumerate(own.annotations):
        if note.stage not in stages:
            yield ("annotations", n, "stage"), _no_stage(note.stage, stages)
    lost = [] if own.touchpoints is not None else [p for p in whole.touchpoints if p.stage not in stages]
    if lost:
        yield ("stages",), issue("touchpoints", _OWN_STAGES, _WRITE_POINTS)
    if own.stages is not None and not own.stages:
        yield ("stages",), issue("few", Text("a journey needs a stage", "旅程至少需要一个阶段"), _WRITE_STAGE)
    for part, most in (("touchpoints", MOST_POINTS), ("stages", MOST_STAGES)):
        if len(getattr(own, part) or ()) > most:
            yield (part, most), issue("many", _MANY[part].fill(n=most), _FEWER)
    yield from _twice("stages", stages if own.stages is not None else [])
    yield from _twice("touchpoints", [point.key for point in own.touchpoints or ()])
    yield from _twice("annotations", [note.stage for note in own.annotations], "stage")
    yield from _taken(own.touchpoints or ())
    yield from _long(own)


def _misplaced(n: int, point: Touchpoint) -> Iterator[Wrong]:
    """What its table cannot be asked for: it would take every row, or none."""
    if point.which not in WHICHES[point.table]:
        yield ("touchpoints", n, "which"), _cannot(point.table, point.which, WHICHES[point.table])
    for column in point.asked():
        if column not in COLUMNS[point.table]:
            yield ("touchpoints", n, column), _cannot(point.table, column, COLUMNS[point.table])


def _taken(points: Sequence[Touchpoint]) -> Iterator[Wrong]:
    """Touchpoints that take what one before them takes already: they would never meet anybody, or not all of theirs."""
    for n, point in enumerate(points):
        for other in points[:n]:
            shared = _shared(other, point)
            if shared is None:
                continue
            problem = _SAME.fill(point=point.key, other=other.key)
            if shared:
                problem = _TAKEN.fill(what=", ".join(shared), point=point.key, other=other.key)
            yield ("touchpoints", n), issue("twice", problem, _ONE_ONLY)
            break


def _shared(first: Touchpoint, second: Touchpoint) -> list[str] | None:
    """The values that both take where they choose alike; nothing where the first takes all of the second; else None."""
    is_over = first.which == second.which or (
        first.table == "orders" and first.which == "every" and second.which in ("first", "again")
    )
    if first.table != second.table or not is_over:
        return None
    mine, theirs = first.selects(), second.selects()
    if all(set(theirs.get(column, ())) and set(theirs[column]) <= set(values) for column, values in mine.items()):
        return []
    if set(mine) != set(theirs) or first.which != second.which:
        return None
    common = {column: [value for value in theirs[column] if value in values] for column, values in mine.items()}
    if any(not values for values in common.values()):
        return None
    return [value for column, values in common.items() for value in values if value in second.asked()[column]] or None


def _long(own: _Own) -> Iterator[Wrong]:
    parts: tuple[tuple[str, Sequence[Stage | Touchpoint | Theme]], ...] = (
        ("stages", own.stages or ()), ("touchpoints", own.touchpoints or ()), ("themes", own.themes or ()),
    )  # fmt: skip
    named = [((part, n, "name"), one.name) for part, every in parts for n, one in enumerate(every)]
    if own.title is not None:
        named.append((("title",), own.title))  # type: ignore[arg-type]
    for place, words in named:
        yield from _short(place, words, LONGEST_NAME)
    for n, note in enumerate(own.annotations):
        yield from _short(("annotations", n, "owner"), note.owner, LONGEST_NAME)
        for part in ("pains", "chances", "actions"):
            for m, words in enumerate(getattr(note, part)):
                yield from _short(("annotations", n, part, m), words, LONGEST_NOTE)


def _short(place: tuple[str | int, ...], words: Text, most: int) -> Iterator[Wrong]:
    longest = max(len(words.en), len(words.zh))
    if longest > most:
        yield place, issue("long", _LONG.fill(n=longest), _SHORTEN.fill(most=most))


def _twice(part: str, keys: list[str], name: str = "key") -> Iterator[Wrong]:
    for n, key in enumerate(keys):
        if key in keys[:n]:
            yield (part, n, name), issue("twice", Text(f"'{key}' is there twice", f"“{key}”重复"), _ONE_ONLY)


def _no_stage(name: str, stages: list[str]) -> Issue:
    problem = Text(f"there is no stage '{name}'", f"没有阶段“{name}”")
    return issue("stage", problem, Text(f"Choose one of: {', '.join(stages)}.", f"可选：{'、'.join(stages)}。"))


def _cannot(table: str, said: str, known: Sequence[str]) -> Issue:
    problem = Text(f"rows of {table} cannot be chosen by '{said}'", f"{table} 的记录不能按“{said}”选取")
    return issue("column", problem, Text(f"Choose one of: {', '.join(known)}.", f"可选：{'、'.join(known)}。"))


_OF = Text("the journey", "旅程文件")
_ONE_ONLY = Text("Keep one of them.", "请只保留一个。")
_FEWER = Text("Keep fewer.", "请减少数量。")
_SAME = Text("'{point}' takes the same events as '{other}'", "“{point}”与“{other}”选取了相同的事件")
_TAKEN = Text("{what} of '{point}' is taken by '{other}' already", "“{point}”的 {what} 已归入“{other}”")
_OWN_STAGES = Text("stages of one's own need touchpoints of one's own", "自定义阶段需要同时写明触点")
_WRITE_POINTS = Text("Write `touchpoints:` that name these stages.", "请写 `touchpoints:`，并指明所属阶段。")
_WRITE_STAGE = Text("Write at least one.", "请至少写一个。")
_LONG = Text("a text of {n} characters", "文字长达 {n} 个字符")
_SHORTEN = Text(
    "Shorten it to at most {most} characters: it stands on a picture.", "请缩短到 {most} 个字符以内，它要显示在图上。"
)
_MANY = {
    "touchpoints": Text("more than {n} touchpoints", "触点超过 {n} 个"),
    "stages": Text("more than {n} stages", "阶段超过 {n} 个"),
}
