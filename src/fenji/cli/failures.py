"""What went wrong, on stderr: three lines a person can act on, a list of mistakes, or how to report a bug."""

from __future__ import annotations

import errno
import os
import platform
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from typer import BadParameter, TyperException

from fenji.cli.verbatim import lines_verbatim, verbatim
from fenji.errors import Cancelled, DiskFull, DrawError, FenjiError, Issue, SchemeIssues
from fenji.language import Language, Text
from fenji.version import __version__

DONE, BUG, MENDABLE = 0, 1, 2

_PROBLEM, _WHERE, _FIX = Text("problem: ", "问题："), Text("where:   ", "位置："), Text("fix:     ", "办法：")
_LEVELS = {"error": Text("error", "错误"), "warning": Text("warning", "警告"), "note": Text("note", "说明")}
_BUG = Text(
    "fenji has a bug: {kind}: {words}\nNothing you did is wrong. Run the same command with FENJI_DEBUG=1 and report\n"
    "what it prints, with fenji {version} and Python {python}. Remove customer data first.",
    "fenji 程序缺陷：{kind}：{words}\n这不是您的操作问题。请以 FENJI_DEBUG=1 重新执行同一命令，\n"
    "并反馈其输出（fenji {version}，Python {python}）；请先去除其中的客户信息。",
)


def three_lines(error: FenjiError, lang: Language) -> str:
    """Problem, where and fix, each on its line; the mistakes of a scheme follow as a list."""
    if isinstance(error, SchemeIssues):
        fix = Text("Mend these and try again:", "请改正以下各处后重试：").say(lang)
        listed = "\n".join(issue_lines(error.issues, lang))
    else:
        fix, listed = lines_verbatim(error.fix.say(lang)), ""
    lines = [
        _PROBLEM.say(lang) + lines_verbatim(error.problem.say(lang)),
        _WHERE.say(lang) + verbatim(error.where or "-"),
        _FIX.say(lang) + fix,
    ]
    return "\n".join([*lines, listed] if listed else lines)


def issue_lines(issues: Sequence[Issue], lang: Language) -> list[str]:
    """Each mistake on one line: its number, level, place, problem and fix."""
    return [
        f"  {number}. [{_LEVELS[issue.level].say(lang)}] {lines_verbatim(issue.say(lang))}"
        for number, issue in enumerate(issues, start=1)
    ]


def issue_facts(issue: Issue) -> dict[str, object]:
    """One mistake for `--json`, in both languages."""
    words = {"problem": issue.problem, "fix": issue.fix}
    said = {f"{name}_{lang}": getattr(text, lang) for name, text in words.items() for lang in ("zh", "en")}
    return {"level": issue.level, "code": issue.code, "where": issue.where, **said}


def report(error: BaseException, lang: Language, stderr: TextIO) -> int:
    """Says what went wrong and gives the exit code: 2 where a person can act, 1 for a bug."""
    if os.environ.get("FENJI_DEBUG") == "1":
        traceback.print_exception(error, file=stderr)
    if isinstance(error, KeyboardInterrupt):
        error = cancelled()
    if isinstance(error, TyperException):
        error = misused(error)
    if isinstance(error, FenjiError):
        _write(stderr, three_lines(error, lang))
        return MENDABLE
    words = verbatim(error) or "-"
    said = _BUG.fill(kind=type(error).__name__, words=words, version=__version__, python=platform.python_version())
    _write(stderr, said.say(lang))
    return BUG


def cancelled() -> Cancelled:
    """Ctrl-C: the work stopped, and nothing was changed."""
    problem = Text("the work was stopped before it was done", "操作已取消，未执行完")
    fix = Text("Nothing was changed; run it again when you like.", "数据没有任何改动，可随时重新执行。")
    return Cancelled(problem, where="Ctrl-C", fix=fix)


def misused(error: TyperException) -> FenjiError:
    """A command line that cannot be read, as an error of ours."""
    context = getattr(error, "ctx", None)
    line = context.command_path if context is not None else "fenji"
    fix = Text("See `{line} --help`.", "请看 `{line} --help`。").fill(line=line)
    return FenjiError(_misuse(error), where=line, fix=fix)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """What the system says when a file cannot be written becomes an error of ours."""
    try:
        yield
    except OSError as error:
        where = str(error.filename or path)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            problem = Text("no space is left on the disk", "磁盘空间不足")
            fix = Text("Free some space and export again.", "请清理磁盘后重新导出。")
            raise DiskFull(problem, where=where, fix=fix) from error
        problem = Text("the file cannot be written: {why}", "无法写入文件：{why}").fill(why=error.strerror or error)
        fix = Text("Give another place with --out.", "请用 --out 指定其他位置。")
        raise DrawError(problem, where=where, fix=fix) from error


def _misuse(error: TyperException) -> Text:
    kind = type(error).__name__
    option = getattr(error, "option_name", None)
    parameter = getattr(error, "param", None)
    name = "" if parameter is None else (parameter.opts[0] if parameter.opts else parameter.name)
    if kind == "NoSuchOption":
        near = ", ".join(getattr(error, "possibilities", None) or ())
        guess = Text(f" (near: {near})", f"（相近：{near}）") if near else Text("", "")
        return Text("there is no option {name}{near}", "没有选项 {name}{near}").fill(name=option, near=guess)
    if kind == "MissingParameter":
        if parameter is not None and parameter.param_type_name == "argument":
            name = parameter.metavar or name
        return Text("{name} is needed", "缺少 {name}").fill(name=name)
    if kind == "BadOptionUsage":
        return Text("{name} needs a value", "{name} 需要一个值").fill(name=option)
    if isinstance(error, BadParameter):
        return Text("the value of {name} cannot be used", "{name} 的值无法使用").fill(name=name or "?")
    return Text("the command line cannot be read: {words}", "无法识别命令行：{words}").fill(
        words=error.format_message()
    )


def _write(stream: TextIO, words: str) -> None:
    try:
        stream.write(words + "\n")
        stream.flush()
    except BrokenPipeError:
        sys.stderr = None
