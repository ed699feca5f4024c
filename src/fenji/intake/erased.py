"""Rows of people who were erased stay out: told by keyed hashes, set aside with their cells emptied, and counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.engines.engine import literal, quoted
from fenji.intake.redact import redact
from fenji.intake.typed import PROBLEMS_FOUND, RAW, TYPED
from fenji.lake.tombstones import CUSTOMER, KINDS, Tombstones, read

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.intake.mapping import Mapping as IntakeMapping
    from fenji.intake.reader import RawFile
    from fenji.intake.typed import Typing

CODE = "ERASED"
ERASED_ROWS = "fj_erased"
_WHO = ("customer_id", "referred_customer_id", "parent_id")


def leave_out_erased(engine: Engine, raw: RawFile, typing: Typing, table: str, stones: Path | None) -> int:
    """Sets the rows aside that belong to somebody who was erased; gives how many.

    Told by the customer's number, in a list of customers by mobile, e-mail or WeChat too, unless the row says that the
    customer registered after the erasure: whoever comes back by themselves is welcome.
    """
    known = read(stones) if stones is not None else None
    if known is None or not known.stones:
        return 0
    conditions = _conditions(known, typing.every, table)
    if not conditions:
        return 0
    found = f"SELECT __row FROM {TYPED} WHERE {' OR '.join(conditions)}"
    engine.run(f"CREATE OR REPLACE TEMP TABLE {ERASED_ROWS} AS {found}")
    (row,) = engine.rows(f"SELECT count(*) AS n FROM {ERASED_ROWS}")
    if row["n"]:
        _empty(engine, raw)
        listed = f"SELECT __row FROM {ERASED_ROWS}"
        engine.run(f"DELETE FROM {PROBLEMS_FOUND} WHERE __row IN ({listed})")
        engine.run(f"INSERT INTO {PROBLEMS_FOUND} SELECT __row, '', '{CODE}', NULL FROM ({listed})")
    return int(row["n"])


def redact_arrived(original: Path, mapping: IntakeMapping, stones: Path) -> None:
    """Takes the same rows out of the original that was just archived."""
    known = read(stones)
    if known is None:
        return
    kinds = {name: name for name in KINDS[1:]} | {"customer_id": CUSTOMER}
    marks = {name: known.marks(kind) for name, kind in kinds.items()}

    def theirs(headers: Sequence[str]) -> Callable[[Sequence[str]], bool]:
        asked = kinds if mapping.table == "customers" else {"customer_id": CUSTOMER}
        told = [(name, header) for name, header in mapping.columns.items() if name in asked and header in headers]
        places = [(headers.index(header), kinds[name], marks[name]) for name, header in told]
        day = mapping.columns.get("registered_on")
        since = headers.index(day) if day in headers else None

        def is_theirs(cells: Sequence[str]) -> bool:
            registered = _day(cells[since]) if since is not None and since < len(cells) else ""
            for place, kind, those in places:
                found = (
                    {known.mark(kind, one) for one in _spellings(kind, cells[place])} if place < len(cells) else set()
                )
                if any(kind == CUSTOMER or registered <= those[mark] for mark in found & set(those)):
                    return True
            return False

        return is_theirs

    redact(original, mapping, theirs, why="tombstone")


def _spellings(kind: str, cell: str) -> set[str]:
    """What a cell may be once it is typed: telephones without blanks and country code, addresses in small letters."""
    text = cell.strip()
    if kind == CUSTOMER:
        return {text}
    digits = "".join(one for one in text if one.isdigit())
    return {text, text.lower(), digits, f"+{digits}", digits[-11:]} - {"", "+"}


def _day(cell: str) -> str:
    """The day of a cell as 2024-06-30; nothing where it cannot be told: then it is not after anything."""
    found = re.match(r"\s*(\d{4})\D+(\d{1,2})\D+(\d{1,2})(?!\d)", cell) or re.match(
        r"\s*(\d{4})(\d\d)(\d\d)(?!\d)", cell
    )
    return "" if found is None else "-".join((found[1], found[2].zfill(2), found[3].zfill(2)))


def _conditions(stones: Tombstones, columns: Mapping[str, object], table: str) -> list[str]:
    who = ["customer_id"] if "customer_id" in columns else []
    conditions = [_is_marked(stones, CUSTOMER, name) for name in who]
    if table == "customers":
        for kind in KINDS[1:]:
            if kind in columns:
                conditions.append(_is_marked(stones, kind, kind, later="registered_on" in columns))
    return [one for one in conditions if one]


def _is_marked(stones: Tombstones, kind: str, column: str, *, later: bool = False) -> str:
    marks = stones.marks(kind)
    if not marks:
        return ""
    mark = stones.mark_sql(kind, f"CAST({quoted(column)} AS VARCHAR)")
    if not later:
        return f"coalesce({mark} IN ({', '.join(literal(one) for one in marks)}), FALSE)"
    days = ", ".join(f"{literal(one)}: DATE {literal(day)}" for one, day in marks.items())
    erased = f"map_extract_value(MAP {{{days}}}, {mark})"
    return f'coalesce({erased} >= coalesce(CAST("registered_on" AS DATE), {erased}), FALSE)'


def _empty(engine: Engine, raw: RawFile) -> None:
    """From here on nothing of these rows can be read: neither in a preview nor in a file of rejects."""
    files = ", ".join(literal(str(path)) for path in raw.files)
    columns = [row["column_name"] for row in engine.rows(f"DESCRIBE {RAW}")]
    kept = [
        name
        if name in ("__row", "__line")
        else f"CASE WHEN e.__row IS NULL THEN r.{quoted(name)} END AS {quoted(name)}"
        for name in columns
    ]
    chosen = ", ".join(f"r.{name}" if name.startswith("__") and " " not in name else name for name in kept)
    engine.run(
        f"CREATE OR REPLACE TEMP VIEW {RAW} AS SELECT {chosen} FROM read_parquet([{files}], union_by_name = true) AS r "
        f"LEFT JOIN {ERASED_ROWS} AS e ON r.__row = e.__row"
    )
