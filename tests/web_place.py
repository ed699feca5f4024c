"""A served workspace as tests see it: its address, links to enter as any role, Python run beside it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_BEFORE = """
import json, os, sys, traceback, django
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
django.setup()
from django.db import connections
from fenji_web.accounts.models import User
from fenji_web.accounts.services import add_person, make_link
from fenji_web.runs.models import Job
from fenji_web.runs.services import enqueue
def person(role, lang="zh", theme="light"):
    found, is_new = User.objects.get_or_create(username=role, defaults={"role": role, "reach": "all"})
    if is_new:
        found.set_password("the harbour at dusk")
    found.language, found.theme, found.role = lang, theme, role
    found.save()
    return found
for line in sys.stdin:
    given, error = [], None
    try:
        exec(json.loads(line), {name: globals()[name] for name in (
            "User", "Job", "enqueue", "add_person", "make_link", "person")} | {"give": given.append})
    except BaseException:
        error = traceback.format_exc()
    connections.close_all()
    print(json.dumps([given[-1] if given else None, error], default=str), file=answers, flush=True)
"""


class Beside:
    """A Python with Django set up for a workspace, started when first asked: a start for every question took longer."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._one_at_a_time = threading.Lock()

    def ask(self, folder: Path, code: str) -> Any:
        """What `give(...)` gave in the code; RuntimeError with its traceback where it failed."""
        with self._one_at_a_time:
            program = self._process = self._process or _python(folder)
            assert program.stdin is not None
            assert program.stdout is not None
            program.stdin.write(json.dumps(code) + "\n")
            program.stdin.flush()
            value, error = json.loads(program.stdout.readline())
        if error:
            raise RuntimeError(error)
        return value

    def end(self) -> None:
        """It reads that nothing more comes, and ends."""
        if self._process is not None:
            self._process.communicate(timeout=40)
            self._process = None


def _python(folder: Path) -> subprocess.Popen[str]:
    environment = {
        **os.environ, "FENJI_WORKSPACE": str(folder), "DJANGO_SETTINGS_MODULE": "fenji_web.config.settings",
        "PYTHONPATH": "src",
    }  # fmt: skip
    program = [sys.executable, "-c", _BEFORE]
    return subprocess.Popen(program, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


@dataclass(frozen=True)
class Place:
    """A served workspace."""

    folder: Path
    url: str
    pid: int
    log: Path
    beside: Beside = field(default_factory=Beside)

    def run(self, code: str) -> Any:
        """What `give(...)` gave in Python code run with Django set up for this workspace.

        At hand: User, Job, enqueue, add_person, make_link, person(role, lang, theme).
        """
        return self.beside.ask(self.folder, code)

    def entrance(self, role: str, *, lang: str = "zh", theme: str = "light") -> str:
        """A link that signs somebody of a role in, once."""
        token = self.run(f'give(make_link("enter", person({role!r}, {lang!r}, {theme!r})))')
        return f"{self.url}/accounts/enter/{token}/"

    def said(self) -> str:
        """What the server has said so far."""
        return self.log.read_text("utf-8")


class serving:  # noqa: N801 - reads as a verb: with serving(folder)
    """`fenji serve` for a workspace while the block runs; ends it in order, and checks that nothing is left."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder, self.options = folder, options

    def __enter__(self) -> Place:
        """Starts it and waits until it answers."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.log = (self.folder.parent / f"serve-{port}.log").open("w+b")
        command = [sys.executable, "-m", "fenji.cli.main", "--lang", "en", "serve", "--workspace", str(self.folder)]
        self.process = subprocess.Popen(
            [*command, "--port", str(port), *self.options],
            stdout=self.log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": "src"},
            start_new_session=True,
        )
        place = self.place = Place(self.folder, f"http://127.0.0.1:{port}", self.process.pid, Path(self.log.name))
        until = time.monotonic() + 180
        while not _answers(place.url):
            if self.process.poll() is not None or time.monotonic() > until:
                self.__exit__()
                raise RuntimeError(place.said())
            time.sleep(0.2)
        return place

    def __exit__(self, *_: object) -> None:
        """Ctrl-C, and a wait."""
        self.place.beside.end()
        if self.process.poll() is None:
            self.process.send_signal(2)
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            self.log.close()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/accounts/sign-in/", timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as refused:
        refused.close()
        return False
    except OSError:
        return False
