"""A connection to a machine that was judged by its number: looked up once, and that number is what is connected to."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from typing import NoReturn, TypeVar

from fenji.errors import OutwardRefused
from fenji.language import Text
from fenji.outward.allowed import Allowed
from fenji.outward.places import Inside, Place, inside
from fenji.outward.target import ALLOW_FIX, Target, read_host, read_target

T = TypeVar("T")
_LEADS = Text("'{host}' leads to {place}", "“{host}”指向{place}")
_PLACES: dict[Inside, Text] = {
    "this_machine": Text("the machine that fenji runs on", "fenji 所在的主机"),
    "own_network": Text("a machine inside your own network", "内部网络中的主机"),
    "metadata": Text("a cloud's own service, which tells credentials", "云平台的元数据服务（含凭据）"),
    "nobody": Text("no machine of the Internet", "互联网上不存在的主机"),
}
_NEVER_FIX = Text("Write another address; this one is asked by nobody.", "请改用其他地址；该地址一律不予访问。")


class NotReached(Exception):
    """Nobody answered, or not in time; `why` is one of dns, refused, timeout, tls, lost."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Deadline:
    """How long something may take in all."""

    at: float

    @classmethod
    def in_seconds(cls, seconds: float) -> Deadline:
        """From now on."""
        return cls(time.monotonic() + seconds)

    @property
    def left(self) -> float:
        """Seconds that are left; out of time where there are none."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise NotReached("timeout")
        return left


def judged(host: str, port: int, allowed: Allowed, deadline: Deadline) -> list[Place]:
    """The numbers behind a name, each of which may be asked; one that may not refuses the name as a whole."""
    found = _looked_up(host, port, deadline)
    for place in found:
        if not allowed.lets(host, place, port):
            refuse(host, place)
    return found


def refuse(host: str, place: Place) -> NoReturn:
    """Says that a name leads inside; which number it was stays untold."""
    why = inside(place) or "nobody"
    fix = ALLOW_FIX if why in ("this_machine", "own_network") else _NEVER_FIX
    raise OutwardRefused("INSIDE", _LEADS.fill(host=host, place=_PLACES[why]), where=host, fix=fix)


def connected(host: str, port: int, allowed: Allowed, deadline: Deadline) -> socket.socket:
    """A connection to one of the numbers that were judged; no name is looked up a second time."""
    why = "refused"
    for place in judged(host, port, allowed, deadline):
        family = socket.AF_INET6 if place.version == 6 else socket.AF_INET
        link = socket.socket(family, socket.SOCK_STREAM)
        link.settimeout(deadline.left)
        try:
            link.connect((str(place), port))
        except OSError as failed:
            link.close()
            why = "timeout" if isinstance(failed, TimeoutError) else "refused"
        else:
            link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return link
    raise NotReached(why)


def check_host(host: str, port: int, allowed: Allowed, *, seconds: float = 5.0) -> tuple[str, list[Place]]:
    """A machine that is not asked by us (a database, a mail server): its name in one spelling, its numbers judged.

    A name that nobody knows has no numbers; who connects finds that out.
    """
    name = read_host(f"[{host}]" if ":" in host and not host.startswith("[") else host)
    try:
        return name, judged(name, port, allowed, Deadline.in_seconds(seconds))
    except NotReached:
        return name, []


def check_url(url: str, allowed: Allowed, *, seconds: float = 5.0) -> Target:
    """An address of the web that may be asked, as far as one knows now; nobody is asked but the name server."""
    target = read_target(url, allowed)
    check_host(target.host, target.port, allowed, seconds=seconds)
    return target


def _looked_up(host: str, port: int, deadline: Deadline) -> list[Place]:
    """Every number of a name, once; a name server that doesn't answer costs no more than the time there is."""
    try:
        return [ip_address(host)]
    except ValueError:
        pass
    found = _in_time(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), deadline)
    return list(dict.fromkeys(ip_address(str(one[4][0]).partition("%")[0]) for one in found))


def _in_time(question: Callable[[], T], deadline: Deadline) -> T:
    answers: queue.SimpleQueue[T | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(question())
        except (OSError, UnicodeError) as failed:
            answers.put(failed)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answer = answers.get(timeout=deadline.left)
    except queue.Empty:
        raise NotReached("timeout") from None
    if isinstance(answer, OSError | UnicodeError):
        raise NotReached("dns") from None
    return answer
