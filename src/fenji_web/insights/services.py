"""Charts drawn once for a read model, a language and a place on the screen, and kept while the file is shown."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from fenji_web import library

if TYPE_CHECKING:
    from pathlib import Path

    from fenji_web.library import Canvas, Language, Result
    from fenji_web.ui.reading import Reading

T = TypeVar("T")
KINDS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
_MOST_KEPT = 400
_KEPT: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_LOCK = threading.Lock()


@dataclass(frozen=True)
class Drawn:
    """A chart for a screen: its finding, what is counted, and the spec as JSON."""

    title: str
    subtitle: str
    spec: bytes


def kept(reading: Reading, about: tuple[Any, ...], make: Callable[[Result], T]) -> T:
    """What was made of the read model shown, made once a file: the file never changes, its answers neither."""
    path = library.newest_file(reading.workspace_folder / "runs", reading.scheme)
    result = reading.result
    if result is None:
        raise LookupError("nothing was graded yet")
    if path is None or not path.name.startswith(f"{result.run.id}."):
        return make(result)  # another run became the newest while this request was answered
    remembering = replace(result, engine=cast("Any", _Remembering(result.engine, path)))
    return once((path, *about), lambda: make(remembering))


class _Remembering:
    """An engine that answers the same question about one file once: charts of every width ask the same."""

    def __init__(self, engine: Any, path: Path) -> None:
        self._engine = engine
        self._path = path

    def rows(self, sql: str, parameters: Any = None) -> list[dict[str, Any]]:
        """The rows, as they were answered before or are answered now."""
        key = (self._path, "rows", sql, repr(parameters))
        return once(key, lambda: self._engine.rows(sql, parameters))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def once(key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """What was made for a key before, or is made now and kept while there is room."""
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            found: T = _KEPT[key]
            return found
    made = make()
    with _LOCK:
        _KEPT[key] = made
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return made


def drawn(reading: Reading, name: str, lang: Language, on: Canvas) -> Drawn:
    """A chart drawn for a place on the screen; what cannot be drawn honestly is an error that says what to do."""

    def make(result: Result) -> Drawn:
        spec = library.draw(result, name, lang, on=on).spec
        words = spec["usermeta"]
        return Drawn(words["title"], words["subtitle"], json.dumps(spec, ensure_ascii=False).encode())

    return kept(reading, ("chart", name, lang, on), make)


def picture(reading: Reading, name: str, lang: Language, kind: str) -> bytes:
    """The chart as a page of its own, as exports write it: PNG, SVG or PDF with as-of, scheme and run on it."""

    def make(result: Result) -> bytes:
        drawing = library.draw(result, name, lang)
        if kind == "svg":
            return drawing.svg.encode()
        return drawing.png() if kind == "png" else drawing.pdf()

    return kept(reading, ("picture", name, lang, kind), make)
