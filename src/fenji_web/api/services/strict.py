"""JSON read strictly: what two readers could understand in two ways is refused, and nothing large is read at all."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Any

from ninja.parser import Parser

from fenji_web.api.services.problems import Problem
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.datastructures import MultiValueDict

MOST_BYTES = 1_000_000
MOST_DEEP = 32
MOST_DIGITS = 30
_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)


class StrictParser(Parser):
    """Reads bodies and addresses of calls."""

    def parse_body(self, request: HttpRequest) -> Any:
        """A body as JSON."""
        return read_json(request.body)

    def parse_querydict(
        self, data: MultiValueDict[str, Any], list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        """The words of an address; one that stands twice where one is meant is refused."""
        for name in data:
            if name not in list_fields and len(data.getlist(name)) > 1:
                raise Problem(400, "malformed", detail=words("api.said_twice", name=name[:60]))
            if any("\x00" in one for one in data.getlist(name)):
                raise Problem(400, "malformed", detail=words("api.no_nul", name=name[:60]))
        found: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        return found


def read_json(body: bytes) -> Any:
    """What a body says.

    >>> read_json(b'{"a": [1, 2.5, null]}')
    {'a': [1, 2.5, None]}
    """
    if len(body) > MOST_BYTES:
        raise Problem(413)
    _shallow(body)
    try:
        text = body.decode("utf-8")
        found = json.loads(
            text, parse_constant=_constant, object_pairs_hook=_pairs, parse_int=_whole, parse_float=_number
        )
    except (ValueError, RecursionError):
        raise Problem(400, "not_json") from None
    _letters(found)
    return found


def _shallow(body: bytes) -> None:
    """Refuses what is nested deeper than anything asked for here, before it is read."""
    deep = 0
    for sign in re.finditer(rb"[\[\]{}]", _STRINGS.sub(b"", body)):
        deep += 1 if sign[0] in b"[{" else -1
        if deep > MOST_DEEP:
            raise Problem(400, "not_json", detail=words("api.too_deep", n=MOST_DEEP))


def _constant(name: str) -> Any:
    raise Problem(400, "not_json", detail=words("api.no_number", number=name))


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise Problem(400, "not_json", detail=words("api.no_number", number=f"{digits[:12]}…"))
    return int(digits)


def _number(digits: str) -> float:
    found = float(digits)
    if len(digits) > 2 * MOST_DIGITS or not math.isfinite(found):
        raise Problem(400, "not_json", detail=words("api.no_number", number=f"{digits[:12]}"))
    return found


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Problem(400, "not_json", detail=words("api.said_twice", name=twice[:60]))
    return found


def _letters(found: Any) -> None:
    """Half letters (lone surrogates) and NUL cannot be kept anywhere."""
    try:
        text = json.dumps(found, ensure_ascii=False)
        text.encode("utf-8")
    except ValueError:
        raise Problem(400, "not_json", detail=words("api.half_letter")) from None
    if "\\u0000" in text:
        raise Problem(422, "refused", detail=words("api.no_nul", name="body"))
