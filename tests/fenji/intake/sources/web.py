"""A real web service on the loopback: pages of orders, and every way it may misbehave."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Reply = tuple[int, dict[str, str], bytes]


class Service:
    """Answers by `reply(path, parameters, headers)`; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.reply: Callable[[str, dict[str, str], dict[str, str]], Reply] = lambda *_: page([])
        self.url = ""


def page(rows: list[dict[str, Any]], **more: Any) -> Reply:
    return 200, {"Content-Type": "application/json"}, json.dumps({"data": rows, **more}, ensure_ascii=False).encode()


@contextmanager
def service() -> Iterator[Service]:
    made = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            parameters = {name: values[0] for name, values in parse_qs(parts.query).items()}
            asked = (parts.path, parameters, dict(self.headers))
            made.asked.append(asked)
            status, headers, body = made.reply(*asked)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": headers.get("Content-Length", str(len(body)))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}/api/"
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
