"""Which tests go to one process of a run, because they share what is started or built once, and which go first."""

from __future__ import annotations

import re

from xdist.scheduler.loadgroup import LoadGroupScheduling
from xdist.workermanage import WorkerController

ENGINE = re.compile(r"[\[-](postgres|local\[2\]|spark://|sc://)[\]-]")
FILES = {"test_plan.py": "local[2]", "test_elsewhere.py": "elsewhere"}
ALONE = ("tests/test_docs.py", "tests/fenji/cli/test_demo.py", "tests/fenji/intake/sources/test_secrets.py")
"""Files of long tests that share nothing: each test goes to whichever process is free."""
FIRST = (
    # the longest first, so that none of them is waited for at the end; a file that is missing here costs seconds
    "elsewhere", "local[2]", "tests/fenji_web/config/test_postgres.py", "tests/browser/test_ten_minutes.py",
    "tests/browser/test_every_page.py", "tests/properties/", "tests/fenji_web/serving/", "sc://", "spark://",
    "postgres", "tests/test_docs.py", "tests/fenji/cli/test_demo.py", "tests/browser/", "tests/fenji/cli/",
    "tests/fenji/workspace/", "tests/fenji_web/data/", "tests/fenji/charts/test_draw.py", "tests/fenji/pictures/",
    "tests/fenji_web/schemes/", "tests/fenji/ink/test_fonts.py", "tests/fenji/intake/", "tests/fenji/workbook/",
    "tests/bad_inputs/", "tests/golden/", "tests/fenji/reporting/", "tests/fenji_web/",
)  # fmt: skip


class ByEngine(LoadGroupScheduling):
    """Tests of one engine, or of one file, to one process; the longest are begun first.

    Marks (`xdist_group`) would say the same, but pytest 9.2 keeps the names that xdist 3.8 writes them into to itself.
    """

    def _split_scope(self, nodeid: str) -> str:
        return shared(nodeid)

    def _assign_work_unit(self, node: WorkerController) -> None:
        self.workqueue.move_to_end(min(self.workqueue, key=turn), last=False)
        super()._assign_work_unit(node)


def shared(nodeid: str) -> str:
    """The engine a test needs by its name, else its file; its own name where its file's tests share nothing.

    >>> shared("tests/engines/test_same_grades.py::test_x[local[2]-tricky-value]")
    'local[2]'
    >>> shared("tests/browser/test_runs.py::test_x"), shared("tests/test_docs.py::test_x[README.md]")
    ('tests/browser/test_runs.py', 'tests/test_docs.py::test_x[README.md]')
    """
    path, _, name = nodeid.partition("::")
    if path in ALONE:
        return nodeid
    if not path.startswith("tests/engines/"):
        return path
    found = ENGINE.search(name)
    return FILES.get(path.rsplit("/", 1)[1]) or (found[1] if found else path)


def turn(scope: str) -> int:
    """When the work on a scope begins.

    >>> turn("elsewhere") < turn("tests/browser/test_runs.py") < turn("tests/architecture/test_house.py")
    True
    """
    return next((place for place, start in enumerate(FIRST) if scope.startswith(start)), len(FIRST))
