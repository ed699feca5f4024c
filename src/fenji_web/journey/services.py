"""The journey's file and its versions; the numbers that the worker finds for a run, asked for where they are not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from fenji_web import library
from fenji_web.journey.forms import NOTES
from fenji_web.runs.models import CANCELLED, DONE, FAILED, RUNNING, WAITING, Job
from fenji_web.runs.services import enqueue
from fenji_web.ui.language import current
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.library import Journey, Result, Version
    from fenji_web.ui.reading import Reading

FILE = "journey.yaml"
WALK, DRAW = "walk_journey", "draw_journey"
PREVIEW_PPI = 110
_KEPT_PREVIEWS = 20
Where = Mapping[str, Sequence[str]]


def walk(person: User, result: Result, text: str, where: Where, *, is_anew: bool = False) -> Job:
    """The job that has found the numbers, or finds them now; the same ones are asked for once, whoever looks."""
    said = json.dumps([result.run.id, text, where, library.__version__], sort_keys=True, ensure_ascii=False)
    key = hashlib.sha256(said.encode()).hexdigest()[:24]
    known = Job.objects.filter(kind=WALK, arguments__key=key)
    found = known.filter(state=DONE).first() or known.filter(state__in=(WAITING, RUNNING)).first()
    failed = known.filter(state__in=(FAILED, CANCELLED)).first()
    if found is not None or (failed is not None and not is_anew):
        return found or failed  # type: ignore[return-value]
    return enqueue(WALK, by=person, key=key, run=result.run.id, text=text, where=where)


def draw(person: User, reading: Reading, text: str, lang: str) -> Job:
    """The job that draws a text for the run shown, or has drawn it."""
    assert reading.result is not None
    run_id = reading.result.run.id
    key = hashlib.sha256(f"{run_id}\0{lang}\0{text}\0{library.__version__}".encode()).hexdigest()[:20]
    known = Job.objects.filter(kind=DRAW, created_by=person, arguments__key=key)
    found = known.filter(state__in=(WAITING, RUNNING, DONE)).first()
    if found is not None and (found.state != DONE or picture(reading.workspace_folder, key) is not None):
        return found
    return enqueue(DRAW, by=person, key=key, run=run_id, text=text, lang=lang)


def previews(folder: Path) -> Path:
    """Where previews rest."""
    return folder / "web" / "journey"


def picture(folder: Path, key: str) -> Path | None:
    """A preview; None where it is not there."""
    path = previews(folder) / f"{key}.png"
    return path if key.isalnum() and path.is_file() else None


def remove_old(place: Path) -> None:
    """Removes all but the newest previews."""
    for old in sorted(place.glob("*.png"), key=lambda one: one.stat().st_mtime_ns)[:-_KEPT_PREVIEWS]:
        old.unlink(missing_ok=True)


def keep(folder: Path, text: str, *, expected: str, by: User, note: str = "") -> Version:
    """The text as the newest version; somebody else's change since is an error, and nothing is written."""
    return library.written_file.keep(folder, FILE, text, expected=expected, by=by.username, note=note.strip()[:200])


def save(folder: Path, journey: Journey, *, expected: str, by: User, note: str) -> Version:
    """A journey as the newest version; one that is all as usual still is a file, so that it can be changed again."""
    text = library.written.write_text(journey) or "annotations: []\n"
    return keep(folder, text, expected=expected, by=by, note=note)


def differences(before: str, after: str) -> list[tuple[str, str]]:
    """What is different between two texts, told as stages, touchpoints and notes: (kind, line), kind one of `gone`,
    `new`, `same`; two lines around. As they are written where one of them cannot be read."""
    kinds = {"-": "gone", "+": "new", " ": "same"}
    told = [_outline(text) for text in (before, after)]
    was, now = told if all(one is not None for one in told) else (before.splitlines(), after.splitlines())
    lines = list(unified_diff(was or [], now or [], lineterm="", n=2))[2:]
    return [(kinds.get(line[:1], "cut"), line[1:] if line[:1] in kinds else "…") for line in lines]


def _outline(text: str) -> list[str] | None:
    """A journey as lines a person reads: a stage with its notes, a touchpoint with what it takes."""
    try:
        journey, lang = library.written.read_text(text), current()
    except library.SchemeIssues:
        return None
    names = {stage.key: stage.name.say(lang) for stage in journey.stages}
    lines = []
    for stage in journey.stages:
        note = journey.of(stage.key)
        lines.append(f"{words('journey.stage').say(lang)} · {names[stage.key]}")
        noted = [("owner", (note.owner,)), *((name, getattr(note, name)) for name in NOTES)]
        lines += [f"{names[stage.key]} · {words(f'journey.{_CALLED.get(name, name)}').say(lang)} · {one.say(lang)}"
                  for name, every in noted for one in every if one.say(lang)]  # fmt: skip
    for point in journey.touchpoints:
        table = library.CANONICAL[point.table].title.say(lang)
        which = "" if point.which == "every" else f" {words(f'journey.which_{point.which}').say(lang)}"
        asked = "".join(f" · {words(f'journey.by_{name}').say(lang)} {' / '.join(values)}"
                        for name, values in point.asked().items())  # fmt: skip
        place = names.get(point.stage, point.stage)
        lines.append(f"{words('journey.point').say(lang)} · {place} · {point.name.say(lang)} · {table}{which}{asked}")
    return lines


_CALLED = {"actions": "noted_actions"}
