"""People who were erased and have come back with a backup or data made again: told by their marks, erased again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from fenji.engines.engine import literal, quoted
from fenji.errors import WorkspaceError
from fenji.lake.commit import DATA_FOLDER
from fenji.lake.tombstones import CUSTOMER, Tombstones, joined, keep, known, place, read
from fenji.language import Text
from fenji.workspace.erasing import erase_again, finish
from fenji.workspace.erasing_person import find_person

if TYPE_CHECKING:
    from fenji.lake.lake import Lake
    from fenji.workspace.workspace import Workspace


def erase_returned(workspace: Workspace) -> tuple[str, ...]:
    """Erases everybody again whom a tombstone names and who is in the lake; gives the numbers of those erasures."""
    if not place(workspace.folder).is_file():
        return ()
    finish(workspace)
    stones = known(workspace.folder)
    numbers = {mark: one.number for one in stones.stones for kind, mark in one.marks if kind == CUSTOMER}
    done: dict[str, None] = {}
    for customer_id in _returned(workspace.lake, stones):
        if customer_id in _returned(workspace.lake, stones):  # not yet gone as one that another was merged with
            number = numbers[stones.mark(CUSTOMER, customer_id)]
            erase_again(workspace, find_person(workspace.lake, customer_id), number)
            done[number] = None
    return tuple(done)


def take_over(folder: Path, outside: Path | None) -> None:
    """Adds the tombstones of a file to those of a workspace that was just restored.

    Errors: a file that is missing, or one of another workspace.
    """
    if outside is None:
        return
    others = read(outside)
    if others is None:
        problem = Text("there are no tombstones in that file", "该文件中没有已删除人员的标记")
        raise WorkspaceError(
            problem,
            where=str(outside),
            fix=Text("Name erasures/tombstones.jsonl.", "请指定 erasures/tombstones.jsonl。"),
        )
    mine = read(place(folder))
    found = (others,) if mine is None else joined(mine, others)
    if len(found) > 1:
        problem = Text("these tombstones are of another workspace", "这些标记属于另一个工作区")
        raise WorkspaceError(
            problem, where=str(outside), fix=Text("Name those of this one.", "请指定本工作区的标记文件。")
        )
    keep(folder, found[0])


def _returned(lake: Lake, stones: Tombstones) -> list[str]:
    marks = stones.marks(CUSTOMER)
    if not marks:
        return []
    listed = ", ".join(literal(mark) for mark in marks)
    found: dict[str, None] = {}
    for table in lake.tables():
        if "customer_id" not in lake.columns(table):
            continue
        folder = lake.folder / DATA_FOLDER / "main" / table
        files = [path for path in sorted(folder.rglob("*.parquet")) if not path.name.endswith("-delete.parquet")]
        if not files:
            continue
        rows = f"read_parquet([{', '.join(literal(str(path)) for path in files)}], union_by_name = true)"
        ids = f"SELECT DISTINCT customer_id FROM {rows} WHERE customer_id IS NOT NULL"
        mark = stones.mark_sql(CUSTOMER, quoted("customer_id"))
        asked = f"SELECT customer_id AS id FROM ({ids}) WHERE {mark} IN ({listed}) ORDER BY 1"
        found |= dict.fromkeys(row["id"] for row in lake.engine.rows(asked))
    return list(found)
