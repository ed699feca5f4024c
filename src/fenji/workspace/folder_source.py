"""A folder of the workspace that files are put into: whatever is new there is imported, file by file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.errors import FenjiError, IntakeError, Issue
from fenji.intake.sources.refusals import wrong
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.intake.sources.source import FolderSource
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Any, float], None]
SUFFIXES = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xls", ".xlsm", ".ods", ".json", ".jsonl", ".parquet"})
_PASSING = ("~$", ".")  # what a program that is still writing leaves
TAKING = Text("taking {name}", "导入 {name}")


def folder_of(workspace: Workspace, source: FolderSource) -> Path:
    """Where the files are: a folder inside of the workspace, never elsewhere."""
    home = workspace.folder.resolve()
    place = (home / source.folder).resolve()
    if home not in place.parents:
        raise wrong(source.name, Text("the folder must lie inside the workspace", "文件夹必须位于工作区内"))
    return place


def files_of(workspace: Workspace, source: FolderSource) -> list[Path]:
    """The files that lie there, oldest first."""
    place = folder_of(workspace, source)
    found = [path for path in place.iterdir() if _is_one(path)] if place.is_dir() else []
    return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name))


def import_folder(
    workspace: Workspace, source: FolderSource, progress: Progress | None = None
) -> tuple[int, Any, tuple[Issue, ...]]:
    """Rows taken, the newest import, and what was found; a file that was imported before changes nothing.

    Every file is taken whole or not at all. One that cannot be taken keeps nobody else from being taken; it is said
    at the end, as an error where no file could be taken.
    """
    rows, newest, failed, findings = 0, None, [], []
    files = files_of(workspace, source)
    for number, path in enumerate(files):
        if progress:
            progress(TAKING.fill(name=path.name), number / len(files))
        try:
            report = workspace.import_file(
                path, source.into, options=source.options or None, source=source.source or source.name
            )
        except IntakeError as refused:
            failed.append((path.name, refused))
            continue
        findings += list(report.findings)
        if not report.is_repeat:
            rows, newest = rows + report.accepted, report
    if failed and newest is None:
        raise _none_taken(failed, len(files))
    findings += [
        Issue("warning", f"{source.name}: {name}", error.problem, error.fix, "FILE_REFUSED") for name, error in failed
    ]
    return rows, newest, tuple(findings)


def _none_taken(failed: list[tuple[str, IntakeError]], files: int) -> FenjiError:
    name, first = failed[0]
    if files == 1:
        return first
    problem = Text(
        "{n} of {of} file{of:s} could not be taken; the first: {why}", "{of} 个文件中有 {n} 个无法导入，首个原因：{why}"
    )
    return IntakeError(problem.fill(n=len(failed), of=files, why=first.problem), where=name, fix=first.fix)


def _is_one(path: Path) -> bool:
    is_passing = path.name.startswith(_PASSING) or path.suffix.lower() not in SUFFIXES
    return path.is_file() and not path.is_symlink() and not is_passing
