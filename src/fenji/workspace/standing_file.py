"""Consents and opt-outs as one file beside the runs: what pages show of them without opening the lake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.engines.engine import literal
from fenji.intake.identity.merges import links_of, merges, survivor_of
from fenji.tables.decided import CONSENTS, DECIDED, OPT_OUTS

if TYPE_CHECKING:
    from pathlib import Path

    from fenji.lake.lake import Lake
    from fenji.workspace.workspace import Workspace

FILE = "consents.duckdb"


def standing_path(folder: Path) -> Path:
    """Where the file lies in a workspace."""
    return folder / "runs" / FILE


def write_standing(workspace: Workspace) -> Path:
    """Writes every consent and opt-out with whom they are of now, newest first; the file appears whole."""
    from fenji.engines.model import write_model

    lake = workspace.lake
    asked = {name: _asked(lake, name) for name in (CONSENTS, OPT_OUTS)}
    path = standing_path(workspace.folder)
    write_model(path, lake.engine, asked)
    return path


def standing_again(workspace: Workspace) -> None:
    """Writes the file anew where anything was ever said, after somebody was erased; the lake is closed as it was."""
    if any(workspace.lake.has(name) for name in (CONSENTS, OPT_OUTS)):
        write_standing(workspace)
    workspace.close()


def whose_sql(lake: Lake) -> str:
    """The SQL of was → survivor, for all who were merged."""
    links = links_of(merges(lake))
    pairs = ", ".join(f"({literal(one)}, {literal(survivor_of(links, one))})" for one in links)
    return f"SELECT * FROM (VALUES {pairs}) AS m(was, survivor)" if pairs else (
        "SELECT CAST(NULL AS VARCHAR) AS was, CAST(NULL AS VARCHAR) AS survivor WHERE false"
    )  # fmt: skip


def _asked(lake: Lake, name: str) -> str:
    columns = DECIDED[name]
    if not lake.has(name):
        typed = ", ".join(f"CAST(NULL AS {kind}) AS {column}" for column, kind in columns.items())
        return f"SELECT {typed}, CAST(NULL AS VARCHAR) AS whose WHERE false"
    listed = ", ".join(f"d.{column}" for column in columns)
    return f"""SELECT {listed}, coalesce(m.survivor, d.customer_id) AS whose FROM lake.main.{name} AS d
               LEFT JOIN ({whose_sql(lake)}) AS m ON m.was = d.customer_id ORDER BY whose, d.sequence DESC"""
