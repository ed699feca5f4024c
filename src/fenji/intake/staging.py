"""Where an import's intermediate files and tables live, and how they go away again."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.errors import EngineError

if TYPE_CHECKING:
    from fenji.lake.lake import Lake


def clear_tables(lake: Lake) -> None:
    """Gives back the memory of the import's own tables; the connection may be needed for long."""
    with suppress(EngineError):
        for kind in ("view", "table"):
            for row in lake.engine.rows(
                f"SELECT {kind}_name AS name FROM duckdb_{kind}s() WHERE temporary AND starts_with({kind}_name, 'fj_')"
            ):
                lake.engine.run(f"DROP {kind} {row['name']}")


@contextmanager
def staging_folder(lake_folder: Path) -> Iterator[Path]:
    """A folder for one import's intermediate files, gone afterwards; those of dead processes are cleared away."""
    parent = lake_folder / "tmp"
    parent.mkdir(parents=True, exist_ok=True)
    for left in parent.glob("intake-*"):
        owner = left.name.split("-")[1]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"intake-{os.getpid()}-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
