"""Changes after which nothing that can be seen is different: file, what stood there, what stands there, and why."""

from __future__ import annotations

EQUIVALENT: dict[tuple[str, str, str], str] = {}
