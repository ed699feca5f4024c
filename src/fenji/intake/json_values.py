"""The values of a JSON file one by one: of a list, of lines, or of the one list that an answer wraps."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fenji.errors import FileRefused
from fenji.intake.encodings import TextFile, decoded
from fenji.language import Text

_DEEPEST = 20
_LONGEST = 8 * 1024 * 1024  # letters of one value of a list; what goes on longer is broken, not long
_WRAPPERS = {"data", "rows", "list", "records", "result", "results", "response", "value", "orders", "customers"}
_WRAPPED = 3
_GAP = re.compile(r"[\s,]*")
_WRONG = object()


@dataclass(frozen=True)
class Found:
    """One value: its number, the line it begins in, its words, and what they are (None where they are no JSON)."""

    number: int
    line: int
    words: str
    value: Any


def found_in(path: Path, text: TextFile) -> Iterator[Found]:
    """Every value that should be an object, in the order of the file."""
    start = _start(path, text)
    if start.startswith("["):
        yield from _of_list(path, text)
        return
    wrapped = _wrapped(path, text, start)
    if wrapped is not None:
        yield from (Found(number, number, json.dumps(value), value) for number, value in enumerate(wrapped, 1))
        return
    for number, line in _lines(path, text):
        yield Found(number, number, line, _value(line))


def flat(value: Any) -> dict[str, str] | None:
    """An object's keys and values as text, those of inner objects as `outer.inner`; None when it is no object."""
    found: dict[str, str] = {}
    try:
        return found if isinstance(value, dict) and _flatten(value, "", found, 0) else None
    except UnicodeError:
        return None


def _start(path: Path, text: TextFile) -> str:
    for piece in decoded(path, text):
        if start := piece.lstrip("\ufeff \t\r\n"):
            return start
    return ""


def _lines(path: Path, text: TextFile) -> Iterator[tuple[int, str]]:
    rest, number = "", 0
    for piece in decoded(path, text):
        *whole, rest = (rest + piece).split("\n")
        for line in whole:
            number += 1
            yield number, line
    if rest.strip("\ufeff \r"):
        yield number + 1, rest


def _wrapped(path: Path, text: TextFile, start: str) -> list[Any] | None:
    """The one list of objects inside the one object that the file is; None where it is anything else."""
    line, _, more = start.partition("\n")
    first = _value(line)
    is_one = first is not None and not more.strip()
    if first is not None and not is_one:
        return None
    lists = _lists_in(first if is_one else _value("".join(decoded(path, text))))
    return lists[0] if len(lists) == 1 else None


def _lists_in(value: Any, depth: int = 0) -> list[list[Any]]:
    """The lists of objects that lie under the names by which web services wrap them; goods of one order do not."""
    found: list[list[Any]] = []
    for key, inner in value.items() if isinstance(value, dict) and depth < _WRAPPED else ():
        if key.lower() in _WRAPPERS:
            is_list = isinstance(inner, list) and bool(inner) and all(isinstance(one, dict) for one in inner)
            found += [inner] if is_list else _lists_in(inner, depth + 1)
    return found


def _of_list(path: Path, text: TextFile) -> Iterator[Found]:
    """The values of a list, a piece of the file at a time."""
    pieces, number, is_over = decoded(path, text), 0, False
    rest = next(pieces, "")
    at = rest.index("[") + 1
    line = 1 + rest.count("\n", 0, at)
    while True:
        found = _next(rest, at)
        if found is _WRONG:
            piece = "" if is_over else next(pieces, "")
            is_over = not piece
            if is_over or len(rest) - at > _LONGEST:
                raise _broken(path.name, number + 1, line)
            rest, at = rest[at:] + piece, 0
            continue
        if found is None:
            if rest[at:].lstrip(" \t\r\n,").rstrip() != "]" or "".join(pieces).strip():
                raise _broken(path.name, number + 1, line)
            return
        value, begin, end = found
        number += 1
        line += rest.count("\n", at, begin)
        yield Found(number, line, rest[begin:end], value)
        line += rest.count("\n", begin, end)
        at = end


def _next(rest: str, at: int) -> Any:
    """The value that follows, with its place; None at the list's end, `_WRONG` where the rest holds no whole one."""
    gap = _GAP.match(rest, at)
    begin = gap.end() if gap else at
    if rest[begin : begin + 1] == "]":
        return None
    try:
        value, end = _READER.raw_decode(rest, begin)
    except _Twice:
        return _unread(rest, begin)
    except (ValueError, RecursionError):
        return _WRONG
    return (value, begin, end) if end < len(rest) else _WRONG  # the digits of a number may go on in the next piece


def _unread(rest: str, begin: int) -> Any:
    """A value that names a key twice is no object, and the list goes on behind it."""
    try:
        _, end = _LOOSE.raw_decode(rest, begin)
    except (ValueError, RecursionError):
        return _WRONG
    return (None, begin, end) if end < len(rest) else _WRONG


def _value(words: str) -> Any:
    try:
        return _READER.decode(words.strip("\ufeff \t\r\n"))
    except (ValueError, RecursionError):
        return None


def _flatten(values: dict[str, Any], before: str, found: dict[str, str], depth: int) -> bool:
    if depth > _DEEPEST:
        return False
    for key, value in values.items():
        if isinstance(value, dict):
            if not _flatten(value, f"{before}{key}.", found, depth + 1):
                return False
        else:
            found[f"{before}{key}"] = _as_text(value)
    return True


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    words.encode()  # half of a pair of surrogates is no text
    return words


class _Twice(ValueError):
    """A key stands twice in one object."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise _Twice
    return values


def _broken(where: str, number: int, line: int) -> FileRefused:
    return FileRefused(
        "FILE_DAMAGED",
        Text(f"the list breaks off in value {number}, line {line}", f"列表在第 {number} 项（第 {line} 行）处中断"),
        where=where,
        fix=Text("Export it again; it must be valid JSON.", "请重新导出，文件须为有效的 JSON。"),
    )


_READER = json.JSONDecoder(parse_float=str, parse_int=str, object_pairs_hook=_unique)
_LOOSE = json.JSONDecoder(parse_float=str, parse_int=str)
