"""Which tests a mutant is shown to: those that ran its statement when all was well, the quick ones first."""

from __future__ import annotations

import functools
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import coverage
import pytest

from tests.mutation.mutants import Mutant

QUICK_SECONDS, LONG_SECONDS = 0.2, 1.0


@dataclass
class Chosen:
    """The tests by the lines they ran, and the processor seconds each took."""

    seconds: dict[str, float]
    ran: dict[str, dict[int, set[str]]]
    rooms: dict[str, set[str]] = field(default_factory=dict)

    def tests_for(self, mutant: Mutant) -> dict[str, float]:
        """The tests that may notice with their seconds, each file's together, the quick ones first.

        What runs when a module is imported (tables, fields, defaults) belongs to no test: there all tests of the
        package and all that ran any line of the file are asked, but for those that take longer than a second.
        """
        lines = self.ran.get(mutant.file, {})
        found = lines.get(mutant.line, set()) | lines.get(mutant.statement, set())
        if not found or "" in found:
            every = set().union(self.rooms.get(Path(mutant.file).parent.name, set()), *lines.values()) - {""}
            found = {test for test in every if self.seconds[test] < LONG_SECONDS}
        total: dict[str, float] = defaultdict(float)
        for test in found:
            total[_file(test)] += self.seconds[test]
        slow = {test: self.seconds[test] >= QUICK_SECONDS for test in found}
        order = sorted(found, key=lambda test: (slow[test], total[_file(test)], _file(test), self.seconds[test]))
        return {test: self.seconds[test] for test in order}


def watch(folder: Path, tests: list[str], packages: list[str]) -> Chosen:
    """Runs all tests once and notes who ran what. A test that fails without any mutant ends it."""
    measured = coverage.Coverage(data_file=None, source=[str(folder / "src" / "fenji" / name) for name in packages])
    measured.start()
    watcher = _Watcher(measured, time.process_time)
    arguments = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov",
                 "-W", "ignore::pytest.PytestAssertRewriteWarning", *tests]  # fmt: skip
    code = pytest.main(arguments, plugins=[watcher])
    measured.stop()
    if code != pytest.ExitCode.OK:
        raise SystemExit("the tests are to pass before a mutant is shown to them")
    seen, ran = measured.get_data(), {}
    for file in seen.measured_files():
        name = Path(file).relative_to(folder).as_posix()
        ran[name] = {line: watcher.spread(names) for line, names in seen.contexts_by_lineno(file).items()}
    rooms: dict[str, set[str]] = defaultdict(set)
    for test in watcher.seconds:
        rooms[Path(_file(test)).parent.name].add(test)
    return Chosen(watcher.seconds, ran, dict(rooms))


class _Watcher:
    """Tells coverage which test runs; what is kept from test to test (`@cache`) is forgotten after each."""

    def __init__(self, measured: coverage.Coverage, clock: Any) -> None:
        self.measured, self.clock = measured, clock
        self.seconds: dict[str, float] = {}
        self.since = 0.0

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        since = self.clock()
        answer = yield
        self.seconds[item.nodeid] = self.clock() - since
        self.measured.switch_context("")
        _forget()
        return answer

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self.measured.switch_context(f"{item.nodeid}|setup")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        self.measured.switch_context(item.nodeid)

    def spread(self, contexts: list[str]) -> set[str]:
        """What a fixture ran counts for every test of its file: it is made once for all of them."""
        found = {name for name in contexts if not name.endswith("|setup")}
        files = {_file(name) for name in contexts if name.endswith("|setup")}
        return found | {test for test in self.seconds if _file(test) in files}


def _forget() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("fenji"):
            for value in list(vars(module).values()):
                if isinstance(value, functools._lru_cache_wrapper):
                    value.cache_clear()


def _file(test: str) -> str:
    return test.split("::", maxsplit=1)[0]
