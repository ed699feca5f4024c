"""What somebody reads: the newest result of a scheme, from its read model alone, as far as they may see it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404

from fenji_web import library
from fenji_web.ui.language import lang_of, speak

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fenji_web.accounts.models import User
    from fenji_web.library import Result, Settings, Text

_OPEN: dict[Path, Result] = {}
_OPENING = threading.Lock()
_MOST_OPEN = 6


@dataclass(frozen=True)
class Narrowing:
    """Which customers of a file a person sees: a condition in SQL, and who they are in words.

    `key` stands in whatever is kept of answers: it changes with the person's rights and with owners of now.
    """

    condition: str
    words: Text
    key: str


_NARROWED_BY: list[Callable[[User, Path, Result], Narrowing]] = []


def narrowed_by(way: Callable[[User, Path, Result], Narrowing]) -> None:
    """Names who says which customers a person sees; what stands below pages cannot know of owners."""
    _NARROWED_BY[:] = [way]


class Reading:
    """What one person reads of the workspace: `request.fenji`, or `reading_for` outside a request.

    `result` is what every list, count, chart, file and search asks: of a person whose rights are narrowed it holds only
    the customers they may see, in whatever SQL it is asked. `scope` says so in keys of what is kept.
    """

    def __init__(self, request: HttpRequest | None = None, *, person: User | None = None, scheme: str = "") -> None:
        self._request = request
        self._person = person
        self._asked = scheme

    @property
    def person(self) -> User | None:
        """Who reads; None where nobody is signed in."""
        if self._request is None:
            return self._person
        person = getattr(self._request, "user", None)
        return cast("User", person) if getattr(person, "is_authenticated", False) else None

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
        asked = self._asked if self._request is None else self._request.GET.get("scheme", "")
        if asked in self.schemes:
            if session.get("scheme") != asked:
                session["scheme"] = asked
            return asked
        wanted = (session.get("scheme", ""), self.settings.primary_scheme, *self.schemes)
        return next((name for name in wanted if name in self.schemes), self.settings.primary_scheme)

    @cached_property
    def _read(self) -> tuple[Result | None, str]:
        """The result with the key of what is seen of it."""
        path = library.newest_file(self.workspace_folder / "runs", self.scheme)
        if path is None:
            return None, ""
        shared, person = opened(path), self.person
        if person is None or not person.is_narrowed:
            return replace(shared, engine=shared.engine.cursor()), ""
        seen = _NARROWED_BY[0](person, path, shared)
        return library.narrowed(shared, seen.condition, seen.words), seen.key

    @property
    def result(self) -> Result | None:
        """The newest result of the scheme, on a cursor of its own; None before the first grading."""
        return self._read[0]

    @property
    def scope(self) -> str:
        """Which customers the result holds, for keys of what is kept of its answers; empty: all."""
        return self._read[1]

    def title_of(self, scheme: str) -> Text:
        """What a graded scheme is called."""
        path = library.newest_file(self.workspace_folder / "runs", scheme)
        return library.same(scheme) if path is None else opened(path).scheme.scheme.title

    def close(self) -> None:
        """Lets the cursor go."""
        result, _ = self.__dict__.pop("_read", (None, ""))
        if result is not None:
            result.engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def reading_for(person: User, scheme: str = "") -> Reading:
    """What a person may read, outside a request: in a job they asked for, by a key of theirs, in a message to them.

    `with reading_for(person, "value") as reading: reading.result` → the newest result of the standard (of the
    workspace's first one where none is named or it was not graded), None before the first grading. It holds the
    customers that the person may see at this moment, all other questions are answered as if there were no others:
    `reading.result.customer(id)` raises UnknownCustomer. Whether contact data is shown stays a question to the person
    (`can("see_contact")`), notes as well (`can("see_notes")`). Who is switched off reads nothing: PermissionDenied.
    """
    if not person.can("see"):
        raise PermissionDenied
    return Reading(person=person, scheme=scheme)


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
        view = request.resolver_match.func if request.resolver_match else None
        if not getattr(view, "is_public", False):
            response["Cache-Control"] = "no-store"  # what one person was shown stays in no store, the browser's neither
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
