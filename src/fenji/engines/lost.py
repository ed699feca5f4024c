"""What engines beside DuckDB answer instead of rows, turned once into errors a person can act on."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING, Any

from fenji.engines.translate import cancelled, disk_full
from fenji.errors import EngineError, FenjiError
from fenji.language import Text, same

if TYPE_CHECKING:
    from fenji.engines.address import EngineAddress

_BUGS = ("42", "0A", "22023")  # a query the program wrote wrongly: syntax, a name, a feature
_GONE = (
    "connection refused", "connection reset", "broken pipe", "unavailable", "failed to connect", "answer from java",
    "sparkcontext was shut down", "has been shut down", "socket closed", "connection closed", "stopped sparkcontext",
    "all masters are unresponsive", "session_closed", "session_changed", "job aborted", "executor lost",
    "error while sending or receiving", "retries_exceeded", "number of retries", "not enough resources",
    "stream removed", "end of stream", "goaway",
)  # fmt: skip
_STOPPED = ("operation_canceled", "operation was canceled", "cancelled", "canceled", "interrupted")
_FULL = ("no space left on device", "disk quota exceeded")


def missing_driver(package: str, extra: str) -> EngineError:
    """The engine's driver is not installed."""
    problem = Text("the package {name} is missing", "缺少软件包 {name}").fill(name=package)
    fix = Text(f"Install fenji with the extra [{extra}].", f"请安装 fenji 的 [{extra}] 附加组件。")
    return EngineError(problem, where="--engine", fix=fix)


def ended(where: str, detail: str) -> EngineError:
    """The engine could not be reached, or ended while it worked."""
    problem = Text(
        "the engine cannot be reached, or ended half-way; nothing was changed: {detail}",
        "无法连接计算引擎，或引擎中途停止，未作任何更改：{detail}",
    )
    fix = Text(
        "See that it runs and answers, then grade again; without --engine it runs on this machine.",
        "请确认引擎正常运行后重新评级；不带 --engine 则在本机计算。",
    )
    return EngineError(problem.fill(detail=same(_short(detail))), where=where, fix=fix)


def refused(where: str, detail: str) -> EngineError:
    """The engine answered, and said no."""
    problem = Text("the engine refused: {detail}", "计算引擎拒绝访问：{detail}").fill(detail=same(_short(detail)))
    fix = Text(
        "Check user, rights and database; the password is FENJI_ENGINE_PASSWORD or PGPASSWORD.",
        "请检查用户、权限和数据库名；密码由 FENJI_ENGINE_PASSWORD 或 PGPASSWORD 提供。",
    )
    return EngineError(problem, where=where, fix=fix)


def reach(address: EngineAddress) -> None:
    """Whether anybody answers there at all: Spark's own clients would try for minutes."""
    try:
        socket.create_connection((address.host, address.port), timeout=10).close()
    except OSError as error:
        raise ended(address.shown, error.strerror or str(error)) from error


def of_postgres(error: Any, where: str) -> FenjiError | None:
    """A PostgreSQL error as ours; None for a query the program wrote wrongly."""
    import psycopg

    state = error.sqlstate or ""
    if isinstance(error, psycopg.errors.QueryCanceled):
        return cancelled(where)
    if state in ("53100", "58030"):
        return disk_full(where)
    if state in ("42501", "28000", "28P01", "3D000"):
        return refused(where, str(error))
    if state.startswith(_BUGS) or isinstance(error, psycopg.ProgrammingError | psycopg.NotSupportedError):
        return None
    if not state or state.startswith(("08", "57P")):
        words = str(error)
        return (
            refused(where, words) if "authentication failed" in words or "no password" in words else ended(where, words)
        )
    return _unfinished(where, str(error))


def of_spark(error: BaseException, where: str) -> FenjiError | None:
    """A Spark error as ours; None for a query the program wrote wrongly."""
    names = {each.__name__ for each in type(error).__mro__}
    words = str(error)
    low = words.lower()
    if names & {"AnalysisException", "ParseException"} and "session" not in low:
        return None
    if any(sign in low for sign in _FULL):
        return disk_full(where)
    if any(sign in low for sign in _STOPPED) and "stage failure" not in low:
        return cancelled(where)
    if any(sign in low for sign in _GONE) or names & {"Py4JNetworkError", "ConnectionError", "RpcError", "EOFError"}:
        return ended(where, words)
    return _unfinished(where, words)


def unseen_folder(where: str, folder: str) -> EngineError:
    """The engine's machines cannot read the folder through which tables and results pass."""
    problem = Text("the engine does not see the folder {folder}", "计算引擎无法访问文件夹 {folder}").fill(folder=folder)
    fix = Text(
        "Put the workspace on storage that all its machines share, or name such a folder in FENJI_EXCHANGE.",
        "请把工作区放在各节点共享的存储上，或用 FENJI_EXCHANGE 指定共享文件夹。",
    )
    return EngineError(problem, where=where, fix=fix)


def _unfinished(where: str, detail: str) -> EngineError:
    problem = Text("the query could not be finished: {detail}", "查询未能完成：{detail}").fill(
        detail=same(_short(detail))
    )
    fix = Text(
        "Nothing was changed. Grade without --engine; if that works, please report this.",
        "未作任何更改。请不带 --engine 重新评级；若可完成，请反馈此问题。",
    )
    return EngineError(problem, where=where, fix=fix)


def _short(words: str) -> str:
    """The first lines say what happened; a Java trace follows, and nobody reads it."""
    first = re.split(r"\n\s*(?:at |JVM stacktrace|== SQL|LINE \d)|\nDriver stacktrace", words, maxsplit=1)[0]
    return " ".join(first.split())[:400]
