"""DuckDB's errors, turned once into errors a person can act on."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from fenji.errors import Cancelled, DiskFull, EngineError, FenjiError, LakeError
from fenji.language import Text, same

_FULL = ("no space left", "disk quota", "max_temp_directory_size", "disk is full", "database or disk is full")


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Foreign errors of the block become fenji's; a query the program wrote wrongly stays what it is, a bug."""
    import duckdb

    bugs = (
        duckdb.ParserException,
        duckdb.BinderException,
        duckdb.CatalogException,
        duckdb.NotImplementedException,
        duckdb.InternalException,
    )
    try:
        yield
    except KeyboardInterrupt as error:
        raise cancelled(where) from error
    except bugs:
        raise
    except duckdb.Error as error:
        raise _ours(error, where) from error
    except OSError as error:
        raise of_disk(error, where) from error
    except RuntimeError as error:
        if "interrupted" in str(error).lower():
            raise cancelled(where) from error
        raise


def cancelled(where: str) -> Cancelled:
    """Someone pressed Ctrl-C, or the work was stopped from outside."""
    problem = Text("the work was stopped; nothing was changed", "操作已取消，未作任何更改")
    return Cancelled(problem, where=where, fix=Text("Start it again when you like.", "需要时可重新执行。"))


def disk_full(where: str) -> DiskFull:
    """There is no room for what was to be written."""
    problem = Text("there is no space left on the disk; nothing was changed", "磁盘空间不足，未作任何更改")
    return DiskFull(problem, where=where, fix=Text("Free some space and try again.", "请释放磁盘空间后重试。"))


def of_disk(error: OSError, where: str) -> LakeError:
    """What the operating system refused, in words a person can act on."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return disk_full(where)
    place = str(error.filename or where)
    detail = same(error.strerror or str(error))
    problem = Text("the disk refused: {detail}", "磁盘读写失败：{detail}").fill(detail=detail)
    fix = Text("Check the disk and the folder's rights, then try again.", "请检查磁盘和文件夹权限后重试。")
    return LakeError(problem, where=place, fix=fix)


def _ours(error: Exception, where: str) -> FenjiError:
    import duckdb

    words = str(error)
    if isinstance(error, duckdb.InterruptException):
        return cancelled(where)
    if any(sign in words.lower() for sign in _FULL):
        return disk_full(where)
    detail = same(words.split("\n\nLINE", 1)[0].strip())
    if isinstance(error, duckdb.OutOfMemoryException):
        problem = Text("memory did not suffice", "内存不足")
        fix = Text("Raise the memory limit or close other programs.", "请调高内存上限，或关闭其他程序后重试。")
    elif "disk i/o error" in words.lower():
        problem = Text("the disk can be neither read nor written; it may be full", "磁盘无法读写，可能已满")
        fix = Text("Free some space; where there is enough, check the disk.", "请释放磁盘空间；空间充足则检查磁盘。")
    elif isinstance(error, duckdb.PermissionException):
        problem = Text("this connection may not do that: {detail}", "此连接无权执行该操作：{detail}")
        fix = Text("Put the file into the workspace's folder.", "请先把文件放入工作区文件夹。")
    elif isinstance(error, duckdb.IOException):
        problem = Text("a file could not be read or written: {detail}", "文件读写失败：{detail}")
        fix = Text("Run `fenji check`: it names a damaged file.", "请运行 `fenji check`，它会指出损坏的文件。")
    else:
        problem = Text("the query could not be finished: {detail}", "查询未能完成：{detail}")
        fix = Text(
            "Run `fenji check`; if the lake is sound, please report this.",
            "请运行 `fenji check`；若数据无误，请反馈此问题。",
        )
    return EngineError(problem.fill(detail=detail), where=where, fix=fix)
