"""Every regular expression of the product with words made to keep it busy: `python -m tests.bar.expressions LENGTH`."""

from __future__ import annotations

import ast
import json
import re
import signal
import string
import sys
import time
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

SOURCE = Path("src")
PATIENCE = 2.0
SHORTER = {
    # file → the longest text that the product gives its expressions, and who sees to it
    "fenji/intake/child.py": 4_096,  # _HEAD
    "fenji/intake/sheet_parts.py": 5_000,  # one cell at a time, in the limited child process
    "fenji/tables/table.py": 1_000,  # LONGEST_HEADER
    "fenji/metrics/formula.py": 500,  # LONGEST
}
ASKS = ("compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer")
_TAKEN = re.compile(r"\\[dDsSwW]|\[(?:\\.|[^\]\\])*\]|\\.|[^\\()\[\]{}*+?|^$.]")


def patterns() -> dict[str, tuple[str | bytes, int]]:
    """Where it stands → the expression and its flags, as the modules that hold them compile them."""
    import importlib

    said: dict[str, tuple[str | bytes, int]] = {}
    asked = re._compile  # type: ignore[attr-defined]

    def heard(pattern: object, flags: object) -> object:
        frame = sys._getframe(2)
        place = frame.f_code.co_filename
        if "/src/fenji" in place and isinstance(pattern, str | bytes):
            said.setdefault(f"{place.rpartition('/src/')[2]}:{frame.f_lineno}", (pattern, int(flags)))  # type: ignore[call-overload]
        return asked(pattern, flags)

    re._compile = heard  # type: ignore[attr-defined]
    try:
        for path in sorted(SOURCE.rglob("*.py")):
            name = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
            if "migrations" not in name and not name.endswith("__main__"):
                importlib.import_module(name)
    finally:
        re._compile = asked  # type: ignore[attr-defined]
    for place, pattern in _written():
        said.setdefault(place, (pattern, 0))
    return said


def _written() -> Iterator[tuple[str, str | bytes]]:
    """Expressions that stand inside functions."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {f"re.{one}" for one in ASKS} and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str | bytes):
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", first.value


def asked_with(place: str) -> list[str]:
    """How the product asks the expression there: search, fullmatch, …; both where that is not to be seen."""
    file, _, line = place.rpartition(":")
    words = (SOURCE / file).read_text("utf-8")
    row = words.splitlines()[int(line) - 1]
    named = re.match(r"\s*(\w+)(?::[^=]*)? = re\.compile", row) or re.match(r"\s*(\w+) = ", row)
    at_once = re.findall(r"re\.(match|search|fullmatch|sub|split|findall|finditer)\(", row)
    everywhere = (path.read_text("utf-8") for path in SOURCE.rglob("*.py")) if named and named[1][0] != "_" else [words]
    asked = re.compile(rf"\b{named[1]}\.(match|search|fullmatch|sub|split|findall|finditer)\b") if named else None
    found = {one for each in everywhere for one in (asked.findall(each) if asked else [])} | {*at_once}
    return ["search" if one in ("sub", "split", "findall", "finditer") else one for one in found] or [
        "search",
        "fullmatch",
    ]


def hard_words(pattern: str | bytes, length: int) -> Iterator[str | bytes]:
    """What a greedy expression has to try again and again: its own signs repeated, mixed, and an end that fits none."""
    words = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    signs = [*dict.fromkeys(one for part in _TAKEN.findall(words) for one in _some_of(part))][:7]
    for one in dict.fromkeys([*signs, "a", "0", " "]):
        yield from _ended(one * length, pattern)
    for pair in permutations(signs[:5], 2):
        yield from _ended("".join(pair) * (length // 2), pattern)
        yield from _ended(pair[0] + pair[1] * length, pattern)
    yield from _ended("".join(signs) * (length // max(1, len(signs))), pattern)


def _some_of(part: str) -> str:
    known = {"\\d": "7", "\\D": "x", "\\s": " ", "\\S": "x", "\\w": "a", "\\W": "!"}
    if part in known:
        return known[part]
    if not part.startswith("["):
        return part[-1]
    try:
        inside = re.compile(part)
    except re.error:
        return ""
    return "".join([one for one in (*string.printable, "中", "，") if inside.fullmatch(one)][:2])


def _ended(words: str, pattern: str | bytes) -> Iterator[str | bytes]:
    for end in ("", "\x00!"):
        yield (words + end).encode("utf-8") if isinstance(pattern, bytes) else words + end


def _taken(ask: Callable[[Any], object], words: str | bytes) -> float:
    """Processor seconds of one answer; given up after two."""
    begun = time.thread_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
    try:
        ask(words)
    except TimeoutError:
        return PATIENCE
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return round(time.thread_time() - begun, 4)


def _enough(*_: object) -> None:
    raise TimeoutError


def main() -> None:
    """One line of JSON: the slowest of each expression in processor seconds, the slowest expression first."""
    import django

    django.setup()
    length, slow = int(sys.argv[1]), {}
    every = patterns()
    signal.signal(signal.SIGVTALRM, _enough)
    for place, (pattern, flags) in every.items():
        made = re.compile(pattern, flags)
        slow[f"{place} {pattern!r}"[:200]] = max(
            _taken(getattr(made, how), words)
            for how in asked_with(place)
            for words in hard_words(pattern, min(length, SHORTER.get(place.rpartition(":")[0], length)))
        )
    ordered = sorted(slow.items(), key=lambda one: -one[1])
    print(json.dumps({"expressions": len(every), "slowest": ordered[:25]}, ensure_ascii=False))


if __name__ == "__main__":
    main()
