"""The real WSGI application of a workspace of its own, on loopback, in its own process, with a key of every role."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROLES = ("viewer", "sales", "analyst", "steward", "administrator")
_SERVE = """
import json, os, socketserver, sys, threading
from pathlib import Path
from fenji_web.config.wsgi import application
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from fenji.workspace.standards_file import write_standards
from fenji.workspace.workspace import Workspace
from fenji_web.accounts.access import PERMISSIONS
from fenji_web.accounts.models import User
from fenji_web.api_keys.services import make_key
workspace = Workspace.open(Path(os.environ["FENJI_WORKSPACE"]))
write_standards(workspace)
workspace.close()
class Quiet(WSGIRequestHandler):
    def log_message(self, *args): pass
keys = {}
for role in sys.argv[1:]:
    person = User.objects.create(username=role, role=role)
    keys[role] = make_key(person, role, PERMISSIONS, days=9)[1]
server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet, ipv6=False)
server.set_app(application)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(json.dumps([server.server_port, keys]), flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True)
class Served:
    """Where it answers, and the keys by role."""

    url: str
    keys: dict[str, str]


@contextmanager
def application_of(place: Path) -> Iterator[Served]:
    """Serves a workspace while the block runs; shares of calls are without end."""
    many = {f"FENJI_API_{name}_A_MINUTE": "10000000" for name in ("ADDRESS", "WRONG", "KEY", "PERSON")}
    environment = {**os.environ, **many, "FENJI_WORKSPACE": str(place), "PYTHONPATH": "src", "PYTHONWARNINGS": "ignore",
                   "DJANGO_SETTINGS_MODULE": "fenji_web.config.settings"}  # fmt: skip
    program = subprocess.Popen([sys.executable, "-c", _SERVE, *ROLES], env=environment, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)  # fmt: skip
    try:
        assert program.stdout is not None
        port, keys = json.loads(program.stdout.readline())
        yield Served(f"http://127.0.0.1:{port}", keys)
    finally:
        program.communicate(timeout=30)
