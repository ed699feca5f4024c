"""Real database servers for one test session: started in a folder of their own on a loopback port, then stopped."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

CANARY = "Kanarienvogel#7'7 %/x"  # a password that is awkward everywhere: quotes, spaces, signs of URLs
CLERK = "clerk"


@dataclass(frozen=True)
class Server:
    """A running server: how a clerk reaches it, and how the test asks it as its owner."""

    kind: str
    port: int
    asking: tuple[str, ...]
    tag: str

    @property
    def url(self) -> str:
        return f"{self.kind}://{CLERK}:{quote(CANARY, safe='')}@127.0.0.1:{self.port}/shop"

    def say(self, sql: str) -> str:
        done = subprocess.run(self.asking, input=sql, text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def postgres(folder: Path) -> Iterator[Server]:
    """PostgreSQL with a database `shop` and a clerk who may read."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if shutil.which("initdb") is None else []
    found = shutil.which("initdb") or (str(homes[-1] / "initdb") if homes else None)
    if found is None:
        pytest.skip("PostgreSQL's programs are absent (Debian: postgresql)")
    programs, port = Path(found).parent, free_port()
    owner = _owner(folder, "postgres")
    data, log = folder / "data", folder / "log"
    _run(owner, [str(programs / "initdb"), "-D", str(data), "-U", "boss", "--auth-local=trust",
                 "--auth-host=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"])  # fmt: skip
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c log_statement=none"
    control = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(log)]
    _run(owner, [*control, "-o", options, "start"])
    asking = ("psql", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", str(folder), "-p", str(port), "-U", "boss")
    try:
        boss = Server("postgresql", port, (*asking, "postgres"), "$$")
        boss.say(f"CREATE ROLE {CLERK} LOGIN PASSWORD $${CANARY}$$")
        boss.say("CREATE DATABASE shop")
        server = Server("postgresql", port, (*asking, "shop"), "$$")
        server.say(f"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {CLERK}")
        yield server
    finally:
        _run(owner, [*control, "-m", "immediate", "stop"])


@contextmanager
def mariadb(folder: Path) -> Iterator[Server]:
    """MariaDB with a database `shop` and a clerk who may read."""
    if shutil.which("mariadbd") is None or shutil.which("mariadb-install-db") is None:
        pytest.skip("MariaDB's programs are absent (Debian: mariadb-server)")
    owner, port = _owner(folder, "mysql"), free_port()
    data, place = folder / "data", folder / "s.sock"
    _run(owner, ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db",
                 "--auth-root-authentication-method=normal"])  # fmt: skip
    command = ["mariadbd", "--no-defaults", f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1",
               f"--socket={place}", f"--pid-file={folder / 'pid'}", "--character-set-server=utf8mb4",
               "--innodb-flush-log-at-trx-commit=0"]  # fmt: skip
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(_as(owner, command), stdout=log, stderr=log, cwd=folder)
        try:
            _wait_for(place, process)
            asking = ("mariadb", "--no-defaults", "-N", "-uroot", "-S", str(place), "--default-character-set=utf8mb4")
            password = CANARY.replace("'", "''")
            Server("mysql", port, asking, "'").say(
                f"CREATE DATABASE shop; CREATE USER {CLERK}@'%' IDENTIFIED BY '{password}';"
                f"GRANT SELECT ON shop.* TO {CLERK}@'%'"
            )
            yield Server("mysql", port, (*asking, "shop"), "'")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _owner(folder: Path, user: str) -> str | None:
    """These servers refuse to run as root: their folder is then given to their own user."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(user)
    except KeyError:
        pytest.skip(f"the system has no user {user}")
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return user


def _as(owner: str | None, command: Sequence[str]) -> list[str]:
    return (
        list(command) if owner is None else ["setpriv", "--reuid", owner, "--regid", owner, "--init-groups", *command]
    )


def _run(owner: str | None, command: Sequence[str]) -> None:
    done = subprocess.run(_as(owner, command), capture_output=True, text=True, check=False, cwd="/", timeout=120)
    assert done.returncode == 0, done.stderr


def _wait_for(place: Path, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while not place.exists():
        assert process.poll() is None, "the server ended by itself"
        assert time.monotonic() < until, "the server does not answer"
        time.sleep(0.05)
