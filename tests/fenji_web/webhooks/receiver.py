"""A real server that takes messages as a careful receiver does: it verifies, and acts once for each id."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError


class Receiver:
    """What came: every request, what was refused, how often each id, what it would have acted on."""

    def __init__(self) -> None:
        self.url = ""
        self.secret = ""
        self.status = 204
        self.headers: dict[str, str] = {}
        self.body = b""
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        self.unverified = 0
        self.ids: Counter[str] = Counter()
        self.effects: Counter[str] = Counter()
        self._lock = threading.Lock()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """The status to answer; an id seen before changes nothing."""
        with self._lock:
            self.asked.append((path, headers, body))
            if self.secret:
                try:
                    Webhook(self.secret).verify(body, headers)
                except WebhookVerificationError:
                    self.unverified += 1
                    return 401
            if self.status < 300 and "webhook-id" in headers:
                self.ids[headers["webhook-id"]] += 1
                if self.ids[headers["webhook-id"]] == 1:
                    self._act(json.loads(body))
            return self.status

    def _act(self, said: dict[str, Any]) -> None:
        for one in said["data"].get("customers", [{"event": f"{said['type']} {said['data'].get('run')}"}]):
            self.effects[one["event"]] += 1

    @property
    def said(self) -> list[dict[str, Any]]:
        """The bodies, as they were meant."""
        return [json.loads(body) for _, _, body in self.asked]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """On the loopback, until the block ends."""
    made = Receiver()

    class Taken(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = made.take(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            self.send_response(status)
            for name, value in {**made.headers, "Content-Length": str(len(made.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(made.body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taken)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
