"""A client of fenji's interface, generated from its OpenAPI document by generate.py: do not edit by hand.

    fenji = Fenji("https://fenji.example.com", key="fk_…")
    for customer in fenji.each_customers(tier=["VIP"]):
        print(customer["customer_id"], customer["tier"])

It needs nothing but Python. Amounts and other decimals are texts, exact: make them `Decimal`. A call that is told to
wait (429) waits and asks again; a call that changes something carries an `Idempotency-Key` of its own, so that sending
it again after a broken connection does nothing twice.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NotRequired, TypedDict
from urllib.parse import quote, urlencode


class FenjiProblem(Exception):
    """A call that was not answered as asked; `code` is for programs, `id` stands in the server's log."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        self.status, self.body = status, dict(body)
        self.code, self.id = str(body.get("code", "")), str(body.get("id", ""))
        super().__init__(f"{status} {body.get('title', '')}: {body.get('detail', '')} {body.get('fix', '')}".strip())


# shapes
class Fenji:
    """Calls with one key. `lang` is zh or en; `retries` is how often a call is sent again before it fails."""

    def __init__(
        self, url: str, *, key: str, lang: str = "en", retries: int = 5, timeout: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        self._url, self._key, self._lang = url.rstrip("/"), key, lang
        self._retries, self._timeout, self._sleep = retries, timeout, sleep

    def wait_for(self, job: JobShown, *, at_most: float = 600.0, every: float = 0.5) -> JobShown:
        """The job when it is over, whatever came of it; TimeoutError where it takes longer."""
        until = time.monotonic() + at_most
        while job["state"] in ("waiting", "running"):
            if time.monotonic() > until:
                raise TimeoutError(f"job {job['id']} is still {job['state']}")
            self._sleep(every)
            job = self.get_job(job["id"])
        return job

    # operations
    def _each(self, page: Callable[[str | None], Any]) -> Iterator[Any]:
        cursor: str | None = None
        while True:
            found = page(cursor)
            yield from found["items"]
            cursor = found["next"]
            if cursor is None:
                return

    def _ask(
        self, method: str, path: str, query: Mapping[str, Any], *, body: Any = None, key: str | None = None,
        as_: str = "json",
    ) -> Any:  # fmt: skip
        given = {name: _said(value) for name, value in query.items() if value is not None}
        url = f"{self._url}{path}" + (f"?{urlencode(given, doseq=True)}" if given else "")
        headers = {"Authorization": f"Bearer {self._key}", "Accept-Language": self._lang}
        if method == "POST":
            headers["Idempotency-Key"] = key or str(uuid.uuid4())
        sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        if sent is not None:
            headers["Content-Type"] = "application/octet-stream" if isinstance(body, bytes) else "application/json"
        answer = self._sent(urllib.request.Request(url, sent, headers, method=method))
        return json.loads(answer) if as_ == "json" else answer.decode() if as_ == "text" else answer

    def _sent(self, request: urllib.request.Request) -> bytes:
        for attempt in range(self._retries + 1):
            is_last = attempt == self._retries
            try:
                with urllib.request.urlopen(request, timeout=self._timeout) as answer:
                    found: bytes = answer.read()
                    return found
            except urllib.error.HTTPError as refused:
                wait = refused.headers.get("Retry-After")
                with refused:
                    body = refused.read()
                if wait is None or not wait.isdigit() or is_last:
                    raise FenjiProblem(refused.code, _problem(body)) from None
                self._sleep(float(wait))
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if is_last:
                    raise
                self._sleep(min(2.0**attempt / 4, 8.0))
        raise AssertionError("a call is sent at least once")


def _said(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _quoted(value: object) -> str:
    return quote(str(value), safe="")


def _problem(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {"title": body[:200].decode("utf-8", "replace")}
    return found if isinstance(found, dict) else {}
