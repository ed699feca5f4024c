"""A grading on another engine: the lake's tables are carried there, the rows come back into the lake as a usual run."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from fenji.engines.address import EngineAddress
from fenji.engines.carrying import CarryingEngine
from fenji.engines.engine import quoted
from fenji.errors import FenjiError
from fenji.language import Text

if TYPE_CHECKING:
    from datetime import date

    from fenji.engines.duckdb import DuckDBEngine
    from fenji.engines.engine import Beyond, Engine
    from fenji.lake.lake import Lake
    from fenji.result import Result
    from fenji.scheme.model import Scheme
    from fenji.workspace.workspace import Workspace

PASSWORD = "FENJI_ENGINE_PASSWORD"  # noqa: S105 - the name of a credential, not one
EXCHANGE = "FENJI_EXCHANGE"
FOLDER, LANDED, LOCK = "exchange", "rows from elsewhere", "in use"
Progress = Callable[[Text, float], None]


@dataclass(frozen=True)
class Elsewhere:
    """An engine that grades a workspace, and the folder through which its rows come back."""

    address: EngineAddress
    engine: Beyond
    folder: Path

    def over(self, lake: Lake) -> CarryingEngine:
        """The engine, asked about the tables of a lake as if they were its own."""
        return CarryingEngine(lake.engine, self.engine)

    @contextmanager
    def landed(self, asked: Engine, sql: str, engine: DuckDBEngine) -> Iterator[str]:
        """Runs the query there; inside the block the lake's engine can read its rows by the SQL given."""
        from pyarrow import dataset

        assert isinstance(asked, CarryingEngine)
        folder = self.folder / f"answer-{uuid4().hex[:8]}"
        try:
            asked.answer(sql, folder)
            files = [str(path) for path in sorted(folder.glob("*.parquet"))]
            with engine.lent(LANDED, dataset.dataset(files, format="parquet")):
                types = asked.types(sql).items()
                listed = ", ".join(f"CAST({quoted(name)} AS {kind}) AS {quoted(name)}" for name, kind in types)
                yield f"SELECT {listed} FROM {quoted(LANDED)}"
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def grade_elsewhere(
    workspace: Workspace,
    scheme: Scheme,
    *,
    engine: str,
    as_of: date | None = None,
    recalibrate: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Grades on the engine at an address and keeps the run, like `grade`: the same rows, the same digest.

    An engine that cannot be reached, refuses or ends half-way is one EngineError; the lake is as it was.
    """
    from fenji.workspace.grading import grade

    address = EngineAddress.read(engine)
    if address.kind == "duckdb":
        return grade(workspace, scheme, as_of=as_of, recalibrate=recalibrate, progress=progress)
    with opened(workspace, address) as there:
        return grade(workspace, scheme, as_of=as_of, recalibrate=recalibrate, progress=progress, elsewhere=there)


@contextmanager
def opened(workspace: Workspace, address: EngineAddress) -> Iterator[Elsewhere]:
    """A session of the engine with a folder of its own, which is removed at the end, whatever happens."""
    with _folder(exchange_folder(workspace)) as folder:
        engine = address.open(folder=folder, password=_password(workspace))
        try:
            yield Elsewhere(address, engine, folder)
        finally:
            with suppress(FenjiError):  # it may have ended by itself, and that is told already
                engine.close()


def exchange_folder(workspace: Workspace) -> Path:
    """Where tables and answers pass: in the workspace, or where FENJI_EXCHANGE says all machines see it."""
    return Path(os.environ.get(EXCHANGE) or workspace.folder / FOLDER).resolve()


@contextmanager
def _folder(place: Path) -> Iterator[Path]:
    """A folder in use as long as its lock is held; customers' data that a killed grading left there is removed."""
    place.mkdir(parents=True, exist_ok=True)
    for left in place.iterdir():
        with suppress(OSError), (left / LOCK).open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left, ignore_errors=True)
    folder = place / uuid4().hex[:12]
    folder.mkdir()
    try:
        with (folder / LOCK).open("w") as mine:
            fcntl.flock(mine, fcntl.LOCK_EX)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        with suppress(OSError):
            place.rmdir()  # only when nobody else grades


def _password(workspace: Workspace) -> str | None:
    """The engine's password or token, from the environment or secrets.env; None where there is none."""
    from fenji.intake.sources.secrets import find_secret

    try:
        return find_secret(PASSWORD, folder=workspace.folder).reveal()
    except FenjiError as error:
        if error.where == PASSWORD:
            return None
        raise
