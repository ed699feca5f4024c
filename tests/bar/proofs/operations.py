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
    Proof(
        108,
        "while a grading is overdue, at work or failed, pages show the day of their numbers and never a newer one",
        (f"{_WEB}/hostile/test_stale.py", f"{_WEB}/schedules/test_pages.py::test_a_late_job_says_so_among_the_runs"),
        Twin(
            "src/fenji_web/ui/templates/ui/top.html",
            '<span class="nowrap">{% w "ui.as_of" day=run.as_of|day %}</span>',
            "",
        ),
    ),
    Proof(
        109,
        "a worker told to stop finishes its job or takes it back, and a server answers before it ends",
        (
            "tests/bar/test_workers.py::test_a_worker_that_is_told_to_stop_finishes_its_job_or_takes_it_back",
            "tests/bar/test_stopping.py::test_a_request_under_way_is_answered_before_the_server_ends",
        ),
        Twin(
            "src/fenji_web/serving/working.py",
            "signal.signal(signal.SIGTERM, worker.stop)",
            "signal.signal(signal.SIGTERM, signal.SIG_DFL)",
        ),
        "a job put back into the queue: it is said to be interrupted, and asked for again by a person",
    ),
)
