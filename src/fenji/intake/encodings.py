"""Which encoding a text file is in: decided from all of its bytes, never guessed from the first, never ignored."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fenji.errors import FileRefused
from fenji.intake.asked import encoding_question
from fenji.intake.byte_facts import byte_facts, is_utf8
from fenji.intake.likeness import could_be_hanzi, is_chinese, is_western, previews_of, rivals
from fenji.intake.staged import BAD_BYTES, marked
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.intake.staged import Asker

CHUNK = 8 * 1024 * 1024
# Below one bad byte in so many good characters, a file is in its encoding with damage, not in another.
_GOOD_FOR_ONE_BAD = 20
_BYTES_FOR_ONE_BAD = 1_000
_FEW_BAD = 2


@dataclass(frozen=True)
class TextFile:
    """How to read a file as text: its encoding, and what its bytes already tell about its cells.

    `ends_by_newline`: no carriage return stands alone, so that every newline outside quotes ends a row.
    """

    encoding: str
    is_ascii: bool = False
    has_controls: bool = False
    quotes: int = 0
    has_bad_bytes: bool = False
    lines: int = 0
    looks_garbled: bool = False
    ends_by_newline: bool = False

    @property
    def is_utf8(self) -> bool:
        """The bytes can be read as they lie on disk."""
        return self.encoding in ("utf-8", "utf-8-sig") and not self.has_bad_bytes


def decide_encoding(path: Path, wanted: str | None, asker: Asker) -> TextFile:
    """The encoding in which every byte of the file makes sense: byte order mark, then UTF-8, then GB18030.

    Asked is where bytes make sense in two encodings (a short GBK file can be valid UTF-8; Big5 and Shift-JIS decode
    as GB18030 without an error). A file that is its encoding but for a few bytes stays so: the bad bytes are marked,
    so that their rows are rejected. Refused with `ENCODING` when nothing fits.
    """
    facts = _facts(path)
    if wanted:
        return _checked(path, wanted, facts)
    if facts.encoding:
        return _checked(path, facts.encoding, facts)
    if facts.is_ascii:
        return _as(facts, "utf-8")
    if _decodes(path, "utf-8"):
        text = _as(facts, "utf-8")
        if could_be_hanzi(_head(path)):
            _ask(path, ["gb18030", "utf-8"], asker)
        return text
    return _no_utf8(path, facts, asker)


def decoded(path: Path, text: TextFile) -> Iterator[str]:
    """The file as text, piece by piece; bad bytes of a damaged file come as marks with their place in the file."""
    if text.has_bad_bytes:
        yield from _with_marks(path, text.encoding)
        return
    decoder = codecs.getincrementaldecoder(text.encoding)()
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield decoder.decode(piece)
    yield decoder.decode(b"", True)


def unreadable(path: Path) -> FileRefused:
    """The refusal of a file whose bytes make no sense as text."""
    return FileRefused(
        "ENCODING",
        Text("the bytes of this file fit no known text encoding", "无法识别该文件的文字编码"),
        where=path.name,
        fix=Text(
            "Save it as 'CSV UTF-8', or name the encoding in the mapping's options (encoding: …).",
            "请另存为“CSV UTF-8”，或在映射选项中注明编码（encoding: …）。",
        ),
    )


def _no_utf8(path: Path, facts: TextFile, asker: Asker) -> TextFile:
    head = _head(path)
    if _is_nearly(path, "utf-8"):
        return _as(facts, "utf-8", has_bad_bytes=True)
    is_gb = _decodes(path, "gb18030")
    if is_chinese(head) and (is_gb or _is_nearly(path, "gb18030")):
        return _as(facts, "gb18030", has_bad_bytes=not is_gb)
    if is_western(head) and _decodes(path, "cp1252"):
        return _as(facts, "cp1252")
    choices = [name for name in (*rivals(head), "gb18030") if _decodes(path, name)]
    if not is_gb and _damage(path, "utf-8")[0] <= max(_FEW_BAD, path.stat().st_size // _BYTES_FOR_ONE_BAD):
        return _as(facts, "utf-8", has_bad_bytes=True)
    if not choices:
        raise unreadable(path)
    _ask(path, choices, asker)
    return _as(facts, choices[0])


def _is_nearly(path: Path, encoding: str) -> bool:
    bad, good = _damage(path, encoding)
    return good >= bad * _GOOD_FOR_ONE_BAD


def _ask(path: Path, choices: list[str], asker: Asker) -> None:
    asker.ask(encoding_question(choices, previews_of(_head(path, 16_384), choices)))


def _head(path: Path, size: int = CHUNK) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _facts(path: Path) -> TextFile:
    found = byte_facts(path)
    if not found.encoding and found.nuls * 10 > found.size:
        raise unreadable(path)
    return TextFile(
        found.encoding,
        found.is_ascii,
        found.has_controls,
        found.quotes,
        lines=found.lines,
        looks_garbled=found.looks_garbled,
        ends_by_newline=found.ends_by_newline,
    )


def _as(facts: TextFile, encoding: str, *, has_bad_bytes: bool = False) -> TextFile:
    return replace(
        facts,
        encoding=encoding,
        has_controls=facts.has_controls or has_bad_bytes,
        has_bad_bytes=has_bad_bytes,
        looks_garbled=facts.looks_garbled or encoding not in ("utf-8", "utf-8-sig"),
    )


def _checked(path: Path, encoding: str, facts: TextFile) -> TextFile:
    try:
        is_readable = _decodes(path, encoding)
        name = codecs.lookup(encoding).name
    except LookupError:
        is_readable = False
    if is_readable:
        if "16" in name:  # its bytes are not its letters
            facts = TextFile(name, has_controls=True, quotes=facts.quotes, lines=facts.lines)
        return _as(facts, name)
    known = name if encoding in ("utf-8", "utf-8-sig", "gb18030", "gbk") else ""
    if known and _is_nearly(path, encoding):
        return _as(facts, name, has_bad_bytes=True)
    raise unreadable(path)


def _decodes(path: Path, encoding: str) -> bool:
    if encoding in ("utf-8", "utf-8-sig"):
        return is_utf8(path)
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(CHUNK):
                decoder.decode(piece)
            decoder.decode(b"", True)
        except UnicodeError:
            return False
    return True


def _damage(path: Path, encoding: str) -> tuple[int, int]:
    """How many bytes don't fit the encoding, and how many characters beyond ASCII do."""
    bad = good = 0
    for words in _with_marks(path, encoding):
        marks = words.count(BAD_BYTES)
        bad += marks
        good += sum(1 for letter in words if letter > "\x7f") - 2 * marks
    return bad, good


def _with_marks(path: Path, encoding: str) -> Iterator[str]:
    """The text with a mark for every byte that doesn't fit, which says where in the file the byte lies."""
    base = 0

    def mark(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        return marked(BAD_BYTES, str(base + error.start)), error.end

    codecs.register_error("fenji-mark", mark)
    decoder = codecs.getincrementaldecoder(encoding)("fenji-mark")
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            base = file.tell() - len(piece) - len(decoder.getstate()[0])
            yield decoder.decode(piece)
        base = file.tell() - len(decoder.getstate()[0])
        yield decoder.decode(b"", True)
