"""A workspace graded elsewhere: the same run as here, or none at all."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from fenji.engines.address import EngineAddress
from fenji.engines.duckdb import DuckDBEngine
from fenji.errors import Cancelled, EngineError
from fenji.language import Text
from fenji.result import Result
from fenji.scheme.load import read_scheme, standard_text
from fenji.workspace.elsewhere import Elsewhere, opened
from fenji.workspace.grading import grade
from fenji.workspace.workspace import Workspace
from tests.engines.clusters import CONNECT, ROOT, SPARK, connect_server, needs
from tests.engines.conftest import open_postgres, the_scheme
from tests.engines.data import arrow, stated_only, tricky
from tests.engines.served import QUIET, Here
from tests.fenji.intake.sources.servers import CANARY, Server, postgres
from tests.fenji.workspace.people import people

MAY, JUNE = date(2024, 5, 31), date(2024, 6, 30)
HELD = "\ntransitions: {grace: 2 runs, minimum_stay: 10 days, evaluate: {every: month}}\n"
Asked = Callable[..., Result]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="fj-", dir="/tmp") as made:
        Path(made).chmod(0o755)
        with postgres(Path(made)) as running:
            running.say("GRANT TEMP ON DATABASE shop TO clerk")
            yield running


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workspace]:
    workspace = people(tmp_path / "shop", {**stated_only(), **tricky()} | {"stated": stated_only()["stated"]})
    yield workspace
    workspace.close()


@pytest.fixture
def twin(tmp_path: Path) -> Iterator[Workspace]:
    workspace = people(tmp_path / "twin", {**stated_only(), **tricky()} | {"stated": stated_only()["stated"]})
    yield workspace
    workspace.close()


@pytest.fixture
def address(server: Server, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("FENJI_ENGINE_PASSWORD", CANARY)
    return f"postgres://clerk@127.0.0.1:{server.port}/shop"


def test_a_run_elsewhere_is_the_run_here_and_replays(shop: Workspace, twin: Workspace, address: str) -> None:
    here, there = twin.grade("value"), shop.grade("value", engine=address)
    assert there.run.digest == here.run.digest
    assert list(there.rows(order=("customer_id",))) == list(here.rows(order=("customer_id",)))
    assert (here.run.engine, there.run.engine) == ("duckdb", address)
    stored, now = shop.replay(there.run.id)
    assert stored == now
    assert not (shop.folder / "exchange").exists()
    assert shop.grade("value", engine=address).run.id == there.run.id  # the same question is answered by the kept run


def test_transitions_go_on_from_the_run_before_wherever_it_was_computed(
    shop: Workspace, twin: Workspace, address: str
) -> None:
    scheme = read_scheme(standard_text("value") + HELD)
    shop.grade(scheme, as_of=MAY)
    here = [twin.grade(scheme, as_of=day) for day in (MAY, JUNE)]
    there = shop.grade(scheme, as_of=JUNE, engine=address)
    assert there.run.digest == here[1].run.digest
    assert there.run.previous_id == here[0].run.id


def test_a_server_that_ends_half_way_leaves_the_workspace_as_it_was(
    shop: Workspace, server: Server, address: str
) -> None:
    def end(stage: Text, share: float) -> None:
        if stage.en == "grading":
            server.say("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'fenji'")

    before = shop.lake.snapshot()
    with pytest.raises(EngineError, match="nothing was changed"):
        shop.grade("value", engine=address, progress=end)
    assert (shop.lake.snapshot(), shop.runs()) == (before, [])
    assert not (shop.folder / "exchange").exists()
    assert shop.grade("value", engine=address).run.customers


def test_a_cancelled_grading_writes_nothing(shop: Workspace, address: str) -> None:
    with opened(shop, EngineAddress.read(address)) as there:
        stopped = Elsewhere(there.address, there.engine, there.folder)

        def stop(stage: Text, share: float) -> None:
            if stage.en == "grading":
                raise KeyboardInterrupt

        with pytest.raises(Cancelled):
            grade(shop, shop.scheme("value"), as_of=JUNE, progress=stop, elsewhere=stopped)
    assert shop.runs() == []


def test_what_a_killed_grading_left_in_the_exchange_folder_is_removed_by_the_next(
    shop: Workspace, address: str
) -> None:
    left, used = shop.folder / "exchange" / "left", shop.folder / "exchange" / "used"
    for folder in (left, used):
        folder.mkdir(parents=True)
        (folder / "in use").touch()
    with (used / "in use").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with opened(shop, EngineAddress.read(address)) as there:
            assert {folder.name for folder in there.folder.parent.iterdir()} == {"used", there.folder.name}


def test_a_database_that_sorts_otherwise_gives_the_same_grades(server: Server) -> None:
    server.say("CREATE DATABASE sorted TEMPLATE template0 ENCODING UTF8 LOCALE_PROVIDER icu ICU_LOCALE 'zh-Hans-CN'")
    there = EngineAddress.read(f"postgres://clerk@127.0.0.1:{server.port}/sorted").open(folder=Path(), password=CANARY)
    tables, scheme = arrow({**tricky(), "stated": stated_only()["stated"]}), the_scheme("electronics")
    expected = Here(DuckDBEngine.in_memory()).grade(tables, scheme)
    assert Here(there).grade(tables, scheme, like=expected) == expected
    there.close()


def test_a_wrong_password_is_one_error_that_shows_none(
    shop: Workspace, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FENJI_ENGINE_PASSWORD", "wrong#secret")
    with pytest.raises(EngineError, match="refused") as caught:
        shop.grade("value", engine=address)
    assert "wrong#secret" not in str(caught.value)


def test_working_tables_leave_with_the_session(server: Server) -> None:
    engine = open_postgres(server)
    engine.keep("kept", "SELECT 1 AS one")
    assert engine.rows('SELECT one FROM "kept"') == [{"one": 1}]
    engine.close()
    assert server.say("SELECT count(*) FROM pg_class WHERE relname = 'kept'").strip() == "0"


def test_nobody_answering_is_one_error(shop: Workspace) -> None:
    with pytest.raises(EngineError, match="cannot be reached"):
        shop.grade("value", engine="postgres://clerk@127.0.0.1:1/shop")
    for python, address in ((SPARK, "spark://127.0.0.1:1"), (CONNECT, "sc://127.0.0.1:1")):
        needs(python)
        done = fenji(python, shop.folder, "grade", "--engine", address)
        assert (done.returncode, "cannot be reached" in done.stderr) == (2, True), done.stderr


def test_spark_on_this_machine_from_the_command_line(shop: Workspace, twin: Workspace) -> None:
    needs(SPARK)
    done = fenji(SPARK, shop.folder, "grade", "--engine", "local[2]", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["run"]["digest"] == twin.grade("value").run.digest


def test_a_connect_server_grades_and_one_that_is_killed_half_way_writes_nothing(
    shop: Workspace, twin: Workspace, tmp_path: Path
) -> None:
    with connect_server(tmp_path) as cluster:
        done = fenji(CONNECT, shop.folder, "grade", "--engine", cluster.address, "--json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["run"]["digest"] == twin.grade("value").run.digest
        before = shop.lake.snapshot()
        killing = KILLING.format(folder=str(shop.folder), address=cluster.address, pid=cluster.programs[0].pid)
        done = python(CONNECT, "-c", killing)
        assert done.returncode == 2, done.stderr
        assert "ended half-way; nothing was changed" in done.stderr
        assert (shop.lake.snapshot(), len(shop.runs())) == (before, 1)
        assert not (shop.folder / "exchange").exists()


KILLING = """
import os, signal, sys
from fenji.errors import EngineError
from fenji.workspace.workspace import Workspace

def kill(stage, share):
    if stage.en == "grading":
        os.killpg({pid}, signal.SIGKILL)

try:
    Workspace.open({folder!r}).grade("hml", engine={address!r}, progress=kill)
except EngineError as error:
    print(error, file=sys.stderr)
    sys.exit(2)
"""


def fenji(environment: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return python(environment, "-m", "fenji.cli.main", *words, "--workspace", str(folder))


def python(environment: Path, *words: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    given = {
        **os.environ,
        "PYTHONPATH": paths,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "LANG": "en_US.UTF-8",
        "JAVA_TOOL_OPTIONS": QUIET,
    }
    return subprocess.run([str(environment), *words], env=given, capture_output=True, text=True, timeout=300,
                          check=False)  # fmt: skip
