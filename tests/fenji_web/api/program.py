"""A program as tests write it: what it asks, with its key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.test import Client


@dataclass(frozen=True)
class Program:
    """Calls below /api/v1/ with a key and a language."""

    client: Client
    key: Any
    token: str
    lang: str = "en"

    def get(self, path: str, **more: Any) -> Any:
        """The answer to a question."""
        return self.ask("GET", path, **more)

    def post(self, path: str, body: Any = None, **more: Any) -> Any:
        """The answer to a call that changes something; `body` is JSON."""
        return self.ask("POST", path, body=body, **more)

    def ask(
        self, method: str, path: str, *, body: Any = None, headers: dict[str, str] | None = None,
        query: Any = None, content_type: str = "application/json", **more: Any,
    ) -> Any:  # fmt: skip
        """Any call."""
        import json

        sent = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        said = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.lang, **(headers or {})}
        return self.client.generic(
            method, f"/api/v1/{path}", sent, content_type, headers=said, query_params=query, **more
        )
