"""Many people, much data."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_WEB = "tests/fenji_web"

PROOFS: tuple[Proof, ...] = (
    Proof(
        103,
        "more rows are no more questions to the database",
        (f"{_WEB}/test_weight.py",),
        Twin("src/fenji_web/customers/queries.py", "PAGE = 50\n", "PAGE = 500\n"),
    ),
    Proof(
        106,
        "people take turns however much one of them asks, and one job runs at a time",
        (f"{_WEB}/runs/test_jobs.py",),
        Twin("src/fenji_web/runs/services.py", "(_stamp(last_turn.get(one.created_by_id)), ", "("),
    ),
)
