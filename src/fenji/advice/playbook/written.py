"""The company's own playbook.yaml: read with every mistake at once, each with its line and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from fenji.advice.playbook import action, book
from fenji.advice.playbook.action import ACTION_KINDS, NEEDS, UNSURE, WHEN, Action
from fenji.advice.playbook.book import SHIPPED, Playbook
from fenji.errors import Issue, SchemeIssues
from fenji.language import Text
from fenji.scheme.mistakes import Path as Place
from fenji.scheme.mistakes import issue, unknown_name
from fenji.scheme.yaml_file import Wrong, read_written
from fenji.segments.segmentation import Part, Words

PLAYBOOK_FILE = "playbook.yaml"
SHOWN_IN = "docs/how-to/playbook.md"
LONGEST = 600  # characters: a card that people read, no page
_OF = Text("the playbook", "行动手册")
_BRACES = re.compile(r"{([^{}]*)}")
_TIER, _STAGE, _SEGMENT = Text("tier", "等级"), Text("lifecycle stage", "生命周期阶段"), Text("segment", "客群")
_FIGURE, _WORD = Text("figure", "数据名称"), Text("word of `when`", "`when` 取值")
_SORT, _MAP = Text("kind of action", "行动类型"), Text("segmentation", "客群划分")
_CLOSED = Text("a brace is not closed, or stands inside another", "花括号没有成对")
_CLOSE = Text("Write figures as {name}.", "数据写作 {name}。")
_LONG = Text(f"the text is longer than {LONGEST} characters", f"文字超过 {LONGEST} 字")
_SHORTEN = Text("Keep what somebody does next.", "请只保留下一步要做的事。")
_TWICE = Text("an action of this name stands here already", "此处已有同名行动")
_RENAME = Text("Give it another name.", "请换一个名称。")
_UNSURE = Text("{figure} is not known for everybody whom this action fits", "适用此行动的客户不一定有 {figure}")
_ASK = Text("Ask for it in `when`: {needs}: one of {words}.", "请在 `when` 中限定 {needs}：{words} 之一。")


class WrittenPlaybook(Part):
    """Everything written; what is left out is as shipped."""

    tiers: Mapping[str, Words] = {}
    stages: Mapping[str, Words] = {}
    segments: Mapping[str, Mapping[str, Words]] = {}
    actions: Mapping[str, tuple[Action, ...]] = {}

    def with_words(self, part: str, key: str, words: Text | None) -> WrittenPlaybook:
        """The same with other words for one tier, one stage or one segment (`part` its segmentation); None: none."""
        if part in ("tiers", "stages"):
            return self.model_copy(update={part: _put(getattr(self, part), key, words)})
        inside = _put(self.segments.get(part, {}), key, words)
        return self.model_copy(update={"segments": _put(self.segments, part, inside or None)})

    def text(self) -> str:
        """The file's text; empty where nothing is written."""
        said = {name: value for name, value in self.model_dump(mode="json").items() if value}
        return yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=1000) if said else ""


@dataclass(frozen=True)
class Known:
    """What a playbook may speak of: the tiers of every standard, and each segmentation's segments by key."""

    tiers: Sequence[str]
    segments: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def stages(self) -> Sequence[str]:
        """The lifecycle stages."""
        return self.segments.get("stage", ())


def read_playbook(path: Path, known: Known) -> WrittenPlaybook:
    """The file of that path; SchemeIssues names every mistake with its line."""
    return read_written(
        path, WrittenPlaybook, of=_OF, shown_in=SHOWN_IN, check=lambda found: list(_wrong(found, known))
    )


def read_playbook_text(text: str, known: Known) -> WrittenPlaybook:
    """The same of a text that is not kept yet."""
    with TemporaryDirectory() as place:
        path = Path(place) / PLAYBOOK_FILE
        path.write_text(text, "utf-8")
        return read_playbook(path, known)


def playbook_of(folder: Path, known: Known) -> tuple[Playbook, SchemeIssues | None]:
    """A workspace's playbook; with mistakes in the file the shipped one, and the mistakes."""
    if not (folder / PLAYBOOK_FILE).is_file():
        return SHIPPED, None
    try:
        return playbook_as_asked(read_playbook(folder / PLAYBOOK_FILE, known)), None
    except SchemeIssues as wrong:
        return SHIPPED, wrong


def playbook_as_asked(written: WrittenPlaybook) -> Playbook:
    """What was written, over the shipped."""
    return Playbook(written.tiers, written.stages, written.segments, written.actions)


def _wrong(found: WrittenPlaybook, known: Known) -> Iterator[Wrong]:
    for part, kind, names in (("tiers", _TIER, known.tiers), ("stages", _STAGE, known.stages)):
        for key, words in getattr(found, part).items():
            yield from _known((part, key), kind, key, names)
            yield from _said((part, key), words, book.FIGURES)
    maps = [name for name in known.segments if name != "stage"]
    for name, segments in found.segments.items():
        yield from _known(("segments", name), _MAP, name, maps)
        for key, words in segments.items():
            if name in maps:
                yield from _known(("segments", name, key), _SEGMENT, key, known.segments[name])
            yield from _said(("segments", name, key), words, book.FIGURES)
    for sort, several in found.actions.items():
        yield from _known(("actions", sort), _SORT, sort, ACTION_KINDS)
        for number, one in enumerate(several):
            yield from _wrong_action(("actions", sort, number), one, [other.name for other in several[:number]])


def _wrong_action(place: Place, one: Action, before: Sequence[str]) -> Iterator[Wrong]:
    if one.name in before:
        yield (*place, "name"), issue("twice", _TWICE, _RENAME)
    for name, words in one.when.items():
        if name not in WHEN:
            yield (*place, "when", name), _unknown(_WORD, name, WHEN)
            continue
        for word in words:
            if word not in WHEN[name]:
                yield (*place, "when", name), _unknown(_WORD, word, WHEN[name])
    yield from _said((*place, "say"), one.say, action.FIGURES)
    for figure in sorted({*_BRACES.findall(one.say.zh + one.say.en)} & {*NEEDS}):
        asked = one.when.get(NEEDS[figure], ())
        if not asked or UNSURE & {*asked}:
            sure = ", ".join(word for word in WHEN[NEEDS[figure]] if word not in UNSURE)
            told = _UNSURE.fill(figure=f"{{{figure}}}")
            yield (*place, "say"), issue("unsure", told, _ASK.fill(needs=NEEDS[figure], words=sure))


def _known(place: Place, kind: Text, name: str, known: Sequence[str]) -> Iterator[Wrong]:
    if name not in known:
        yield place, _unknown(kind, name, known)


def _unknown(kind: Text, name: str, known: Iterable[str]) -> Issue:
    """A name that there is not, with the nearest, capitals or not, or the whole choice."""
    spelled = {each.lower(): each for each in known}
    near = get_close_matches(name.lower(), spelled, n=1, cutoff=0.5)
    found = unknown_name(kind, name, spelled.values(), code="unknown")
    if not near:
        return found
    guess = spelled[near[0]]
    return replace(found, fix=Text(f"Did you mean '{guess}'?", f"是不是“{guess}”？"))


def _said(place: Place, words: Text, figures: Sequence[str]) -> Iterator[Wrong]:
    written = dict.fromkeys([words.zh, words.en])
    for figure in dict.fromkeys(name for text in written for name in _BRACES.findall(text)):
        if figure not in figures:
            yield place, _unknown(_FIGURE, figure, figures)
    if any({"{", "}"} & {*_BRACES.sub("", text)} for text in written):
        yield place, issue("braces", _CLOSED, _CLOSE)
    if any(len(text) > LONGEST for text in written):
        yield place, issue("long", _LONG, _SHORTEN)


def _put(texts: Mapping[str, Any], key: str, value: Any) -> dict[str, Any]:
    rest = {name: text for name, text in texts.items() if name != key}
    return rest if value is None else {**texts, key: value}
