"""One mutant before its tests: a process of its own, the heavy libraries already there, the changed module imported."""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Literal

import pytest

from tests.mutation.mutants import Mutant, mutated

Verdict = Literal["killed", "survived", "timed out"]
ARGUMENTS = (
    *("-x", "-q", "--assert=plain", "--no-header", "--no-summary", "--tb=no", "-p", "no:cacheprovider"),
    *("-p", "no:xdist", "-p", "no:cov", "-W", "ignore::pytest.PytestAssertRewriteWarning"),
)
PLENTY_SECONDS, PLENTY_BYTES = 5, 8 * 1024**3
TOO_LONG = (signal.SIGPROF, signal.SIGXCPU, signal.SIGKILL)


def warm_up() -> None:
    """Imports what every trial needs and no mutant changes."""
    import duckdb  # noqa: F401
    import ibis.backends.duckdb  # noqa: F401
    import pyarrow  # noqa: F401
    import pydantic  # noqa: F401
    import yaml  # noqa: F401
    from hypothesis import Phase, settings

    settings.register_profile("mutation", phases=(Phase.explicit, Phase.generate), derandomize=True, database=None)
    settings.load_profile("mutation")
    gc.collect()
    gc.freeze()
    assert not [name for name in sys.modules if name.split(".")[0] == "fenji"], "fenji is imported by each trial anew"


def try_out(mutant: Mutant, folder: Path, tests: Mapping[str, float]) -> Verdict:
    """Whether any of the tests, given with the seconds they take, notices.

    A test that takes five times as long and five seconds more, on the processor, has noticed too.
    """
    limit = int(10 * PLENTY_SECONDS + 5 * sum(tests.values()))
    child = os.fork()
    if child == 0:
        _be_tried(mutant, folder, tests, limit)
    until = time.monotonic() + 10 * limit
    while time.monotonic() < until:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return _verdict(status)
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timed out"


def _verdict(status: int) -> Verdict:
    if os.WIFSIGNALED(status):
        return "timed out" if os.WTERMSIG(status) in TOO_LONG else "killed"
    return "survived" if os.WEXITSTATUS(status) == 0 else "killed"


def _be_tried(mutant: Mutant, folder: Path, tests: Mapping[str, float], limit: int) -> None:
    """In the child: never returns."""
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
        resource.setrlimit(resource.RLIMIT_AS, (PLENTY_BYTES, PLENTY_BYTES))
        silence = os.open(os.devnull, os.O_RDWR)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        sys.meta_path.insert(0, _Changed(mutant, folder))
        files = list(dict.fromkeys(test.split("::", maxsplit=1)[0] for test in tests))
        arguments = [*ARGUMENTS, *files]
        code = int(pytest.main(arguments, plugins=[_Only(tests)]))
    except BaseException:  # noqa: BLE001 - whatever a mutant does, it is noticed
        code = 1
    finally:
        os._exit(code)


class _Only:
    """Keeps the chosen tests, in their order, and ends the process where one takes too long."""

    def __init__(self, tests: Mapping[str, float]) -> None:
        self.rank = {test: rank for rank, test in enumerate(tests)}
        self.seconds = tests

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logstart(self, nodeid: str) -> None:
        signal.setitimer(signal.ITIMER_PROF, PLENTY_SECONDS + 5 * self.seconds.get(nodeid, 0))

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted((item for item in items if item.nodeid in self.rank), key=lambda one: self.rank[one.nodeid])

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        os._exit(int(exitstatus))  # nothing to tidy up for


class _Changed(importlib.abc.MetaPathFinder):
    """Finds the one module that is changed; every other is left to Python."""

    def __init__(self, mutant: Mutant, folder: Path) -> None:
        path = folder / mutant.file
        parts = list(path.relative_to(folder / "src").with_suffix("").parts)
        self.name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self.path, self.mutant = path, mutant

    def find_spec(self, fullname: str, path: Any = None, target: ModuleType | None = None) -> Any:
        if fullname != self.name:
            return None
        loader = _Loader(fullname, self.path, self.mutant)
        return importlib.util.spec_from_file_location(fullname, self.path, loader=loader)


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, fullname: str, path: Path, mutant: Mutant) -> None:
        super().__init__(fullname, str(path))
        self.mutant = mutant

    def get_code(self, fullname: str) -> CodeType:
        tree = mutated(Path(self.path).read_text("utf-8"), self.mutant.number)
        return compile(tree, self.path, "exec")
