"""Questions about the exercises: what the workspace holds, and whether each was really done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.apps import apps

from fenji_web import library
from fenji_web.data.queries import journal
from fenji_web.guide.models import Progress
from fenji_web.runs.models import DONE, Job
from fenji_web.schedules.models import GRADE, Schedule

if TYPE_CHECKING:
    from fenji_web.accounts.models import User

EMPTY, PRACTICE, OWN = "empty", "practice", "own"
_OF_CUSTOMERS = ("care", "data", "customers", "one_customer", "bulk", "runs", "schedules")


@dataclass(frozen=True)
class Asked:
    """Whose exercises are looked at, since when, in which workspace."""

    person: User
    progress: Progress
    folder: Path


def place_of(folder: Path) -> str:
    """What a workspace is: empty, begun with ready-made data, or the company's own."""
    if library.is_for_practice(folder):
        return PRACTICE
    return OWN if library.kept_journal(folder / "originals") else EMPTY


def progress_of(person: User) -> Progress | None:
    """How far a person is; None before the first exercise."""
    return Progress.objects.filter(person=person).first()


def has_imported(asked: Asked) -> bool:
    """Whether the person imported a file."""
    return bool(_imports(asked))


def has_corrected(asked: Asked) -> bool:
    """Whether, after rows were left out, the person imported a file of which none was."""
    entries = _imports(asked)
    first = next((number for number, one in enumerate(entries) if one["rejected"]), len(entries))
    return any(one["accepted"] and not one["rejected"] for one in entries[first + 1 :])


def has_changed_a_weight(asked: Asked) -> bool:
    """Whether the person saw a preview in the editor and then decided: saved, or went back to the standard."""
    seen = asked.progress.seen
    return "editor:live" in seen and "schemes:one" in seen


def has_seen(page: str) -> Callable[[Asked], bool]:
    """Whether the person opened a page, or sent its form."""
    return lambda asked: page in asked.progress.seen


def has_asked_for(kind: str) -> Callable[[Asked], bool]:
    """Whether work of a kind that the person asked for is done."""

    def is_done(asked: Asked) -> bool:
        since = asked.progress.began_at
        return Job.objects.filter(created_by=asked.person, kind=kind, state=DONE, created_at__gte=since).exists()

    return is_done


def has_scheduled(asked: Asked) -> bool:
    """Whether the person set up a grading that happens by itself."""
    mine = Schedule.objects.filter(created_by=asked.person, what=GRADE, created_at__gte=asked.progress.began_at)
    return mine.exists()


def emptied() -> list[Any]:
    """What people kept about customers of the sample: every table of the apps that know customers, imports or runs."""
    known = [apps.get_app_config(app) for app in _OF_CUSTOMERS]
    return [model for app in known for model in app.get_models()]


def _imports(asked: Asked) -> list[dict[str, Any]]:
    """The files the person imported since the exercises began, oldest first."""
    since: datetime = asked.progress.began_at
    mine = [
        one
        for one in journal(asked.folder)
        if one["actor"] == asked.person.username and one["imported_at"] >= since and one["table_name"] != "demo"
    ]
    return mine[::-1]
