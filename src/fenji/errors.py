"""Every error a person can meet: problem, where, fix.

The tree (a test compares it with the classes and the docs):

    FenjiError
    ├── SchemeError            the standard as written cannot be used
    │   ├── UnknownName        a metric, scorer, rule, chart or command that does not exist
    │   └── SchemeIssues       all mistakes of one scheme at once
    ├── IntakeError            raw data cannot become canonical tables
    │   ├── FileRefused        the file as a whole cannot be taken
    │   └── MappingError       columns cannot be matched
    ├── LakeError              data at rest cannot be read or written
    │   ├── LakeDamaged        a file is missing or its hash differs
    │   ├── LakeBusy           someone else holds the write lock
    │   └── DiskFull           no space left; nothing was changed
    ├── WorkspaceError         the folder is no workspace, or what was asked for is not in it
    │   ├── UnknownCustomer    no customer with that id
    │   └── NothingToGrade     no orders, or none before the as-of date
    ├── EngineError            a query could not be finished
    ├── OutwardRefused         an address that fenji does not ask
    ├── DrawError              a chart, picture, icon or workbook cannot be made honestly
    └── Cancelled              a person stopped the work; nothing was changed
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

from fenji.language import Language, Text, same


class FenjiError(Exception):
    """Something a person can act on: what is wrong, where, and what to do.

    >>> problem, fix = Text("the file is empty", "文件是空的"), Text("Choose another.", "请换一个。")
    >>> error = FenjiError(problem, where="a.csv", fix=fix)
    >>> error.say("zh")
    'a.csv: 文件是空的。请换一个。'
    >>> str(error)
    'a.csv: the file is empty. Choose another.'
    """

    def __init__(self, problem: Text | str, *, where: str, fix: Text | str) -> None:
        self.problem = same(problem) if isinstance(problem, str) else problem
        self.where = where
        self.fix = same(fix) if isinstance(fix, str) else fix
        super().__init__(self.say("en"))

    def say(self, lang: Language) -> str:
        """Problem, where and fix on one line, in one language."""
        stop = "。" if lang == "zh" else ". "
        problem = self.problem.say(lang).rstrip("。.")
        return f"{self.where}: {problem}{stop}{self.fix.say(lang)}".rstrip()


@dataclass(frozen=True)
class Issue:
    """One mistake in what people wrote, with its place: collected, never thrown one by one."""

    level: Literal["error", "warning", "note"]
    where: str
    problem: Text
    fix: Text
    code: str = ""

    def say(self, lang: Language) -> str:
        """One line: place, problem, fix."""
        stop = "。" if lang == "zh" else ". "
        return f"{self.where}: {self.problem.say(lang).rstrip('。.')}{stop}{self.fix.say(lang)}".rstrip()


class SchemeError(FenjiError):
    """The grading standard as written cannot be used."""


class UnknownName(SchemeError):
    """The name of a metric, scorer, rule, chart or command that does not exist."""

    def __init__(self, kind: Text, name: str, *, known: Iterable[str], where: str) -> None:
        names = sorted(known)
        guess = get_close_matches(name, names, n=1)
        every = ", ".join(names)
        fix = (
            Text(f"Did you mean '{guess[0]}'?", f"是不是“{guess[0]}”？")
            if guess
            else Text(f"Choose one of: {every}.", f"可选：{every}。")
        )
        self.name = name
        problem = Text(f"there is no {kind.en} called '{name}'", f"没有名为“{name}”的{kind.zh}")
        super().__init__(problem, where=where, fix=fix)


_SCHEME = Text("the scheme", "分级标准")


class SchemeIssues(SchemeError):
    """All mistakes of one scheme (or `of` what else people wrote) at once, in the order of its lines."""

    def __init__(self, where: str, issues: Sequence[Issue], *, of: Text = _SCHEME) -> None:
        self.issues = tuple(issues)
        errors = [issue for issue in issues if issue.level == "error"]
        listed = Text(
            "".join(f"\n  {issue.say('en')}" for issue in errors),
            "".join(f"\n  {issue.say('zh')}" for issue in errors),
        )
        problem = Text(f"{of.en} has {len(errors)} mistake(s)", f"{of.zh}有 {len(errors)} 处错误")
        fix = Text("Mend them and try again:{list}", "请改正后重试：{list}").fill(list=listed)
        super().__init__(problem, where=where, fix=fix)


class IntakeError(FenjiError):
    """Raw data cannot become canonical tables."""


class FileRefused(IntakeError):
    """The file as a whole cannot be taken; `code` is stable, for machines."""

    def __init__(self, code: str, problem: Text | str, *, where: str, fix: Text | str) -> None:
        self.code = code
        super().__init__(problem, where=where, fix=fix)


class MappingError(IntakeError):
    """Columns of the file cannot be matched with the columns of a canonical table."""


class LakeError(FenjiError):
    """Data at rest cannot be read or written."""


class LakeDamaged(LakeError):
    """A file of the lake is missing, or differs from what was written."""


class LakeBusy(LakeError):
    """Someone else is writing into this workspace."""


class DiskFull(LakeError):
    """No space left on the disk; nothing was changed."""


class WorkspaceError(FenjiError):
    """The folder is no workspace, or what was asked for is not in it."""


class UnknownCustomer(WorkspaceError):
    """No customer with that id in this workspace."""


class NothingToGrade(WorkspaceError):
    """There are no orders, or none before the as-of date."""


class EngineError(FenjiError):
    """A query could not be finished."""


class OutwardRefused(FenjiError):
    """An address that fenji does not ask: not written as it should be, or inside a network; `code` is stable."""

    def __init__(self, code: str, problem: Text | str, *, where: str, fix: Text | str) -> None:
        self.code = code
        super().__init__(problem, where=where, fix=fix)


class DrawError(FenjiError):
    """A chart, picture, icon or workbook cannot be made honestly."""


class Cancelled(FenjiError):
    """A person stopped the work; nothing was changed."""
