"""`fenji check`: is everything in the lake as it was written?"""

from __future__ import annotations

from typing import Annotated

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.facts import issue_keys
from fenji.cli.failures import DONE, MENDABLE, issue_facts, issue_lines
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text, say_count

_SOUND = Text(
    "Sound: {files} file{files:s}, {bytes} bytes, each as it was written.",
    "完好：{files} 个文件，{bytes} 字节，与写入时一致。",
)
_DAMAGED = Text("{count} problem(s) in {files} file{files:s}:", "{files} 个文件中有 {count} 处问题：")
_ORPHANS = Text(
    "{count} file(s) left by interrupted work belong to nothing.", "{count} 个文件由中断的操作遗留，不属于任何数据。"
)
_CLEANED = Text("They were removed.", "已清理。")
_PART = Text("{name}: {n} looked at", "{name}：已检查 {n} 项")
_WRONG = Text("{name}: {n} looked at, {count} problem{count:s}", "{name}：已检查 {n} 项，{count} 处问题")
_CLEAN = Text("Remove them with: fenji check --clean", "可清理：fenji check --clean")


@command(
    "check",
    place=120,
    summary=Text("Check catalog, files and hashes of the workspace.", "检查工作区的目录、文件和校验值。"),
    examples=(
        Example("fenji check", Text("exit code 2 and the file's name on damage", "发现损坏时给出文件名，退出码 2")),
        Example(
            "fenji check --all",
            Text("results, lists, originals and the web app's too", "连同结果与网页端"),
        ),
        Example("fenji check --clean", Text("also remove what interrupted work left", "同时清理中断操作遗留的文件")),
    ),
    keys=(
        Key("is_sound", Text("true without a problem of level error", "没有错误级问题时为 true")),
        Key("files", Text("how many files", "文件数")),
        Key("bytes", Text("their size", "总字节数")),
        Key("orphans[]", Text("files that belong to nothing", "不属于任何数据的文件")),
        Key("parts[].key", Text("--all: which part", "--all 时的检查部分")),
        Key("parts[].looked_at", Text("--all: how many things were looked at", "--all 时检查的数量")),
        Key("is_cleaned", Text("true where orphans were removed", "是否已清理遗留文件")),
        *issue_keys("problems[]"),
    ),
)
def check(
    terminal: Terminal,
    *,
    clean: Annotated[
        bool, typer.Option("--clean"), Text("remove files left by interrupted work", "清理中断操作遗留的文件")
    ] = False,
    is_all: Annotated[
        bool,
        typer.Option("--all"),
        Text(
            "also results, lists, originals, what people wrote, the web app's database and log",
            "同时检查评级结果、查询清单、原始文件、人工编写的内容、网页端数据库与操作日志",
        ),
    ] = False,
) -> Answer:
    """Reads every file once; changes nothing but orphans, and those only with --clean."""
    if is_all:
        return _all(terminal, clean=clean)
    report = terminal.workspace.check(clean=clean)
    is_sound = not any(issue.level == "error" for issue in report.problems)

    def show() -> None:
        files = say_count(report.files, terminal.lang)
        if report.problems:
            terminal.write(_DAMAGED.fill(count=len(report.problems), files=files))
            for line in issue_lines(report.problems, terminal.lang):
                terminal.write(line)
        else:
            terminal.write(_SOUND.fill(files=files, bytes=say_count(report.bytes, terminal.lang)))
        if not report.orphans:
            return
        terminal.write(_ORPHANS.fill(count=len(report.orphans)))
        for orphan in report.orphans:
            terminal.write(f"  {verbatim(orphan)}")
        if clean:
            terminal.write(_CLEANED)
        else:
            terminal.hint(_CLEAN)

    facts = {
        "is_sound": is_sound,
        "files": report.files,
        "bytes": report.bytes,
        "orphans": [str(orphan) for orphan in report.orphans],
        "is_cleaned": clean and bool(report.orphans),
        "problems": [issue_facts(issue) for issue in report.problems],
    }
    return Answer(facts, show, exit_code=DONE if is_sound else MENDABLE)


def _all(terminal: Terminal, *, clean: bool) -> Answer:
    """Every part of what the workspace keeps, one line each as it is found."""
    from fenji.workspace.checking import every_part

    if clean:
        terminal.workspace.check(clean=True)
    parts = []
    with terminal.progress() as progress:
        for number, part in enumerate(every_part(terminal.workspace), start=1):
            parts.append(part)
            progress(part.name, 1 - 1 / (number + 1))
    problems = [issue for part in parts for issue in part.problems]
    is_sound = not any(issue.level == "error" for issue in problems)

    def show() -> None:
        for part in parts:
            words = _WRONG if part.problems else _PART
            terminal.write(
                words.fill(name=part.name, n=say_count(part.looked_at, terminal.lang), count=len(part.problems))
            )
            for line in issue_lines(part.problems, terminal.lang):
                terminal.write(line)

    facts = {
        "is_sound": is_sound,
        "parts": [{"key": part.key, "looked_at": part.looked_at} for part in parts],
        "is_cleaned": clean,
        "problems": [issue_facts(issue) for issue in problems],
    }
    return Answer(facts, show, exit_code=DONE if is_sound else MENDABLE)
