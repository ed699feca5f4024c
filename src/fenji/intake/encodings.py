"""Which encoding a text file is in: decided from all of its bytes, never guessed from the first, never ignored."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fenji.errors import FileRefused
from fenji.intake.staged import BAD_BYTES
from fenji.language import Text

CHUNK = 8 * 1024 * 1024
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROLS = bytes(value for value in range(32) if value not in b"\t\n\r") + b"\x7f"
# Below one bad byte in so many good characters, a file is UTF-8 with damage, not another encoding.
_GOOD_FOR_ONE_BAD = 20


@dataclass(frozen=True)
class TextFile:
    """How to read a file as text: its encoding, and what its bytes already tell about its cells."""

    encoding: str
    is_ascii: bool = False
    has_controls: bool = False
    quotes: int = 0
    has_bad_bytes: bool = False

    @property
    def is_utf8(self) -> bool:
        """The bytes can be read as they lie on disk."""
        return self.encoding in ("utf-8", "utf-8-sig") and not self.has_bad_bytes


def decide_encoding(path: Path, wanted: str | None = None) -> TextFile:
    """The encoding in which every byte of the file makes sense: byte order mark, then UTF-8, then GB18030.

    A file that is UTF-8 but for a few bytes stays UTF-8; its bad bytes are marked, so that their rows are rejected.
    Refused with `ENCODING` when nothing fits, and with `FILE_EMPTY` when there is no text.
    """
    facts = _byte_facts(path)
    if wanted:
        return _checked(path, wanted, facts)
    if facts.encoding:
        return _checked(path, facts.encoding, facts) if facts.encoding != "utf-8-sig" else facts
    if _decodes(path, "utf-8"):
        return TextFile("utf-8", facts.is_ascii, facts.has_controls, facts.quotes)
    bad, good = _damage(path)
    if good >= bad * _GOOD_FOR_ONE_BAD:
        return TextFile("utf-8", has_controls=True, quotes=facts.quotes, has_bad_bytes=True)
    return _checked(path, "gb18030", facts)


def decoded(path: Path, text: TextFile) -> Iterator[str]:
    """The file as text, piece by piece; bad bytes of a damaged UTF-8 file come as marks."""
    errors = "fenji-mark" if text.has_bad_bytes else "strict"
    decoder = codecs.getincrementaldecoder(text.encoding)(errors)
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield decoder.decode(piece)
    yield decoder.decode(b"", True)


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return BAD_BYTES, error.end


codecs.register_error("fenji-mark", _mark)


def _byte_facts(path: Path) -> TextFile:
    is_ascii, controls, quotes, nuls, size = True, False, 0, 0, 0
    encoding = ""
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            if not size:
                encoding = next((name for bom, name in _BOMS if piece.startswith(bom)), "")
            size += len(piece)
            is_ascii = is_ascii and piece.isascii()
            controls = controls or len(piece.translate(None, _CONTROLS)) != len(piece)
            quotes += piece.count(b'"')
            nuls += piece.count(0)
    if not encoding and nuls * 10 > size:
        raise _unreadable(path)
    return TextFile(encoding, is_ascii, controls, quotes)


def _checked(path: Path, encoding: str, facts: TextFile) -> TextFile:
    try:
        is_readable = _decodes(path, encoding)
    except LookupError:
        is_readable = False
    if not is_readable:
        raise _unreadable(path)
    return TextFile(codecs.lookup(encoding).name, False, facts.has_controls or "16" in encoding, facts.quotes)


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while piece := file.read(CHUNK):
                decoder.decode(piece)
            decoder.decode(b"", True)
        except UnicodeError:
            return False
    return True


def _damage(path: Path) -> tuple[int, int]:
    decoder = codecs.getincrementaldecoder("utf-8")("fenji-mark")
    bad = good = 0
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            words = decoder.decode(piece)
            marks = words.count(BAD_BYTES)
            bad += marks
            good += (len(words.encode()) - len(words)) // 2 - marks
    return bad, good


def _unreadable(path: Path) -> FileRefused:
    return FileRefused(
        "ENCODING",
        Text("the bytes of this file fit no known text encoding", "无法识别该文件的文字编码"),
        where=path.name,
        fix=Text(
            "Save it as 'CSV UTF-8', or name the encoding in the mapping's options (encoding: …).",
            "请另存为“CSV UTF-8”，或在映射选项中注明编码(encoding: …)。",
        ),
    )
