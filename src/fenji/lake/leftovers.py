"""Files that one transaction wrote and itself replaced: no snapshot names them, and they go at once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.lake.commit import DATA_FOLDER
from fenji.lake.hashes import forget

if TYPE_CHECKING:
    from fenji.lake.lake import Lake


def remove_leftovers(lake: Lake, written: Sequence[Path]) -> tuple[str, ...]:
    """Removes those of a committed transaction's own files that its snapshot does not name; gives their paths.

    Rows taken out of one file twice leave a list of deletions that the second replaced. `written` must be the
    transaction's `new_files()`, asked before its end: nobody else's files are touched.
    """
    if not any(path.name.endswith("-delete.parquet") for path in written):
        return ()
    named = {
        str(path)
        for table in lake.tables()
        for row in lake.engine.rows(f"SELECT data_file, delete_file FROM ducklake_list_files('lake', '{table}')")
        for path in row.values()
    }
    data = lake.folder / DATA_FOLDER
    gone = [path for path in written if str(path) not in named]
    for path in gone:
        with suppress(OSError):  # it stays an orphan, which does no harm
            path.unlink()
    names = tuple(path.relative_to(data).as_posix() for path in gone)
    if names:
        forget(lake.folder, names)
    return names
