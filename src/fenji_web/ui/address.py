"""From where a request comes: the address that connected, or the one that a proxy of ours says."""

from __future__ import annotations

import ipaddress
import os
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def address_of(request: HttpRequest) -> str:
    """The address a request comes from. What anybody may write (`X-Forwarded-For`) counts only from a proxy of ours.

    Proxies are named in `FENJI_PROXIES`, addresses or networks with commas between; of the addresses they say, the
    last one that is no proxy of ours is the one that came to them.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    ours = proxies(os.environ.get("FENJI_PROXIES", ""))
    said = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    while said and _is_one_of(address, ours):
        if _read(said[-1]) is None:
            break
        address = said.pop()
    return address[:64]


@cache
def proxies(written: str) -> tuple[Network, ...]:
    """The networks of our proxies; what is no address is left out.

    >>> [str(one) for one in proxies("10.0.0.0/8, 192.0.2.7, nonsense")]
    ['10.0.0.0/8', '192.0.2.7/32']
    """
    found = []
    for one in written.split(","):
        try:
            found.append(ipaddress.ip_network(one.strip(), strict=False))
        except ValueError:
            continue
    return tuple(found)


def _is_one_of(address: str, networks: tuple[Network, ...]) -> bool:
    read = _read(address)
    return read is not None and any(read in one for one in networks if one.version == read.version)


def _read(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None
