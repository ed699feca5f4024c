"""Where a form goes on: an address of our own, however it is written; anything else is no address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from django.http import HttpRequest

_OWN = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def here(request: HttpRequest, wanted: str) -> str:
    """The address where it is a path of this web app; empty where it leads elsewhere or could be read so.

    A path begins with one stroke and holds no backslash, control sign or space, also once its escapes are read.
    """
    from urllib.parse import unquote

    is_own = all(_OWN.fullmatch(read) for read in (wanted, unquote(wanted.partition("?")[0]).replace(" ", "")))
    is_safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=set(), require_https=request.is_secure())
    return wanted if is_own and is_safe else ""
