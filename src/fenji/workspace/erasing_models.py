"""Read models without somebody: each file that holds the person is written anew under another name, beside the old."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.engines.duckdb import DuckDBEngine
from fenji.engines.engine import literal, quoted
from fenji.engines.model import write_model
from fenji.result_records import Run
from fenji.workspace.blanking import MODEL, blanks, words_shared
from fenji.workspace.model_file import SUFFIX
from fenji.workspace.resealing import seal_mark
from fenji.workspace.sought import READ_THROUGH

if TYPE_CHECKING:
    from fenji.lake.erase import Blank
    from fenji.workspace.erasing_person import Person

_ABOUT = "about"


def models_with(folder: Path, person: Person) -> list[Path]:
    """The read models that hold the person."""
    found = []
    for path in sorted((folder / "runs").glob("*.duckdb")):
        with DuckDBEngine.in_memory() as engine:
            engine.run(f"ATTACH {literal(str(path))} AS old (READ_ONLY)")
            if any(_rows(engine, table, person) for table in _tables(engine)):
                found.append(path)
    return found


def rewrite_models(folder: Path, person: Person, resealed: Mapping[str, Run], *, memory_limit: str) -> int:
    """Writes them anew, for the runs as they are sealed now; gives how many. Files of another layout go."""
    count = 0
    for path in models_with(folder, person):
        count += 1
        with DuckDBEngine.in_memory(
            memory_limit=memory_limit, temp_directory=folder / "lake" / "tmp" / "erase"
        ) as engine:
            engine.run(f"ATTACH {literal(str(path))} AS old (READ_ONLY)")
            parts = _parts(engine)
            run = Run.from_json(json.loads(parts["run"])) if "run" in parts and path.name.endswith(SUFFIX) else None
            if run is not None:
                now = _sealed(run, resealed)
                _write(path.with_name(model_name(path.name, run, now)), engine, parts, person, resealed)
            engine.run("DETACH old")
        path.unlink(missing_ok=True)
    return count


def model_name(name: str, was: Run, now: Run) -> str:
    """What the file of a re-sealed run is called: no process that has the old one open may take it for the new one."""
    compared = name.removeprefix(f"{was.id}.").removesuffix(SUFFIX).partition("-")[0]
    return f"{was.id}.{compared}{seal_mark(now)}{SUFFIX}"


def _write(
    path: Path, engine: DuckDBEngine, parts: Mapping[str, str], person: Person, resealed: Mapping[str, Run]
) -> None:
    asked = {}
    for table, columns in _tables(engine).items():
        if table == _ABOUT:
            asked[table] = _about(parts, resealed)
            continue
        changes: list[Blank] = []
        if "customer_id" in columns:
            common = words_shared(engine, f"old.main.{quoted(table)}", table, columns, person)
            changes = blanks(f"{MODEL}{table}", columns, person, common)
        chosen = ", ".join(f"{_value(changes, name)} AS {quoted(name)}" for name in columns)
        asked[table] = f"SELECT {chosen} FROM old.main.{quoted(table)} ORDER BY rowid"
    write_model(path, engine, asked, scanned={"customers": READ_THROUGH})


def _value(changes: list[Blank], name: str) -> str:
    cases = " ".join(f"WHEN {one.where} THEN {one.columns[name]}" for one in changes if name in one.columns)
    return f"CASE {cases} ELSE {quoted(name)} END" if cases else quoted(name)


def _about(parts: Mapping[str, str], resealed: Mapping[str, Run]) -> str:
    now = dict(parts)
    for name in ("run", "previous"):
        if name in parts:
            run = Run.from_json(json.loads(parts[name]))
            now[name] = json.dumps(_sealed(run, resealed).to_json())
    rows = ", ".join(f"({literal(name)}, {literal(body)})" for name, body in now.items())
    return f"SELECT * FROM (VALUES {rows}) AS about(name, body)"


def _sealed(run: Run, resealed: Mapping[str, Run]) -> Run:
    now = resealed.get(run.id)
    return run if now is None else replace(run, digest=now.digest, resealed=now.resealed)


def _parts(engine: DuckDBEngine) -> dict[str, str]:
    if _ABOUT not in _tables(engine):
        return {}
    return {row["name"]: row["body"] for row in engine.rows("SELECT name, body FROM old.main.about")}


def _tables(engine: DuckDBEngine) -> dict[str, dict[str, str]]:
    sql = """SELECT table_name AS "table", column_name AS name, data_type AS kind FROM duckdb_columns()
             WHERE database_name = 'old' ORDER BY table_oid, column_index"""
    found: dict[str, dict[str, str]] = {}
    for row in engine.rows(sql):
        found.setdefault(row["table"], {})[row["name"]] = row["kind"]
    return found


def _rows(engine: DuckDBEngine, table: str, person: Person) -> int:
    columns: dict[str, Any] = _tables(engine)[table]
    who = [name for name in ("customer_id", "parent_id") if name in columns]
    if not who:
        return 0
    listed = ", ".join(literal(one) for one in person.ids)
    where = " OR ".join(f"{name} IN ({listed})" for name in who)
    return int(engine.rows(f"SELECT count(*) AS n FROM old.main.{quoted(table)} WHERE {where}")[0]["n"])
