"""Who a call is of, what it may, and which run's customers it reads."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_type_hints

from fenji_web import library
from fenji_web.accounts.access import PERMISSIONS
from fenji_web.api.services.problems import Problem
from fenji_web.customers.services import readable
from fenji_web.ui import reading as ui_reading
from fenji_web.ui.reading import Reading, opened, reading_of
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fenji_web.api.models import Caller
    from fenji_web.customers.access import Readable
    from fenji_web.library import Result

View = TypeVar("View", bound=Callable[..., Any])
NEEDED: dict[str, tuple[str, ...]] = {}
"""Operation → the permissions it needs."""


def allowed(*permissions: str) -> Callable[[View], View]:
    """An operation for those who may do all of that; the program is told which of it its key lacks."""
    for one in permissions:
        if one not in PERMISSIONS:
            raise ValueError(f"there is no permission {one!r}")

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **values: Any) -> Any:
            known_only(request, guarded)
            wanted = media_type_of(guarded)
            if wanted is not None and request.content_type != wanted:
                raise Problem(415)
            caller = caller_of(request)
            for one in permissions:
                if not caller.can(one):
                    raise Problem(403, "not_allowed", detail=words("api.lacks", scope=one), scope=one)
            try:
                return view(request, *args, **values)
            finally:
                reading_of(request).close()

        hints = get_type_hints(view, include_extras=True)
        shape = inspect.signature(view)
        named = [one.replace(annotation=hints.get(name, one.annotation)) for name, one in shape.parameters.items()]
        guarded.__signature__ = shape.replace(parameters=named)  # type: ignore[attr-defined]
        guarded.needs = permissions  # type: ignore[attr-defined]
        NEEDED[view.__name__] = permissions
        return cast("View", guarded)

    return mark


def known_only(request: HttpRequest, view: Any) -> None:
    """A word of the address that nobody reads is a mistake of the program, and said so."""
    operation = view._ninja_operation
    known: set[str] = set()
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            known |= {*getattr(model, "__ninja_flatten_map__", model.model_fields)}
    unknown = sorted({*request.GET} - known)
    if unknown:
        raise Problem(400, "malformed", detail=words("api.unknown_word", name=unknown[0][:60]))


def media_type_of(view: Any) -> str | None:
    """As what an operation reads a body; without one whatever comes is not looked at."""
    operation = view._ninja_operation
    if operation.openapi_extra and "requestBody" in operation.openapi_extra:
        return str(next(iter(operation.openapi_extra["requestBody"]["content"])))
    has_body = any(model.__ninja_param_source__ == "body" for model in operation.models)
    return "application/json" if has_body else None


def caller_of(request: HttpRequest) -> Caller:
    """The person whose key was sent, as far as the key goes."""
    return cast("Caller", request.user)


class Pinned(Reading):
    """What a person reads of one run's file, whichever is the newest by now."""

    def __init__(self, caller: Caller, path: Path) -> None:
        super().__init__(person=caller, scheme=opened(path).run.scheme)
        self._path = path

    @cached_property
    def _read(self) -> tuple[Result | None, str]:
        shared, person = opened(self._path), self.person
        if person is None or not person.is_narrowed:
            return replace(shared, engine=shared.engine.cursor()), ""
        seen = ui_reading._NARROWED_BY[0](person, self._path, shared)
        return library.narrowed(shared, seen.condition, seen.words), seen.key


def read(request: HttpRequest, scheme: str = "", *, run_file: Path | None = None) -> tuple[Reading, Readable]:
    """What the caller reads: the newest result of a standard, or that of one file; closed with the request."""
    caller, reading = caller_of(request), reading_of(request)
    if run_file is not None:
        reading = Pinned(caller, run_file)
        request.fenji = reading  # type: ignore[attr-defined]
    elif scheme and scheme not in reading.schemes:
        raise Problem(404, "no_scheme")
    if reading.result is None:
        raise Problem(404, "nothing_graded")
    return reading, readable(reading, sees_contact=caller.can("see_contact"))


def run_file(request: HttpRequest, name: str) -> Path:
    """A run's file by its name, as a cursor keeps it; gone where it was removed or written anew since."""
    path = reading_of(request).workspace_folder / "runs" / name
    if not path.is_file():
        raise Problem(410, "gone")
    return path


def newest_file(reading: Reading) -> Path:
    """The file that a reading reads."""
    path = getattr(reading, "_path", None) or library.newest_file(reading.workspace_folder / "runs", reading.scheme)
    if path is None:
        raise Problem(404, "nothing_graded")
    return cast("Path", path)
