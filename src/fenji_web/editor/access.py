"""What the editor knows of a request: the standard, where the edit began, what was added or removed, what was typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.http import Http404

from fenji_web import library
from fenji_web.editor import forms
from fenji_web.schemes import services as schemes
from fenji_web.schemes.access import standard_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fenji_web.library import Scheme


@dataclass(frozen=True)
class Editing:
    """An edit under way: `scheme` is the standard with what was added or removed, `typed` what stands in its fields."""

    standard: library.standards_file.Standard
    start: schemes.Start
    scheme: Scheme
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The standard that the fields belong to, for the form to carry along."""
        return schemes.said_once(self.scheme)


def begun(request: HttpRequest, name: str) -> Editing:
    """An edit at its beginning: at the version asked for with `?from=`, else where one would go on."""
    standard = standard_of(request, name)
    start = schemes.start_of(standard, request.GET.get("from") or None)
    if start is None:
        raise Http404
    return Editing(standard, start, start.scheme)


def going_on(request: HttpRequest, name: str) -> Editing:
    """An edit as the form itself says it; 404 where it is not a form of ours."""
    standard = standard_of(request, name)
    start = schemes.start_of(standard, request.POST.get("base", schemes.WRITTEN))
    newest = request.POST.get("newest", "")
    if start is None or not newest.isdecimal():
        raise Http404
    begun_at = schemes.Start(start.base, start.scheme, int(newest), request.POST.get("digest", ""))
    words = request.POST.get("words", "")
    scheme = _read(words) if words else start.scheme
    if scheme.name != start.scheme.name:
        raise Http404
    return Editing(standard, begun_at, scheme, forms.composed(request.POST.dict()))


def _read(words: str) -> Scheme:
    try:
        return schemes.read_back(words)
    except (ValueError, TypeError):
        raise Http404 from None
