"""One request to one address: no redirect, no proxy, five seconds, 64 KB, and what the body says is nobody's news."""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from fenji.outward.allowed import Allowed
from fenji.outward.connecting import Deadline, NotReached, connected
from fenji.outward.target import Target, read_target

SECONDS = 5.0
MOST_BYTES = 64 * 1024


@dataclass(frozen=True)
class Reply:
    """What came back: a status, or a short word for why none did (dns, refused, timeout, tls, lost, large).

    `body` is for our own reading of a robot's answer or a token; it is shown to nobody and kept nowhere.
    """

    status: int | None
    failure: str = ""
    retry_after: str | None = None
    body: bytes = field(default=b"", repr=False)

    @property
    def is_good(self) -> bool:
        """Whether it was taken."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def said(self) -> str:
        """Status or failure, as the log keeps it."""
        return self.failure or str(self.status)


def ask(
    url: str,
    *,
    allowed: Allowed,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
) -> Reply:
    """POSTs a body, or GETs without one. An address that may not be asked raises OutwardRefused; all else is an answer.

    The whole exchange, from the name server to the last byte, has `seconds`; an answer beyond 64 KB is cut off and
    counts as one that never came.
    """
    target = read_target(url, allowed)
    deadline = Deadline.in_seconds(seconds)
    try:
        link = connected(target.host, target.port, allowed, deadline)
    except NotReached as failed:
        return Reply(None, failed.why)
    with _cut_off(link, deadline) as watched:
        try:
            return _exchanged(watched, target, body, dict(headers or {}), deadline)
        except ssl.SSLError:
            return Reply(None, "timeout" if watched.is_cut else "tls")
        except (OSError, http.client.HTTPException, NotReached) as failed:
            return Reply(None, "timeout" if watched.is_cut or _is_late(failed) else "lost")


class _cut_off:  # noqa: N801 - reads as what the block is
    """Ends the exchange at its deadline, however slowly the other side drips."""

    def __init__(self, link: socket.socket, deadline: Deadline) -> None:
        self.link, self.is_cut = link, False
        self._timer = threading.Timer(max(deadline.left, 0.001), self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _cut_off:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        self.link.close()

    def _cut(self) -> None:
        self.is_cut = True
        with contextlib.suppress(OSError):  # it may have ended by itself
            socket.socket.shutdown(self.link, socket.SHUT_RDWR)


def _exchanged(
    watched: _cut_off, target: Target, body: bytes | None, headers: dict[str, str], deadline: Deadline
) -> Reply:
    watched.link.settimeout(deadline.left)
    if target.is_encrypted:
        secured = ssl.create_default_context().wrap_socket(
            watched.link, server_hostname=target.host, do_handshake_on_connect=False
        )
        watched.link = secured
        secured.do_handshake()
    line = http.client.HTTPConnection(target.host, target.port)
    line.sock = watched.link
    method = "GET" if body is None else "POST"
    line.putrequest(method, target.rest, skip_host=True, skip_accept_encoding=True)
    sent = {"Host": target.host_line, "User-Agent": "fenji", "Accept-Encoding": "identity", "Connection": "close"}
    sent |= headers | ({} if body is None else {"Content-Length": str(len(body))})
    for name, value in sent.items():
        line.putheader(name, value)
    line.endheaders(body)
    answer = line.getresponse()
    read = answer.read(MOST_BYTES + 1)
    if len(read) > MOST_BYTES:
        return Reply(None, "large")
    if watched.is_cut:
        return Reply(None, "timeout")
    return Reply(answer.status, "", answer.getheader("Retry-After"), read)


def _is_late(failed: Exception) -> bool:
    return isinstance(failed, TimeoutError) or (isinstance(failed, NotReached) and failed.why == "timeout")


def retry_after(value: str | None, *, otherwise: float) -> float:
    """The seconds a server asks us to wait: a number, or a date.

    >>> retry_after("7", otherwise=1.0), retry_after(None, otherwise=1.0), retry_after("soon", otherwise=1.0)
    (7.0, 1.0, 1.0)
    """
    if value is None:
        return otherwise
    try:
        return max(float(int(value)), 0.0)
    except ValueError:
        pass
    try:
        return max((parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return otherwise
