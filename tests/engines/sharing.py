"""Which tests share an engine, or a served shop, and so go to one process, which starts it once."""

from __future__ import annotations

import re

from xdist.scheduler.loadgroup import LoadGroupScheduling

ENGINE = re.compile(r"[\[-](postgres|local\[2\]|spark://|sc://)[\]-]")
SERVED = ("tests/browser/", "tests/fenji_web/serving/")
FILES = {"test_plan.py": "local[2]", "test_elsewhere.py": "elsewhere"}


class ByEngine(LoadGroupScheduling):
    """Tests of one engine to one process, every other to whichever is free.

    Marks (`xdist_group`) would say the same, but pytest 9.2 keeps the names that xdist 3.8 writes them into to itself.
    """

    def _split_scope(self, nodeid: str) -> str:
        return shared(nodeid) or nodeid


def shared(nodeid: str) -> str | None:
    """The engine a test needs by its name, the file of a test of a served shop; None of others.

    >>> shared("tests/engines/test_same_grades.py::test_x[local[2]-tricky-value]")
    'local[2]'
    >>> shared("tests/browser/test_runs.py::test_x"), shared("tests/fenji/test_pipeline.py::test_x")
    ('tests/browser/test_runs.py', None)
    """
    if nodeid.startswith(SERVED):
        return nodeid.partition("::")[0]
    if not nodeid.startswith("tests/engines/"):
        return None
    path, _, name = nodeid.partition("::")
    found = ENGINE.search(name)
    return FILES.get(path.rsplit("/", 1)[1]) or (found and found[1])
