"""Spark's own programs for tests: a master with two workers, a Connect server; on loopback, then stopped."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engines.served import QUIET

ROOT = Path(__file__).parents[2]
SPARK, CONNECT = ROOT / ".venv-spark" / "bin" / "python", ROOT / ".venv-connect" / "bin" / "python"


@dataclass(frozen=True)
class Cluster:
    """Where it answers, and its programs: the first is the master or server."""

    address: str
    programs: tuple[subprocess.Popen[bytes], ...]

    def kill(self, number: int = 0) -> None:
        """One of its programs ends without a word."""
        os.killpg(self.programs[number].pid, signal.SIGKILL)
        self.programs[number].wait(30)


def needs(python: Path) -> None:
    """Skips where the environment or Java is missing; `make test` makes both."""
    if not python.exists():
        pytest.skip(f"{python.parents[1].name} is not built: run `make engines`")
    if shutil.which("java") is None:
        pytest.skip("Java is absent (Debian: openjdk-17-jre-headless)")


@contextmanager
def standalone(folder: Path) -> Iterator[Cluster]:
    """A master and two workers of one core each."""
    needs(SPARK)
    port = free_port()
    master = _spark(folder, "master", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port",
                    str(port), "--webui-port", "0")  # fmt: skip
    programs = [master]
    try:
        _wait_for(port, master)
        for number in (1, 2):
            programs.append(_spark(
                folder, f"worker{number}", "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores",
                "1", "--memory", "1g", "--webui-port", "0", "--work-dir", str(folder / f"work{number}"),
                f"spark://127.0.0.1:{port}",
            ))  # fmt: skip
        yield Cluster(f"spark://127.0.0.1:{port}", tuple(programs))
    finally:
        _stop(programs)


@contextmanager
def connect_server(folder: Path) -> Iterator[Cluster]:
    """A Spark Connect server that computes in itself."""
    needs(SPARK)
    needs(CONNECT)
    port = free_port()
    settings = {
        "spark.connect.grpc.binding.port": port, "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.shuffle.partitions": 4, "spark.sql.warehouse.dir": folder / "warehouse",
    }  # fmt: skip
    given = [part for name, value in settings.items() for part in ("--conf", f"{name}={value}")]
    server = _spark(
        folder, "connect", "org.apache.spark.deploy.SparkSubmit", "--class",
        "org.apache.spark.sql.connect.service.SparkConnectServer", "--master", "local[2]", *given, "spark-internal",
    )  # fmt: skip
    try:
        _wait_for(port, server)
        yield Cluster(f"sc://127.0.0.1:{port}", (server,))
    finally:
        _stop([server])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _spark(folder: Path, name: str, kind: str, *more: str) -> subprocess.Popen[bytes]:
    home = next((SPARK.parents[1] / "lib").glob("python3*/site-packages/pyspark"))
    environment = {
        **os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(folder / "spill"),
        "JAVA_TOOL_OPTIONS": QUIET, "SPARK_LOG_DIR": str(folder), "PYSPARK_PYTHON": str(SPARK),
    }  # fmt: skip
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [str(home / "bin" / "spark-class"), kind, *more], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            env=environment, cwd=folder, start_new_session=True,
        )  # fmt: skip


def _wait_for(port: int, program: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while True:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert program.poll() is None, "Spark ended by itself"
        assert time.monotonic() < until, "Spark does not answer"
        time.sleep(0.1)


def _stop(programs: Sequence[subprocess.Popen[bytes]]) -> None:
    for program in reversed(programs):
        if program.poll() is None:
            os.killpg(program.pid, signal.SIGTERM)
    for program in programs:
        try:
            program.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(program.pid, signal.SIGKILL)
            program.wait(20)
