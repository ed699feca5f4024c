"""Web pages asked with care: one host, valid TLS, waits when told to, JSON taken exactly, and nothing else taken."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import urlsplit

import requests
from requests.exceptions import SSLError

from fenji.errors import FileRefused, OutwardRefused
from fenji.intake.sources.address import is_here
from fenji.intake.sources.refusals import (
    DENIED,
    NOT_DATA,
    REDIRECTED,
    REPEATS,
    TOO_BUSY,
    UNSAFE,
    denied,
    refused,
    unreachable,
)
from fenji.intake.sources.secrets import Secret, without_secrets
from fenji.language import Text
from fenji.outward.allowed import Allowed
from fenji.outward.asking import retry_after
from fenji.outward.session import guard

TIMEOUT = (15, 120)  # seconds to connect, and between two pieces of an answer
MAX_PAGE = 64 * 1024 * 1024
_RETRIES = 3
_BUSY = (429, 503)


class Digits(str):
    """A decimal number of a JSON page, every digit as it was written."""

    __slots__ = ()


@dataclass(frozen=True)
class Credentials:
    """What is sent along with every request to the source's own host, and to no other."""

    token: Secret | None = None
    headers: Mapping[str, Secret] = field(default_factory=dict)
    params: Mapping[str, Secret] = field(default_factory=dict)

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """Every value that must not be shown."""
        token = (self.token,) if self.token else ()
        return (*token, *self.headers.values(), *self.params.values())


class CarefulSession(requests.Session):
    """The session the pages are asked by. Every refusal here has a code and leaves nothing half done."""

    def __init__(
        self,
        base_url: str,
        *,
        where: str,
        credentials: Credentials,
        wait_seconds: float,
        max_pages: int,
        allowed: Allowed,
    ) -> None:
        super().__init__()
        guard(self, allowed, seconds=TIMEOUT[0], most_bytes=None)
        self.max_redirects = 1  # none is followed: they are told apart by where they lead
        self.auth = lambda request: request  # nothing from ~/.netrc
        self._base, self._where, self._credentials = base_url, where, credentials
        self._patience, self._left = wait_seconds, max_pages
        self._asked: set[tuple[str, str, bytes]] = set()
        self._refuse_plain_text()

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """One answer: HTTP errors, redirects to elsewhere, pages asked twice and answers that are no data refuse."""
        self._check_place(request.url or "")
        self._check_loop(request)
        failures = 0
        while True:
            answer = self._send_once(request, options)
            if answer.status_code in _BUSY:
                self._wait(answer, failures)
            elif answer.status_code < 500 or failures >= _RETRIES:
                return self._checked(answer)
            else:
                time.sleep(min(2.0**failures, 10))
            failures += 1

    def _send_once(self, request: requests.PreparedRequest, options: Mapping[str, Any]) -> requests.Response:
        sent = request.copy()
        for name, secret in self._credentials.headers.items():
            sent.headers[name] = secret.reveal()
        if self._credentials.token:
            sent.headers["Authorization"] = f"Bearer {self._credentials.token.reveal()}"
        if self._credentials.params:
            sent.prepare_url(
                sent.url or "", {name: secret.reveal() for name, secret in self._credentials.params.items()}
            )
        given = {**options, "timeout": TIMEOUT, "verify": options.get("verify") or True, "allow_redirects": False}
        code, words = "", ""
        try:
            return super().send(sent, **{**given, "stream": False})
        except OutwardRefused as inside:
            raise refused(UNSAFE, inside.problem, where=self._where, fix=inside.fix) from None
        except SSLError as error:
            code, words = "tls", str(error)
        except requests.RequestException as error:
            code, words = "lost", str(error)
        words = self._covered(words)
        if code == "tls":
            problem = Text("its certificate is not valid: {detail}", "证书无效：{detail}").fill(detail=words)
            fix = Text("Nothing was written. Have the certificate renewed.", "没有写入任何数据。请更新服务器证书。")
            raise refused(UNSAFE, problem, where=self._where, fix=fix)
        raise unreachable(self._where, words)

    def _checked(self, answer: requests.Response) -> requests.Response:
        status = answer.status_code
        if 300 <= status < 400:
            self._refuse_redirect(answer)
        if status in (401, 403):
            raise denied(self._where, f"HTTP {status}")
        if status >= 400:
            raise unreachable(self._where, f"HTTP {status}") if status >= 500 else _not_found(self._where, status)
        if len(answer.content) > MAX_PAGE:
            raise not_data(self._where, Text("a page is too large", "单页过大"))
        page = exact_json(answer.content, where=self._where)
        answer.json = lambda **_: page  # type: ignore[method-assign]
        return answer

    def _check_place(self, url: str) -> None:
        base, asked = urlsplit(self._base), urlsplit(url)
        if (base.scheme, base.hostname, base.port) != (asked.scheme, asked.hostname, asked.port):
            self._refuse_elsewhere(asked.hostname or "?")

    def _refuse_redirect(self, answer: requests.Response) -> NoReturn:
        target = urlsplit(answer.headers.get("Location", "")).hostname or "?"
        self._refuse_elsewhere(target)

    def _refuse_elsewhere(self, host: str) -> NoReturn:
        problem = Text("it sends us to another place: {host}", "被转到了另一个地址：{host}").fill(host=host)
        fix = Text(
            "Nothing was written, no credential was sent there. Write the right address into the source.",
            "没有写入任何数据，也没有把凭据发往该地址。请在数据源中写明正确地址。",
        )
        raise refused(REDIRECTED, problem, where=self._where, fix=fix)

    def _check_loop(self, request: requests.PreparedRequest) -> None:
        body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
        asked = (request.method or "", request.url or "", body)
        self._left -= 1
        if asked in self._asked or self._left < 0:
            raise repeats(self._where)
        self._asked.add(asked)

    def _wait(self, answer: requests.Response, failures: int) -> None:
        seconds = retry_after(answer.headers.get("Retry-After"), otherwise=2.0**failures)
        self._patience -= seconds
        if self._patience < 0 or failures > 50:
            problem = Text("it asks us to wait too long", "对方要求等待的时间过长")
            fix = Text("Nothing was written. Run it again later.", "没有写入任何数据。请稍后重新执行。")
            raise refused(TOO_BUSY, problem, where=self._where, fix=fix)
        time.sleep(seconds)

    def _refuse_plain_text(self) -> None:
        base = urlsplit(self._base)
        if base.scheme == "http" and self._credentials.secrets and not is_here(base.hostname or ""):
            problem = Text("credentials would travel unencrypted", "凭据将以明文传输")
            raise refused(UNSAFE, problem, where=self._where, fix=Text("Use https://.", "请使用 https://。"))

    def _covered(self, words: str) -> str:
        return without_secrets(words, self._credentials.secrets)


def exact_json(content: bytes, *, where: str) -> Any:
    """A JSON page as it was written: decimals keep their digits as text; NaN, double keys and HTML are refused.

    >>> exact_json(b'{"amount": 1.10}', where="shop")
    {'amount': '1.10'}
    """
    head = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<!doctype", b"<html", b"<")):
        raise not_data(
            where, Text("a web page came instead of data (a login page?)", "返回的是网页而非数据（登录页?）")
        )
    why = "?"
    try:
        page = json.loads(content, parse_float=Digits, parse_constant=_no_constant, object_pairs_hook=_each_key_once)
        json.dumps(page, ensure_ascii=False).encode()
    except RecursionError:
        why = "nested too deeply"
    except (ValueError, UnicodeError) as error:
        why = str(error).split(":", 1)[0] if isinstance(error, UnicodeError | json.JSONDecodeError) else str(error)
    else:
        return page
    raise not_data(where, Text(f"the answer is no valid JSON ({why})", f"返回的不是有效的 JSON({why})"))


def not_data(where: str, problem: Text) -> FileRefused:
    """What came is not the data that was asked for."""
    fix = Text(
        "Nothing was written. Check the address, the path and the credentials.",
        "没有写入任何数据。请检查地址、路径和凭据。",
    )
    return refused(NOT_DATA, problem, where=where, fix=fix)


def repeats(where: str) -> FileRefused:
    """The source goes round in a circle."""
    problem = Text("the source gives the same page again and again", "数据源反复返回同一页")
    fix = Text(
        "Nothing was written. Check the paginator of the source: its page, offset or cursor parameter.",
        "没有写入任何数据。请检查数据源的分页设置（页码、偏移或游标参数）。",
    )
    return refused(REPEATS, problem, where=where, fix=fix)


def _not_found(where: str, status: int) -> FileRefused:
    return refused(
        DENIED,
        Text(f"the source answered HTTP {status}", f"数据源返回 HTTP {status}"),
        where=where,
        fix=Text("Nothing was written. Check path and parameters.", "没有写入任何数据。请检查路径和参数。"),
    )


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found
