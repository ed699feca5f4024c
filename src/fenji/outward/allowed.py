"""Whom fenji may ask inside the company's network: nobody, but for those an administrator wrote down."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Self
from urllib.parse import urlsplit

from fenji.errors import OutwardRefused
from fenji.language import Text
from fenji.outward.places import Network, Place, carried, inside

ENVIRONMENT = "FENJI_OUTWARD_ALLOW"
_WRONG = Text("'{entry}' names no machine or network", "“{entry}”不是主机或网段")
_WRONG_FIX = Text(
    "Write a host, host:port, a number, or a network such as 10.1.2.0/24; with http:// before it if unencrypted.",
    "请写主机名、主机名:端口、IP 地址或网段（如 10.1.2.0/24）；对方没有加密时在前面加 http://。",
)


@dataclass(frozen=True)
class _Entry:
    host: str  # empty where it is a network
    network: Network | None
    port: int | None
    is_plain: bool

    def fits(self, host: str, place: Place | None, port: int) -> bool:
        if self.port not in (None, port):
            return False
        if self.network is None:
            return self.host == host
        return place is not None and (place in self.network or carried(place) in self.network)


@dataclass(frozen=True)
class Allowed:
    """Whom one may ask beside the open Internet.

    `owns_machine`: the person at the command line, whose machine and network it is anyway; then everything but what is
    nobody's and a cloud's own services. A cloud's own services are asked by nobody, whatever is written down.
    """

    entries: tuple[_Entry, ...] = ()
    owns_machine: bool = False

    @classmethod
    def listed(cls, words: Iterable[str] = ()) -> Self:
        """What an administrator wrote down: in the settings, and in the environment variable FENJI_OUTWARD_ALLOW.

        >>> Allowed.listed(["10.0.0.0/8", "http://hooks.lan:8080"]).lets("hooks.lan", ip_address("192.168.1.7"), 8080)
        True
        """
        return cls(tuple(_entry(one) for one in (*words, *from_environment())))

    @classmethod
    def of_owner(cls) -> Self:
        """For the command line: whoever runs it reaches its network without us."""
        return cls(owns_machine=True)

    def lets(self, host: str, place: Place, port: int) -> bool:
        """Whether the machine with this number, found under this name, may be asked at this port."""
        why = inside(place)
        if why is None:
            return True
        if why in ("metadata", "nobody"):
            return False
        return self.owns_machine or any(one.fits(host, place, port) for one in self.entries)

    def names(self, host: str, port: int) -> bool:
        """Whether the name itself is written down, so that it does not matter where it leads."""
        return self.owns_machine or any(one.fits(host, _number(host), port) for one in self.entries)

    def lets_plain(self, host: str, port: int) -> bool:
        """Whether it may be asked without encryption."""
        return self.owns_machine or any(one.is_plain and one.fits(host, _number(host), port) for one in self.entries)


def from_environment() -> tuple[str, ...]:
    """What FENJI_OUTWARD_ALLOW lists, parted by commas."""
    return tuple(filter(None, (one.strip() for one in os.environ.get(ENVIRONMENT, "").split(","))))


def _entry(written: str) -> _Entry:
    is_plain = written.lower().startswith("http://")
    bare = written.strip()[len("http://") if is_plain else 0 :]
    found = _network(bare, is_plain=is_plain) or _machine(bare, is_plain=is_plain)
    if found is None:
        raise OutwardRefused("ENTRY", _WRONG.fill(entry=written), where=ENVIRONMENT, fix=_WRONG_FIX)
    return found


def _network(bare: str, *, is_plain: bool) -> _Entry | None:
    try:
        return _Entry("", ip_network(bare.strip("[]")), None, is_plain)
    except ValueError:
        return None


def _machine(bare: str, *, is_plain: bool) -> _Entry | None:
    try:
        parts = urlsplit(f"//{bare.rstrip('/')}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if not re.fullmatch(r"[\w.-]+|[0-9a-f:]+", host) or parts.username or parts.path or parts.query:
        return None
    number = _number(host)
    return _Entry("" if number else host, ip_network(number) if number else None, port, is_plain)


def _number(host: str) -> Place | None:
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None
