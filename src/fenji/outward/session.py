"""The same guard under `requests`: whatever asks by such a session reaches judged numbers alone."""

from __future__ import annotations

import os
import socket
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError

from fenji.outward.allowed import Allowed
from fenji.outward.asking import MOST_BYTES
from fenji.outward.connecting import Deadline, NotReached, connected
from fenji.outward.target import read_target

_VOUCHERS = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")


class GuardedAdapter(HTTPAdapter):
    """Reads every address strictly and connects to the number that was judged, under the name that was asked for."""

    def __init__(self, allowed: Allowed, *, seconds: float = 5.0, most_bytes: int | None = MOST_BYTES) -> None:
        self._allowed, self._seconds, self._most = allowed, seconds, most_bytes
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **values: Any) -> None:
        """Pools whose connections look up and judge once."""
        super().init_poolmanager(*args, **values)
        self.poolmanager.pool_classes_by_scheme = _pools(self._allowed, self._seconds)

    def proxy_manager_for(self, *_: Any, **__: Any) -> Any:
        """No proxy: it would look names up by itself."""
        raise requests.exceptions.ProxyError("no proxy is asked")

    def send(self, request: requests.PreparedRequest, *args: Any, **values: Any) -> requests.Response:
        """One request; an address that may not be asked raises OutwardRefused."""
        read_target((request.url or "").partition("#")[0], self._allowed)
        if values.get("verify") is True:
            values["verify"] = next(filter(None, map(os.environ.get, _VOUCHERS)), True)
        given = {**values, "timeout": values.get("timeout") or self._seconds, "proxies": None}
        answer = super().send(request, *args, **given)
        if self._most is not None:
            answer._content = answer.raw.read(self._most + 1, decode_content=True)
            answer._content_consumed = True  # type: ignore[attr-defined]
            if len(answer.content) > self._most:
                raise requests.exceptions.ContentDecodingError("the answer is too large")
        return answer


def guard(
    session: requests.Session, allowed: Allowed, *, seconds: float = 5.0, most_bytes: int | None = MOST_BYTES
) -> requests.Session:
    """Puts a session under guard: nothing from the environment (proxies, .netrc), no redirect, judged numbers alone."""
    session.trust_env = False
    session.max_redirects = 0
    session.proxies = {}
    adapter = GuardedAdapter(allowed, seconds=seconds, most_bytes=most_bytes)
    session.adapters.clear()
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _pools(allowed: Allowed, seconds: float) -> dict[str, type[HTTPConnectionPool]]:
    def reached(line: HTTPConnection) -> socket.socket:
        try:
            link = connected(line.host.strip("[]").rstrip("."), line.port, allowed, Deadline.in_seconds(seconds))
        except NotReached as failed:
            if failed.why == "dns":
                raise NameResolutionError(line.host, line, socket.gaierror("unknown")) from None
            raise NewConnectionError(line, failed.why) from None
        link.settimeout(line.timeout if isinstance(line.timeout, int | float) else None)
        return link

    class Plain(HTTPConnection):
        _new_conn = reached

    class Encrypted(HTTPSConnection):
        _new_conn = reached

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}
