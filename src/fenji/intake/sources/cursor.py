"""Where the next import of a source starts: told by the last one that is in the lake, so both move together."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.intake.record import TABLE
from fenji.intake.sources.fetched import Footer

if TYPE_CHECKING:
    from fenji.lake.lake import Lake


@dataclass(frozen=True)
class Before:
    """What a source brought until now: its last file's own words, and the files that end at the same cursor value."""

    footer: Footer | None = None
    seen: tuple[Path, ...] = field(default=())


def before(lake: Lake, archive: Path, *, name: str, file: str) -> Before:
    """The last import of a source and how far it reached.

    Read from the import records and the originals they name: a cursor that is part of the import cannot run ahead of
    the rows, whatever stops the program between the two. An import undone takes its cursor back with it.
    """
    if not lake.has(TABLE):
        return Before()
    footers: list[tuple[Path, Footer]] = []
    for original in _originals(lake, file):
        path = archive / original
        footer = Footer.of(path) if path.suffix == ".parquet" and path.is_file() else None
        if footer is not None and footer.name == name:
            if footers and footer.cursor != footers[0][1].cursor:
                break
            footers.append((path, footer))
    if not footers:
        return Before()
    return Before(footers[0][1], tuple(path for path, _ in footers))


def _originals(lake: Lake, file: str) -> list[str]:
    """The archived files of imports still in force, newest first, each once."""
    undone = f"(SELECT undoes FROM lake.main.{TABLE} WHERE undoes IS NOT NULL)"
    kept = f" AND import_id NOT IN {undone}" if "undoes" in lake.columns(TABLE) else ""
    rows = lake.engine.rows(
        f"SELECT original FROM lake.main.{TABLE} WHERE file = ?{kept} ORDER BY import_id DESC", [file]
    )
    return list(dict.fromkeys(row["original"] for row in rows))
