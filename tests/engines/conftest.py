"""Engines for the suite: each is started once where it is first asked for, and stopped at the end."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from fenji.engines.address import EngineAddress
from fenji.engines.duckdb import DuckDBEngine
from fenji.engines.postgres import PostgresEngine
from fenji.scheme.model import Scheme
from tests.engines.clusters import CONNECT, SPARK, connect_server, needs, standalone
from tests.engines.data import DATA, arrow
from tests.engines.grading import Graded
from tests.engines.schemes import schemes
from tests.engines.served import Here, There
from tests.fenji.intake.sources.servers import CANARY, Server, postgres

Grader = Here | There


@pytest.fixture(scope="session")
def graders() -> Iterator[Callable[[str], Grader]]:
    """An engine by its name, ready to grade; their folder is short, and a server's own user may enter it."""
    with tempfile.TemporaryDirectory(prefix="fj-", dir="/tmp") as made, ExitStack() as running:
        folder = Path(made)
        folder.chmod(0o755)

        @cache
        def grader(name: str) -> Grader:
            place = folder / "".join(sign for sign in name if sign.isalnum())
            place.mkdir(mode=0o755)
            if name == "postgres":
                engine = open_postgres(running.enter_context(postgres(place)))
                running.callback(engine.close)
                return Here(engine)
            if name.startswith("local"):
                needs(SPARK)
                there = There(SPARK, name, place)
            elif name == "spark://":
                cluster = running.enter_context(standalone(place))
                there = There(SPARK, cluster.address, place, cluster)
            else:
                cluster = running.enter_context(connect_server(place))
                there = There(CONNECT, cluster.address, place, cluster)
            running.callback(there.close)
            assert there.started == {"ready": True}
            return there

        yield grader


@pytest.fixture(scope="session")
def shop() -> Callable[[str], dict[str, pa.Table]]:
    """A set of data by its name."""
    return cache(lambda name: arrow(DATA[name]()))


@pytest.fixture(scope="session")
def known(shop: Callable[[str], dict[str, pa.Table]]) -> Callable[[str, str], Graded]:
    """What DuckDB says of a set of data and a standard."""
    return cache(lambda data, scheme: Here(DuckDBEngine.in_memory()).grade(shop(data), the_scheme(scheme)))


def open_postgres(server: Server, **more: Any) -> PostgresEngine:
    server.say("GRANT TEMP ON DATABASE shop TO clerk")
    address = EngineAddress.read(f"postgres://clerk@127.0.0.1:{server.port}/shop")
    return PostgresEngine.open(address, password=more.get("password", CANARY))


@cache
def the_scheme(name: str) -> Scheme:
    return schemes()[name]
