"""Many files at once: a folder, a pattern, a ZIP, every sheet of a workbook; each is an import of its own."""

from __future__ import annotations

import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.errors import IntakeError
from fenji.intake.child import kind_of
from fenji.intake.mapping import MappingOptions
from fenji.intake.peek import peek
from fenji.intake.reader import MAX_INFLATED, check_entries
from fenji.intake.refusals import damaged, locked_archive, nothing_there, too_large

if TYPE_CHECKING:
    from fenji.intake.report import ImportReport

EVERY_SHEET = "*"
_PIECE = 1 << 20
# What a damaged archive makes the reader of archives raise; a full disk is no damage.
_BROKEN = (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, IndexError, struct.error, zlib.error)
_UTF8_NAME = 0x800


@dataclass(frozen=True)
class Piece:
    """One import of several: the file, the options it is read by, and how it is called."""

    path: Path
    name: str
    options: MappingOptions | None = None


@dataclass(frozen=True)
class Brought:
    """What became of one piece: its report, or why it was not taken."""

    piece: Piece
    report: ImportReport | None
    error: IntakeError | None = None


def import_many(pieces: Sequence[Piece], take: Callable[[Piece], ImportReport]) -> list[Brought]:
    """Imports piece after piece; one that cannot be taken is named and leaves the others alone.

    What concerns all of them (a full disk, a lock, Ctrl-C) ends the work; what came in before stays.
    """
    brought = []
    for piece in pieces:
        try:
            brought.append(Brought(piece, take(piece)))
        except IntakeError as error:
            brought.append(Brought(piece, None, error))
    return brought


@contextmanager
def pieces_of(source: str | Path, options: MappingOptions | None = None) -> Iterator[list[Piece]]:
    """What is to be imported, in the order of names: a file is itself; a folder, a pattern or a ZIP is its files.

    With `sheet: "*"` a workbook is its sheets with data; hidden ones must be named. Files unpacked from a ZIP exist
    as long as the context; a damaged or suspicious ZIP is refused before anything is unpacked.
    """
    with tempfile.TemporaryDirectory(prefix="fenji-many-") as folder:
        found: list[Piece] = []
        for path in _files(source):
            if is_archive(path):
                found += [Piece(inner, f"{path.name}/{inner.name}", options) for inner in _unpacked(path, Path(folder))]
            else:
                found.append(Piece(path, path.name, options))
        yield [sheet for piece in found for sheet in _sheets(piece)]


def is_many(source: str | Path, options: MappingOptions | None = None) -> bool:
    """Whether the source may be more than one import."""
    path = Path(source)
    every_sheet = options is not None and options.sheet == EVERY_SHEET
    return every_sheet or path.is_dir() or (not path.exists() and _is_pattern(source)) or is_archive(path)


def is_archive(path: Path) -> bool:
    """Whether a file is a ZIP of files, not a workbook (which is a ZIP as well)."""
    if not path.is_file() or kind_of(path) != "xlsx":
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return not any(name.startswith("xl/") or name == "content.xml" for name in names)


def _is_pattern(source: str | Path) -> bool:
    return any(sign in str(source) for sign in "*?[")


def _files(source: str | Path) -> list[Path]:
    path = Path(source)
    if path.is_dir():
        found = list(path.iterdir())
    elif _is_pattern(source) and not path.exists():
        root = Path(path.anchor or ".")
        found = list(root.glob(str(path.relative_to(path.anchor))))
    else:
        return [path]
    files = sorted((file for file in found if file.is_file() and not _is_aside(file.name)), key=str)
    if not files:
        raise nothing_there(str(source))
    return files


def _is_aside(name: str) -> bool:
    """Files that programs leave beside ours: hidden ones, Excel's locks, halves of downloads."""
    return name.startswith((".", "~$")) or name.endswith((".part", ".crdownload", ".tmp"))


def _unpacked(path: Path, folder: Path) -> list[Path]:
    try:
        with zipfile.ZipFile(path) as archive:
            check_entries(archive.infolist(), path.name)
            named = [(_name_of(entry), entry) for entry in archive.infolist() if not entry.is_dir()]
            wanted = [(name, entry) for name, entry in named if not _is_aside(name.rpartition("/")[2])]
            wanted = [(name, entry) for name, entry in wanted if not name.startswith("__MACOSX/")]
            if not wanted:
                raise nothing_there(path.name)
            left = MAX_INFLATED
            files = []
            for place, (name, entry) in enumerate(sorted(wanted, key=lambda item: item[0])):
                target = folder / f"{path.stem}-{place}" / (name.rpartition("/")[2] or "file")
                target.parent.mkdir()
                left -= _unpack(archive, entry, target, left, path.name)
                files.append(target)
    except RuntimeError as error:  # the archive asks for a password
        raise locked_archive(path.name) from error
    except _BROKEN as error:
        raise damaged(path.name) from error
    return files


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, most: int, name: str) -> int:
    size = 0
    with archive.open(entry) as packed, target.open("wb") as file:
        while piece := packed.read(_PIECE):
            size += len(piece)
            if size > most:
                raise too_large(name)
            file.write(piece)
    return size


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The entry's name; Windows in Chinese packs GBK names without saying so."""
    name = entry.filename
    if not entry.flag_bits & _UTF8_NAME and not name.isascii():
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            return entry.filename
    return name


def _sheets(piece: Piece) -> list[Piece]:
    if piece.options is None or piece.options.sheet != EVERY_SHEET:
        return [piece]
    one = piece.options.model_copy(update={"sheet": None})
    try:
        found = peek(piece.path, one)
    except IntakeError:
        return [Piece(piece.path, piece.name, one)]  # the import will say what is wrong with it
    asked = [question.choices for question in found.questions if question.code == "SHEET"]
    names = [name for name in asked[0] if name not in found.hidden_sheets] if asked else [found.sheet]
    if not any(names):
        return [Piece(piece.path, piece.name, one)]
    return [
        Piece(piece.path, f"{piece.name} [{name}]", piece.options.model_copy(update={"sheet": name})) for name in names
    ]
