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
        104,
        "a job that a person stops ends within a second and shows nothing new",
        ("tests/bar/test_workers.py::test_a_job_that_a_person_stops_ends_and_shows_nothing_new",),
        Twin(
            "src/fenji_web/serving/working.py",
            "                _signal(child, signal.SIGINT)\n",
            "                pass\n",
        ),
        "a run kept in the moment before the button: its list isn't written, and the ledger has it",
    ),
    Proof(
        106,
        "people take turns however much one of them asks, and one job runs at a time",
        (f"{_WEB}/runs/test_jobs.py",),
        Twin("src/fenji_web/runs/services.py", "(last_turn.get(one.created_by_id) or 0, ", "("),
    ),
)
