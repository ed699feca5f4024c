"""A workbook's file: drafted beside its place and put there whole, or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.errors import DiskFull, WorkspaceError
from fenji.language import Language, Text
from fenji.workbook.book import SIMULATED

if TYPE_CHECKING:
    from fenji.result import Result

_MANY = 400_000  # customers from which a sheet's XML may pass 4 GB unzipped or the file 2 GB


def write_whole(path: str | os.PathLike[str], result: Result, lang: Language, fill: Callable[[Any], None]) -> Path:
    """Opens a workbook for a result, has it filled, and puts the finished file in its place.

    The same result gives the same bytes. Rows go to disk as they are written. A full disk raises DiskFull and leaves an
    older file of that name as it was.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=".workbook-", dir=target.parent))
    except OSError as error:
        raise _refused(error, target) from error
    try:
        draft = work / "draft.xlsx"
        _fill(draft, result, lang, fill)
        _settle(draft, target)
    except OSError as error:
        raise _refused(error, target) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return target


def _fill(draft: Path, result: Result, lang: Language, fill: Callable[[Any], None]) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {
        "constant_memory": True, "tmpdir": str(draft.parent), "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "nan_inf_to_errors": True, "use_zip64": result.run.customers > _MANY,
    }  # fmt: skip
    workbook = xlsxwriter.Workbook(str(draft), options)
    try:
        workbook.set_properties(_properties(result, lang))
        workbook.set_size(2400, 1600)
        fill(workbook)
        workbook.close()
    except FileCreateError as error:
        _abandon(workbook)
        raise error.args[0] if isinstance(error.args[0], OSError) else OSError(str(error)) from error
    except BaseException:
        _abandon(workbook)
        raise


def _abandon(workbook: object) -> None:
    """Closes the row files of an unfinished workbook, so that nothing is written or warned of later."""
    workbook.fileclosed = True  # type: ignore[attr-defined]
    for sheet in workbook.worksheets_objs:  # type: ignore[attr-defined]
        handle = getattr(sheet, "row_data_fh", None)
        if handle is not None and not handle.closed:
            handle.close()


def _settle(draft: Path, target: Path) -> None:
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _properties(result: Result, lang: Language) -> dict[str, object]:
    run = result.run
    return {
        "title": f"{Text('Customer grades', '客户等级管理表格').say(lang)} · {result.scheme.scheme.title.say(lang)}",
        "subject": f"{run.as_of.isoformat()} · {run.id}",
        "author": "fenji",
        "comments": SIMULATED.say(lang) if run.is_simulated else "",
        "created": datetime(run.as_of.year, run.as_of.month, run.as_of.day),
    }


def _refused(error: OSError, target: Path) -> DiskFull | WorkspaceError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull(
            Text("the disk is full; the workbook was not written", "磁盘空间不足，工作簿未写入"),
            where=str(target),
            fix=Text("Free some space and export again.", "请清理磁盘后重新导出。"),
        )
    reason = error.strerror or str(error)
    return WorkspaceError(
        Text(f"the workbook cannot be written here ({reason})", f"无法在此处写入工作簿({reason})"),
        where=str(target),
        fix=Text("Choose a folder you may write to.", "请换一个有写入权限的文件夹。"),
    )
