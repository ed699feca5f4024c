"""Many people, much data."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_WEB = "tests/fenji_web"

PROOFS: tuple[Proof, ...] = (
    Proof(
        99,
        "people are answered without an error while gradings run; whole: 30 people, 1 M customers, an import",
        ("tests/bar/test_load.py::test_people_are_answered_without_an_error_while_a_grading_and_an_import_run",),
        Twin(
            "src/fenji_web/serving/serve.py",
            'beside = [] if is_alone else [[sys.executable, "-m", "fenji_web.serving.worker_process"]]',
            "beside: list[list[str]] = []",
        ),
        "fifteen minutes, an export of 100,000 rows, twice the time of a job alone; four people with every change",
    ),
    Proof(
        102,
        "pages stay within 60 ms of processor time each; whole: lists and customers among 1 M",
        ("tests/bar/test_load.py::test_pages_stay_within_their_processor_time",),
        Twin(
            "src/fenji_web/customers/queries.py",
            "def page(of: Readable, view: View, *, hits: Hits = None, size: int = PAGE) -> Page:\n",
            "def page(of: Readable, view: View, *, hits: Hits = None, size: int = PAGE) -> Page:\n"
            "    sum(number * number for number in range(20_000_000))\n",
        ),
        "the interface for programs; a comparison with the release before; with every change 600 ms are allowed",
    ),
    Proof(
        103,
        "more rows are no more questions to the database, and no page asks more than 15",
        (f"{_WEB}/test_weight.py",),
        Twin("src/fenji_web/customers/queries.py", "PAGE = 50\n", "PAGE = 500\n"),
        "one customer's page asks 27, the panel beside it 21",
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
