"""A served workspace as tests see it: its address, links to enter as any role, Python run beside it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_BEFORE = """
import json, sys, django
django.setup()
from fenji_web.accounts.models import User
from fenji_web.accounts.services import add_person, make_link
from fenji_web.runs.models import Job
from fenji_web.runs.services import enqueue
def person(role, lang="zh", theme="light"):
    found, is_new = User.objects.get_or_create(username=role, defaults={"role": role})
    if is_new:
        found.set_password("the harbour at dusk")
    found.language, found.theme, found.role = lang, theme, role
    found.save()
    return found
def give(value):
    json.dump(value, sys.stdout, default=str)
"""


@dataclass(frozen=True)
class Place:
    """A served workspace."""

    folder: Path
    url: str
    pid: int
    log: Path

    def run(self, code: str) -> Any:
        """What `give(...)` gave in Python code run with Django set up for this workspace.

        At hand: User, Job, enqueue, add_person, make_link, person(role, lang, theme).
        """
        environment = {
            **os.environ,
            "FENJI_WORKSPACE": str(self.folder),
            "DJANGO_SETTINGS_MODULE": "fenji_web.config.settings",
            "PYTHONPATH": "src",
        }
        done = subprocess.run(
            [sys.executable, "-c", _BEFORE + code], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return json.loads(done.stdout) if done.stdout else None

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
        place = Place(self.folder, f"http://127.0.0.1:{port}", self.process.pid, Path(self.log.name))
        until = time.monotonic() + 90
        while not _answers(place.url):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(place.said())
            time.sleep(0.2)
        return place

    def __exit__(self, *_: object) -> None:
        """Ctrl-C, and a wait."""
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
    except OSError:
        return False
