"""A program that grades on Spark in an environment of its own: asked and answering by lines of JSON."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

from pyarrow import ipc

from fenji.engines.address import EngineAddress
from fenji.errors import FenjiError
from fenji.scheme.model import Scheme
from fenji.tables.rates import Rate, Rates
from tests.engines.grading import load, plan
from tests.engines.standing import played

MARK = "@@"


class Serving:
    """One session of an engine, and what it was ever asked to bring into this process."""

    def __init__(self, address: str, folder: Path) -> None:
        self.engine: Any = EngineAddress.read(address).open(folder=folder)
        self.fetched = 0
        self._loaded: dict[str, str] = {}
        self._arrow = self.engine.arrow
        self.engine.arrow = self._counting

    def grade(self, *, tables: dict[str, str], scheme: dict[str, Any], rates: list[Any], out: str) -> dict[str, Any]:
        """Grades, lets the executors write the rows, and tells how many rows came here meanwhile."""
        found = {name: ipc.open_file(path).read_all() for name, path in tables.items()}
        load(self.engine, {name: table for name, table in found.items() if self._loaded.get(name) != tables[name]})
        self._loaded |= tables
        self.fetched = 0
        recorded = frozenset(name for name, table in found.items() if table.num_rows)
        asked = {name: self.engine.table(name) for name in tables}
        sql, calibrated = plan(self.engine, asked, Scheme.model_validate(scheme), _rates(rates), recorded=recorded)
        self.engine.answer(sql, Path(out))
        return {"calibrated": calibrated, "sql": sql, "fetched": self.fetched}

    def stand(self, *, rules: str) -> dict[str, Any]:
        """What four runs under transition rules say of every customer."""
        return {"said": played(self.engine, rules)}

    def explain(self, *, sql: str) -> dict[str, Any]:
        """The physical plan of a query."""
        return {"plan": self.engine.plan(sql)}

    def ask(self, *, sql: str, stop_after: float | None = None) -> dict[str, Any]:
        """A small answer; stopped from another thread after some seconds, if asked for."""
        if stop_after is not None:
            threading.Timer(stop_after, self.engine.interrupt).start()
        began = time.monotonic()
        try:
            return {"rows": self.engine.rows(sql), "took": time.monotonic() - began}
        except FenjiError as error:
            return {"error": type(error).__name__, "text": str(error), "took": time.monotonic() - began}

    def _counting(self, *asked: Any) -> Any:
        found = self._arrow(*asked)
        self.fetched = max(self.fetched, found.num_rows)
        return found


def _rates(listed: list[Any]) -> Rates | None:
    from datetime import date
    from decimal import Decimal

    return Rates(tuple(Rate(c, date.fromisoformat(d), Decimal(r)) for c, d, r in listed)) if listed else None


def serve(address: str, folder: Path) -> None:
    """Answers line by line until the input ends."""
    try:
        serving = Serving(address, folder)
        say({"ready": True})
    except FenjiError as error:
        say({"error": type(error).__name__, "text": str(error)})
        return
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            say(getattr(serving, asked.pop("do"))(**asked))
        except FenjiError as error:
            say({"error": type(error).__name__, "text": str(error)})
    serving.engine.close()


def say(answer: dict[str, Any]) -> None:
    """One line, marked: Spark's own words go elsewhere."""
    print(MARK + json.dumps(answer, default=str), flush=True)


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]))
