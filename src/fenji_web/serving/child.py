"""One job, done in a process of its own: progress kept, interrupted by Ctrl-C, its end written down."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from fenji_web import library
from fenji_web.library import Text
from fenji_web.runs.models import DONE, FAILED, Job
from fenji_web.runs.services import end, end_interrupted, is_held, kept_error, kept_failure, kind_of
from fenji_web.serving.in_whose_name import InTheNameOf

if TYPE_CHECKING:
    from collections.abc import Callable

BESIDE_PAGES = "1500MB"
_BETWEEN = 0.25
_TAKEN = Text("the work was taken from a worker that did not answer", "后台进程长时间无响应，任务已被收回")
_AGAIN = Text("Start it again.", "请重新开始。")


def do(pk: int, turn: int) -> None:
    """Does a job by its turn and ends the process; where the turn was taken away meanwhile, nothing is written."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_follow, args=(os.getppid(),), daemon=True).start()
    try:
        state, fields = _done(Job.objects.select_related("created_by").get(pk=pk), turn)
    except (KeyboardInterrupt, library.Cancelled):
        state, fields = "", {}
    except library.FenjiError as error:
        state, fields = FAILED, {"error": kept_failure(error)}
    except MemoryError:
        state, fields = FAILED, {"error": kept_error("died")}
    except Exception as bug:  # noqa: BLE001 - the one place where a job ends
        traceback.print_exc()
        state, fields = FAILED, {"error": kept_error("bug", what=f"{type(bug).__name__}: {bug}"[:300])}
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end(pk, state, turn=turn, **fields) if state else end_interrupted(pk, turn)
    sys.stderr.flush()
    os._exit(0)


def _done(job: Job, turn: int) -> tuple[str, dict[str, Any]]:
    asked_by = None if job.created_by is None else job.created_by.username
    opened = library.Workspace.open(Path(settings.FENJI_WORKSPACE))
    kind = kind_of(job.kind)
    asker = InTheNameOf(job, kind)
    memory = most_memory(opened.settings.memory_limit)
    workspace = replace(opened, asked_by=asked_by, most_memory=memory, may_commit=_fence(job.pk, turn, asker))
    if kind.is_sparing:
        workspace = workspace.sparing()
    try:
        result = kind.work(workspace, dict(job.arguments), _progress(job.pk, asker))
        asker.check()
    finally:
        workspace.close()
    return DONE, {"result": asker.marked(dict(result or {})), "share": 1.0}


def _fence(pk: int, turn: int, asker: InTheNameOf) -> Callable[[], None]:
    """Asked under the lake's lock right before a commit: a worker that slept beyond its lease changes nothing.

    Neither does one whose asker lost the right meanwhile.
    """

    def check() -> None:
        if not is_held(pk, turn):
            raise library.Cancelled(_TAKEN, where=f"#{pk}", fix=_AGAIN)
        asker.check()

    return check


def most_memory(asked: str) -> str | None:
    """How much a job's queries may take beside the pages that are served: less than alone, unless a company said more.

    >>> most_memory("2GB"), most_memory("8GB")
    ('1500MB', None)
    """
    return BESIDE_PAGES if asked == library.Settings.model_fields["memory_limit"].default else None


def _progress(pk: int, asker: InTheNameOf) -> Callable[[Text, float], None]:
    """Keeps how far the job is, a few times a second at most; looks now and then whether it may go on."""
    last = 0.0

    def say(stage: Text, share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < _BETWEEN:
            return
        last = now
        asker.look()
        words = library.read_text(stage)
        Job.objects.filter(pk=pk).update(stage={"en": words.en, "zh": words.zh}, share=min(max(float(share), 0), 1))

    return say


def _follow(parent: int) -> None:
    """Stops where the worker is gone: nobody would renew the lease."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(10)
    os._exit(1)
