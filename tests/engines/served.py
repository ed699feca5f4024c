"""Gradings asked of an engine: in this process, or of a program in another environment."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
from pyarrow import dataset, ipc

from fenji.scheme.model import Scheme
from fenji.tables.rates import Rates
from tests.engines.grading import Graded, load, plan, sealed
from tests.engines.serving import MARK

Tables = Mapping[str, pa.Table]
ROOT = Path(__file__).parents[2]
QUIET = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto"  # small data: what Java learns costs more than it saves


class Here:
    """An engine of this process."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine

    def grade(self, tables: Tables, scheme: Scheme, rates: Rates | None = None, like: Graded | None = None) -> Graded:
        sql, calibrated = plan(self.engine, load(self.engine, tables), scheme, rates)
        return sealed(self.engine.arrow(sql), calibrated, like and like.rows.schema)


class There:
    """An engine of another environment, asked through `tests.engines.serving`."""

    def __init__(self, python: Path, address: str, folder: Path, cluster: Any = None) -> None:
        self.folder = folder
        self.cluster = cluster
        self.last: dict[str, Any] = {}
        self._files: dict[tuple[str, int], tuple[str, pa.Table]] = {}
        self._log = (folder / "serving.log").open("w")
        paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
        self._program = subprocess.Popen(
            [str(python), "-m", "tests.engines.serving", address, str(folder / "exchange")],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": paths, "SPARK_LOCAL_IP": "127.0.0.1", "JAVA_TOOL_OPTIONS": QUIET},
        )  # fmt: skip
        self.started = self._answer()

    def grade(self, tables: Tables, scheme: Scheme, rates: Rates | None = None, like: Graded | None = None) -> Graded:
        self.last = self.ask("grade", **self.asked(tables, scheme, rates))
        assert "error" not in self.last, self.last
        files = sorted(str(path) for path in Path(self.last["out"]).glob("*.parquet"))
        return sealed(dataset.dataset(files, format="parquet"), self.last["calibrated"], like and like.rows.schema)

    def asked(self, tables: Tables, scheme: Scheme, rates: Rates | None = None) -> dict[str, Any]:
        listed = [(one.currency, str(one.valid_from), str(one.rate)) for one in rates.rates] if rates else []
        return {
            "tables": {name: self._file(name, table) for name, table in tables.items()},
            "scheme": scheme.model_dump(mode="json", by_alias=True),
            "rates": listed,
            "out": str(self.folder / f"out-{uuid4().hex}"),
        }

    def ask(self, do: str, **more: Any) -> dict[str, Any]:
        assert self._program.stdin is not None
        self._program.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self._program.stdin.flush()
        return {**more, **self._answer()}

    def close(self) -> None:
        assert self._program.stdin is not None
        self._program.stdin.close()
        try:
            self._program.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self._program.kill()
            self._program.wait(10)
        assert self._program.stdout is not None
        self._program.stdout.close()
        self._log.close()

    def _answer(self) -> dict[str, Any]:
        assert self._program.stdout is not None
        for line in self._program.stdout:
            if line.startswith(MARK):
                found: dict[str, Any] = json.loads(line.removeprefix(MARK))
                return found
        said = (self.folder / "serving.log").read_text()[-3000:]
        raise AssertionError(f"the program ended: {said}")

    def _file(self, name: str, table: pa.Table) -> str:
        if (name, id(table)) not in self._files:
            path = self.folder / f"{name}-{uuid4().hex}.arrow"
            with ipc.new_file(path, table.schema) as file:
                file.write_table(table)
            self._files[name, id(table)] = str(path), table  # kept, so that its id stays its own
        return self._files[name, id(table)][0]
