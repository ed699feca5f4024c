"""A person's export taken into another workspace: the same rows under the same types, in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.errors import WorkspaceError
from fenji.intake.demo.import_record import begin
from fenji.intake.record import write_record
from fenji.language import Text
from fenji.tables import CANONICAL
from fenji.workspace.decisions import WAIT_SECONDS
from fenji.workspace.subject_export import FORMAT

if TYPE_CHECKING:
    from fenji.workspace.workspace import Workspace

TABLE = "subject"


def import_subject(workspace: Workspace, path: Path) -> dict[str, int]:
    """Takes the canonical rows of an export; gives how many came into which table.

    Errors: no such export; a customer whom this workspace has already.
    """
    content = path.read_bytes()
    told = _read(content, path)
    lake = workspace.lake
    ids = [str(one) for one in told["ids"]]
    if lake.has("customers"):
        marks = ", ".join("?" for _ in ids)
        sql = f"SELECT customer_id FROM lake.main.customers WHERE customer_id IN ({marks})"
        if there := lake.engine.rows(sql, ids):
            problem = Text("{id} is a customer already", "已有客户 {id}").fill(id=there[0]["customer_id"])
            raise WorkspaceError(problem, where=path.name, fix=Text("Nothing is to be done.", "无需导入。"))
    rows = {name: told["tables"][name] for name in CANONICAL if told["tables"].get(name)}
    with lake.write(actor=workspace.actor, what=f"import {path.name}", wait_seconds=WAIT_SECONDS) as tx:
        before, number = lake.snapshot(), begin(tx)
        for name, listed in rows.items():
            columns = CANONICAL[name].duckdb_columns()
            tx.create(name, columns)
            for row in listed:
                given = {column: row.get(column) for column in columns} | {"import_id": number}
                typed = ", ".join(f'CAST(? AS {kind}) AS "{column}"' for column, kind in columns.items())
                tx.append(name, f"SELECT {typed}", [given[column] for column in columns])
        count = sum(len(listed) for listed in rows.values())
        write_record(
            tx,
            {
                "import_id": number,
                "file": path.name,
                "sha256": hashlib.sha256(content).hexdigest(),
                "table_name": TABLE,
                "source": TABLE,
                "asked": TABLE,
                "rows_in": count,
                "accepted": count,
                "rejected": 0,
                "duplicates_skipped": 0,
                "blank": 0,
                "findings": "[]",
                "actor": workspace.actor,
                "snapshot_before": before,
                "snapshot_after": before + 1,
            },
        )
    return {name: len(listed) for name, listed in rows.items()}


def _read(content: bytes, path: Path) -> Mapping[str, Any]:
    try:
        told = json.loads(content)
    except ValueError:
        told = None
    if isinstance(told, dict) and told.get("format") == FORMAT and isinstance(told.get("tables"), dict):
        return told
    problem = Text("the file is no export of a person", "文件不是个人信息副本")
    fix = Text("Choose the .json that fenji wrote.", "请选择由 fenji 导出的 .json 文件。")
    raise WorkspaceError(problem, where=path.name, fix=fix)
