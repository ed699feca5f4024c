"""What was made of a read model, kept while its file is shown: the file never changes, its answers neither."""

from __future__ import annotations

import glob
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from fenji_web import library

if TYPE_CHECKING:
    from fenji_web.library import Result
    from fenji_web.ui.reading import Reading

T = TypeVar("T")
_MOST_KEPT = 400
_KEPT: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_LOCK = threading.Lock()


def kept(reading: Reading, about: tuple[Any, ...], make: Callable[[Result], T]) -> T:
    """What was made of the read model shown, made once a file: the file never changes, its answers neither.

    What is made for somebody who sees a part of the customers is kept for that part.
    """
    path = library.newest_file(reading.workspace_folder / "runs", reading.scheme)
    result = reading.result
    if result is None:
        raise LookupError("nothing was graded yet")
    if path is None or not path.name.startswith(f"{result.run.id}."):
        return make(result)  # another run became the newest while this request was answered
    remembering = replace(result, engine=cast("Any", _Remembering(result.engine, path, reading.scope)))
    return once((path, reading.scope, *about), lambda: make(remembering))


class _Remembering:
    """An engine that answers the same question about one file once: charts of every width ask the same."""

    def __init__(self, engine: Any, path: Path, scope: str) -> None:
        self._engine = engine
        self._about = (path, scope)

    def rows(self, sql: str, parameters: Any = None) -> list[dict[str, Any]]:
        """The rows, as they were answered before or are answered now."""
        key = (*self._about, "rows", sql, repr(parameters))
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


def file_of(reading: Reading, run_id: str) -> Path | None:
    """Another run's read model of the same layout; None where it was removed or is of an older one."""
    newest = library.newest_file(reading.workspace_folder / "runs", reading.scheme)
    if newest is None:
        return None
    files = newest.parent.glob(f"{glob.escape(run_id)}.*{''.join(newest.suffixes[-2:])}")
    return max(files, key=lambda path: path.stat().st_mtime_ns, default=None)
