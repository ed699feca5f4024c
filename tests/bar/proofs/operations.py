"""Running it."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_WEB = "tests/fenji_web"

PROOFS: tuple[Proof, ...] = (
    Proof(
        107,
        "each fault turns the right need of /readyz red while /healthz says that the process lives",
        (f"{_WEB}/health/test_health.py",),
        Twin("src/fenji_web/health/queries.py", "    return not is_stuck or Job", "    return True or Job"),
        "the age of the last look through all hashes; thirty seconds",
    ),
)
