"""Files around the lake: originals and rejects lose the person's rows, what can be made again goes if it holds them."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.intake.mapping import read_mapping
from fenji.intake.record import JOURNAL, kept_journal
from fenji.intake.redact import redact
from fenji.workspace.blanking import IDS, WHO
from fenji.workspace.timeline import FOLDER

if TYPE_CHECKING:
    from fenji.workspace.erasing_person import Person

_ENCODINGS = ("utf-8", "gb18030", "utf-16")
_PACKED = (".xlsx", ".pptx", ".zip", ".xlsm", ".docx")
_TEXTS = (".csv", ".json", ".jsonl", ".txt", ".html", ".yaml", ".yml", ".xml", ".tsv", ".svg", ".log", ".sql", ".md")
_SHORT, _PHONE = 4, 7
_DIGITS, _TELEPHONE = re.compile(r"\D"), re.compile(r"[+0-9() -]+")
EXPORTS = ("exports", "web/exports", "web/reports", "web/lists")


def originals(folder: Path, person: Person, why: str) -> dict[str, int]:
    """Takes the person's rows out of every original; original → rows."""
    kept = {row["original"]: row for row in kept_journal(folder / "originals") if row.get("original")}
    found = {}
    for path in sorted((folder / "originals").glob("*")):
        if path.name in (JOURNAL, "redacted.json") or not path.is_file() or path.name.startswith("."):
            continue
        row = kept.get(path.name)
        if path.suffix.lower() in _TEXTS and not _may_hold(path, person):
            continue
        mapping = read_mapping(json.loads(row["mapping"])) if row and row["mapping"] else None
        columns = {} if mapping is None else dict(mapping.columns)
        done = redact(path, mapping, partial(theirs, columns=columns, person=person), why=why)
        if done.rows or done.is_gone:
            found[path.name] = done.rows
    return found


def _may_hold(path: Path, person: Person) -> bool:
    """Whether any number, word or telephone of the person stands in a file's bytes: most files need not be read."""
    content = path.read_bytes()
    texts = (word.encode(one) for word in person.sought for one in ("utf-8", "gb18030", "utf-16-le"))
    return any(text in content for text in texts) or any(tail.encode() in content for tail in _tails(person))


def _phones(person: Person) -> set[str]:
    digits = (_DIGITS.sub("", word) for word in person.words)
    return {one[-11:] for one in digits if len(one) >= _PHONE}


def _tails(person: Person) -> set[str]:
    """The last four digits of telephones: however one is written, these stand together."""
    return {one[-_SHORT:] for one in _phones(person)}


def rejects(folder: Path, person: Person) -> int:
    """Takes the person's rows out of the reject files; gives how many."""
    count = 0
    columns = {}
    for row in kept_journal(folder / "originals"):
        if row.get("rejects_file") and row.get("mapping"):
            columns[Path(row["rejects_file"]).name] = dict(read_mapping(json.loads(row["mapping"])).columns)
    for path in sorted((folder / "rejects").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        is_theirs = theirs(rows[0] if rows else [], columns.get(path.name, {}), person)
        left = [row for number, row in enumerate(rows) if number == 0 or not is_theirs(row)]
        count += len(rows) - len(left)
        if len(left) == 1:
            path.unlink()
        elif len(left) < len(rows):
            _write_csv(path, left)
    return count


def theirs(headers: Sequence[str], columns: dict[str, str], person: Person) -> Callable[[Sequence[str]], bool]:
    """The question whether a row is the person's: by the columns that hold numbers, and by contact data anywhere."""
    places = {name: headers.index(header) for name, header in columns.items() if header in headers}
    ids = {place for name, place in places.items() if name in WHO}
    others = {place for name, place in places.items() if name in IDS}
    known, numbers = set(person.ids), {*person.orders, *person.numbers}
    words = {word for word in person.words if len(word) >= _SHORT} | {one for one in person.ids if len(one) >= _SHORT}
    phones = _phones(person)

    def is_theirs(cells: Sequence[str]) -> bool:
        values = [cell.strip() for cell in cells]
        if any(place < len(values) and values[place] in known for place in ids):
            return True
        if any(place < len(values) and values[place] in numbers for place in others):
            return True
        return any(
            value in words or (len(value) >= _PHONE and _DIGITS.sub("", value)[-11:] in phones) for value in values
        )

    return is_theirs


def made_again(folder: Path, person: Person, *, is_trial: bool = False) -> int:
    """Removes files for people and previews that hold the person, or that cannot be searched; gives how many."""
    gone = 0
    for place in EXPORTS:
        for path in sorted((folder / place).rglob("*")):
            if path.is_file() and file_holds(path, person):
                gone += 1
                if not is_trial:
                    path.unlink(missing_ok=True)
    return gone


def figures_kept(folder: Path) -> int:
    """Removes what is kept of every customer for the next run, previews and timelines: all are made again."""
    count = 0
    for place in ("runs/kept", "runs/measured", f"runs/{FOLDER}"):
        files = [path for path in (folder / place).rglob("*") if path.is_file()]
        count += len(files)
        shutil.rmtree(folder / place, ignore_errors=True)
    return count


def file_holds(path: Path, person: Person) -> bool:
    """Whether a file names the person; one that cannot be searched may."""
    kind = path.suffix.lower()
    if kind in _PACKED:
        try:
            with zipfile.ZipFile(path) as book:
                return any(_in_bytes(book.read(name), person) for name in book.namelist())
        except (zipfile.BadZipFile, OSError):
            return True
    if kind in _TEXTS:
        return _in_bytes(path.read_bytes(), person)
    return kind in (".pdf", ".parquet", ".duckdb")


def erased_pattern(person: Person) -> re.Pattern[str]:
    """What is searched for in texts: words and numbers that stand alone, but for numbers shorter than four; words in
    capitals or not, telephones with whatever stands between and before their digits."""
    words = [one for one in person.sought if len(one) >= _SHORT or not one.isascii()]
    parts = [
        rf"(?<![0-9A-Za-z_])(?i:{re.escape(one)})(?![0-9A-Za-z_])" if one.isascii() else re.escape(one) for one in words
    ]
    calls = [rf"(?<![0-9])(?:\+|00)?(?:86)?[ -]?{'[ -]?'.join(one)}(?![0-9])" for one in sorted(_telephones(person))]
    return re.compile("|".join((*calls, *parts)) or r"(?!)")


def _telephones(person: Person) -> set[str]:
    """The digits of what is written as a telephone: words without letters."""
    digits = (_DIGITS.sub("", word) for word in person.words if _TELEPHONE.fullmatch(word))
    return {one[-11:] for one in digits if len(one) >= _PHONE}


def _in_bytes(content: bytes, person: Person) -> bool:
    wanted = erased_pattern(person)
    return any(wanted.search(text) for text in _texts(content))


def _texts(content: bytes) -> Iterator[str]:
    for encoding in _ENCODINGS:
        yield content.decode(encoding, "ignore")


def _write_csv(path: Path, rows: Iterable[Sequence[Any]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    coming = path.with_name(f".{path.name}.part")
    with coming.open("wb") as file:
        file.write(text.getvalue().encode("utf-8-sig"))
        file.flush()
        os.fsync(file.fileno())
    coming.replace(path)
