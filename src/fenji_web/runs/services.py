"""Kinds of jobs, and what is done with jobs: asked for, stopped, taken, ended."""

from __future__ import annotations

import importlib
import importlib.util
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from fenji_web.config.apps import OURS
from fenji_web.library import Text
from fenji_web.runs.models import CANCELLED, FAILED, RUNNING, WAITING, Job, Turns
from fenji_web.ui.remedies import for_pages
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from datetime import timedelta
    from pathlib import Path

    from fenji_web.accounts.models import User
    from fenji_web.library import FenjiError, Workspace

    Progress = Callable[[Text, float], None]
    Work = Callable[[Workspace, dict[str, Any], Progress], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Kind:
    """One kind of work: what it is called, who may ask for it, what it does."""

    name: str
    label: Text
    permission: str
    work: Work
    is_sparing: bool = False


_KINDS: dict[str, Kind] = {}


def job(name: str, *, label: Text, permission: str, is_sparing: bool = False) -> Callable[[Work], Work]:
    """Makes a function of an app's jobs.py a kind of job.

    It gets the open workspace (asked by the person), the arguments, and `progress(stage, share)`; what it returns is
    the job's result, as JSON. A FenjiError is shown in three parts; Ctrl-C is how a person stops it. The queries of a
    sparing one take less memory.
    """

    def add(work: Work) -> Work:
        _KINDS[name] = Kind(name, label, permission, work, is_sparing)
        return work

    return add


def kind_of(name: str) -> Kind:
    """The kind with that name, from the apps' jobs.py."""
    if name not in _KINDS:
        for app in OURS:
            if importlib.util.find_spec(f"{app}.jobs") is not None:
                importlib.import_module(f"{app}.jobs")
    return _KINDS[name]


def enqueue(kind: str, *, by: User, **arguments: Any) -> Job:
    """Asks for work; the worker takes it when it is this person's turn."""
    if not by.can(kind_of(kind).permission):
        raise PermissionDenied
    return Job.objects.create(kind=kind, created_by=by, arguments=arguments)


def follow(kind: str, workspace: Workspace, **arguments: Any) -> Job:
    """Asks for work that other work leads to, in the name of whoever asked for that; nobody's where they have left."""
    person = get_user_model().objects.filter(username=workspace.asked_by or "").first()
    return Job.objects.create(kind=kind, created_by=person, arguments=arguments)


def may_now(workspace: Workspace, permission: str) -> bool:
    """Whether who asked for a job may do something at this moment, whatever they could when they asked."""
    person = get_user_model().objects.filter(username=workspace.asked_by or "").first()
    return person is not None and person.can(permission)


@transaction.atomic
def stop(asked: Job) -> None:
    """Asks a job to stop: one that waits ends here, one that runs is interrupted by its worker."""
    waiting = Job.objects.filter(pk=asked.pk, state=WAITING)
    if not waiting.update(state=CANCELLED, finished_at=timezone.now()):
        Job.objects.filter(pk=asked.pk, state=RUNNING).update(is_stop_asked=True)


@transaction.atomic
def take() -> Job | None:
    """The next job, marked as running by a new turn: the oldest of the person who has waited longest; else None.

    One job runs at a time, whoever asks: two workers that ask at once wait for each other. Order is that of turns and
    of asking, never of a clock that may have been moved.
    """
    turns = Turns.objects.select_for_update().get_or_create(pk=1)[0]
    if Job.objects.filter(state=RUNNING).exists():
        return None
    last_turn = dict(Job.objects.values_list("created_by").annotate(last=Max("turn")).order_by())
    waiting = list(Job.objects.filter(state=WAITING).order_by("id"))
    if not waiting:
        return None
    chosen = min(waiting, key=lambda one: (last_turn.get(one.created_by_id) or 0, one.pk))
    turn, now = turns.given + 1, timezone.now()
    mine = Job.objects.filter(pk=chosen.pk, state=WAITING)
    if not mine.update(state=RUNNING, started_at=now, heartbeat_at=now, turn=turn):
        return None  # a person who stopped it was quicker
    Turns.objects.filter(pk=1).update(given=turn)
    chosen.refresh_from_db()
    return chosen


def is_held(pk: int, turn: int) -> bool:
    """Whether a job still runs by that turn; else its doer may change nothing any more."""
    return Job.objects.filter(pk=pk, state=RUNNING, turn=turn).exists()


def beat(pk: int, turn: int) -> bool:
    """Renews the lease; False where it was taken away."""
    return bool(Job.objects.filter(pk=pk, state=RUNNING, turn=turn).update(heartbeat_at=timezone.now()))


def end(pk: int, state: str, *, turn: int | None = None, **fields: Any) -> bool:
    """Ends a running job; False where it had ended already, or (with a turn) was taken away."""
    running = Job.objects.filter(pk=pk, state=RUNNING, **({} if turn is None else {"turn": turn}))
    return bool(running.update(state=state, finished_at=timezone.now(), **fields))


def end_interrupted(pk: int, turn: int) -> bool:
    """Ends a job that was interrupted: cancelled where a person asked for that, else failed, for its worker stopped."""
    if Job.objects.filter(pk=pk, is_stop_asked=True).exists():
        return end(pk, CANCELLED, turn=turn)
    return end(pk, FAILED, turn=turn, error=kept_error("interrupted"))


class Leases:
    """What one worker sees of the jobs of others: who has stopped renewing, told by its own steady clock.

    Clocks of machines differ and are moved: a heartbeat is dead when it has not changed while `lease` went by here.
    """

    def __init__(self, lease: timedelta, clock: Callable[[], float] = time.monotonic) -> None:
        self._lease, self._clock = lease.total_seconds(), clock
        self._seen: dict[tuple[int, int, Any], float] = {}

    def reap(self) -> list[Job]:
        """Ends the jobs whose worker is gone; gives them as they were."""
        now = self._clock()
        running = {(one.pk, one.turn, one.heartbeat_at): one for one in Job.objects.filter(state=RUNNING)}
        self._seen = {key: self._seen.get(key, now) for key in running}
        dead = [one for key, one in running.items() if now - self._seen[key] >= self._lease]
        return [one for one in dead if end(one.pk, FAILED, turn=one.turn, error=kept_error("interrupted"))]


def kept_error(key: str, **fills: object) -> dict[str, Any]:
    """An error in three parts from the words `error_<key>` and `error_<key>_fix`, as a job keeps it."""
    problem, fix = words(f"runs.error_{key}", **fills), words(f"runs.error_{key}_fix")
    return {"problem": _both(problem), "where": {"en": "", "zh": ""}, "fix": _both(fix)}


def kept_failure(error: FenjiError) -> dict[str, Any]:
    """An error a person can act on, as a job keeps it; a remedy of the terminal becomes one of the pages."""
    where, fix = _place(error.where), for_pages(error.fix)
    code = str(getattr(error, "code", ""))
    return {"problem": _both(error.problem), "where": _both(where), "fix": _both(fix), "code": code}


def _place(where: str) -> Text:
    """Where it is, as pages call it; an option or command of the terminal has no place on a page."""
    if where in _PLACES:
        return words(_PLACES[where])
    return Text("", "") if where.startswith(("--", "fenji ")) else Text(where, where)


_PLACES = {"--as-of": "runs.day", "--scheme": "runs.standard"}


def _both(text: Text) -> dict[str, str]:
    return {"en": text.en, "zh": text.zh}


def export_folder(workspace_folder: Path) -> Path:
    """A new folder for a file that somebody will download; old ones are removed after some days."""
    folder = workspace_folder / "web" / "exports" / secrets.token_hex(8)
    folder.mkdir(parents=True)
    return folder
