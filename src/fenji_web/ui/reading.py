"""What a request reads: the newest result of the chosen scheme, from its read model alone; never the lake."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404

from fenji_web import library
from fenji_web.ui.language import lang_of, speak

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fenji_web.library import Result, Settings, Text

_OPEN: dict[Path, Result] = {}
_OPENING = threading.Lock()
_MOST_OPEN = 6


class Reading:
    """What one request reads of the workspace (`request.fenji`)."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def workspace_folder(self) -> Path:
        """The folder of the workspace."""
        return Path(settings.FENJI_WORKSPACE)

    @cached_property
    def settings(self) -> Settings:
        """What the workspace says of itself."""
        path = self.workspace_folder / "fenji.yaml"
        return _settings(path, path.stat().st_mtime_ns if path.exists() else 0)

    @property
    def currency(self) -> str:
        """The currency of the result shown, else the workspace's."""
        return self.result.run.currency if self.result else self.settings.currency

    @property
    def zone(self) -> str:
        """The workspace's time zone."""
        return self.settings.zone

    @cached_property
    def schemes(self) -> tuple[str, ...]:
        """The names of the schemes that were graded."""
        return library.graded_schemes(self.workspace_folder / "runs")

    @cached_property
    def scheme(self) -> str:
        """The scheme shown: as asked by `?scheme=`, as chosen before, the workspace's first, or any graded one."""
        session = getattr(self._request, "session", {})
        asked = self._request.GET.get("scheme", "")
        if asked in self.schemes:
            if session.get("scheme") != asked:
                session["scheme"] = asked
            return asked
        wanted = (session.get("scheme", ""), self.settings.primary_scheme, *self.schemes)
        return next((name for name in wanted if name in self.schemes), self.settings.primary_scheme)

    @cached_property
    def result(self) -> Result | None:
        """The newest result of the scheme, on a cursor of its own; None before the first grading."""
        path = library.newest_file(self.workspace_folder / "runs", self.scheme)
        if path is None:
            return None
        shared = opened(path)
        return replace(shared, engine=shared.engine.cursor())

    def title_of(self, scheme: str) -> Text:
        """What a graded scheme is called."""
        path = library.newest_file(self.workspace_folder / "runs", scheme)
        return library.same(scheme) if path is None else opened(path).scheme.scheme.title

    def close(self) -> None:
        """Lets the request's cursor go."""
        result = self.__dict__.pop("result", None)
        if result is not None:
            result.engine.close()


def reading_of(request: HttpRequest) -> Reading:
    """What a request reads."""
    reading: Reading = request.fenji  # type: ignore[attr-defined]
    return reading


def graded(request: HttpRequest) -> Reading:
    """What a request reads of a graded workspace; before the first grading there is no such page."""
    reading = reading_of(request)
    if reading.result is None:
        raise Http404
    return reading


class ReadingMiddleware:
    """Gives every request `request.fenji` and its language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request; the cursor is closed when the answer is made, or when a stream of it ends."""
        reading = Reading(request)
        request.fenji = reading  # type: ignore[attr-defined]
        speak(lang_of(request), reading.zone)
        library.adopt(reading.settings.conventions)
        response = self.get_response(request)
        if response.streaming:
            response._resource_closers.append(reading.close)  # type: ignore[attr-defined]
        else:
            reading.close()
        return response


def opened(path: Path) -> Result:
    """A read model, opened once in this process; the oldest are let go when many are open."""
    with _OPENING:
        if path not in _OPEN:
            _OPEN[path] = library.open_file(path)
            for old in list(_OPEN)[:-_MOST_OPEN]:
                del _OPEN[old]  # a request that still reads it keeps the file open by its cursor
        return _OPEN[path]


_SETTINGS: dict[tuple[Path, int], Settings] = {}


def _settings(path: Path, stamp: int) -> Settings:
    if (path, stamp) not in _SETTINGS:
        found = library.Settings.read(path.parent)
        _SETTINGS.clear()
        _SETTINGS[path, stamp] = found
    return _SETTINGS[path, stamp]
