"""What a workbook file is made of, read without unpacking more than is looked at: sheets, dates, dangers."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from fenji.intake.refusals import forbidden_xml

_PIECE = 1 << 20
_MOST_PROLOG = 1 << 20
_FILLED = re.compile(rb"<(?:\w+:)?(?:v|is|f)[\s>]")
_MACROS = re.compile(r"vbaProject\.bin$|activeX|ctrlProps|embeddings/", re.IGNORECASE)


@dataclass(frozen=True)
class Book:
    """The parts of an Excel workbook: where each sheet lies, which are hidden, and how its days are counted."""

    sheets: dict[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    date1904: bool = False
    has_macros: bool = False
    has_links: bool = False


def read_book(archive: zipfile.ZipFile) -> Book:
    """The workbook's parts; an archive without a workbook part of XML (xlsb, ods) gives an empty book."""
    names = set(archive.namelist())
    has_macros = any(_MACROS.search(name) for name in names)
    has_links = any("externalLinks/" in name or name.endswith("connections.xml") for name in names)
    if "xl/workbook.xml" not in names:
        return Book(has_macros=has_macros, has_links=has_links)
    targets = dict(_relations(archive, names))
    found = _Workbook()
    _parse(archive.read("xl/workbook.xml"), found.start)
    sheets = {name: targets[key] for name, key, _ in found.sheets if targets.get(key) in names}
    hidden = tuple(name for name, _, state in found.sheets if state in ("hidden", "veryHidden"))
    return Book(sheets, hidden, found.date1904, has_macros, has_links)


def refuse_forbidden_xml(archive: zipfile.ZipFile, name: str) -> None:
    """Refuses a workbook whose XML declares entities or a document type: a bomb, or a way to our files.

    Each part is read only up to its first element; nothing is ever fetched or expanded.
    """
    for entry in archive.infolist():
        if entry.filename.lower().endswith((".xml", ".rels", ".vml")):
            with archive.open(entry) as part:
                _prolog(part, name)


def is_filled(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether a sheet has any value; the reading stops at the first."""
    tail = b""
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            if _FILLED.search(tail + piece):
                return True
            tail = piece[-16:]
    return False


def pieces(archive: zipfile.ZipFile, part: str, most: int) -> Iterator[bytes]:
    """A part of the archive piece by piece; one that unpacks to more than `most` bytes raises OverflowError."""
    size = 0
    with archive.open(part) as file:
        while piece := file.read(_PIECE):
            size += len(piece)
            if size > most:
                raise OverflowError(part)
            yield piece


class _Workbook:
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, str]] = []
        self.date1904 = False

    def start(self, tag: str, values: dict[str, str]) -> None:
        bare = tag.rpartition(":")[2]
        if bare == "sheet":
            key = next((value for name, value in values.items() if name.rpartition(":")[2] == "id"), "")
            self.sheets.append((values.get("name", ""), key, values.get("state", "visible")))
        elif bare == "workbookPr":
            self.date1904 = values.get("date1904", "0") in ("1", "true")


def _relations(archive: zipfile.ZipFile, names: set[str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def start(tag: str, values: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship" and values.get("TargetMode") != "External":
            target = values.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            found.append((values.get("Id", ""), whole))

    if "xl/_rels/workbook.xml.rels" in names:
        _parse(archive.read("xl/_rels/workbook.xml.rels"), start)
    return found


def _parse(content: bytes, start: Callable[[str, dict[str, str]], None]) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(content, True)


class _RootSeen(Exception):
    pass


def _prolog(part: IO[bytes], name: str) -> None:
    def seen(*_: object) -> None:
        raise _RootSeen

    def forbidden(*_: object) -> None:
        raise forbidden_xml(name)

    parser = expat.ParserCreate()
    parser.StartElementHandler = seen
    parser.StartDoctypeDeclHandler = forbidden
    parser.EntityDeclHandler = forbidden
    read = 0
    try:
        while (piece := part.read(16_384)) and read < _MOST_PROLOG:
            read += len(piece)
            parser.Parse(piece, False)
    except _RootSeen:
        return
    except (expat.ExpatError, LookupError):
        return  # no XML at all: the reader that needs the part will say so
    if read >= _MOST_PROLOG:
        raise forbidden_xml(name)
