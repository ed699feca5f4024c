"""What a source can do wrong, as refusals with stable codes: nothing was written when one of them is raised."""

from __future__ import annotations

from fenji.errors import FileRefused
from fenji.language import Text

UNREACHABLE, DENIED, LOST = "SOURCE_UNREACHABLE", "SOURCE_DENIED", "SOURCE_LOST"
CHANGED, REPEATS, NOT_DATA, REDIRECTED = "SOURCE_CHANGED", "SOURCE_REPEATS", "NOT_DATA", "SOURCE_REDIRECTED"
UNSAFE, BACKWARDS, TOO_BUSY, WRONG, SECRET = (
    "SOURCE_UNSAFE",
    "CURSOR_BACKWARDS",
    "SOURCE_BUSY",
    "SOURCE_WRONG",
    "SECRET",
)
NOTHING = Text("Nothing was written.", "没有写入任何数据。")


def refused(code: str, problem: Text, *, where: str, fix: Text) -> FileRefused:
    """A source's refusal; its words never hold a credential."""
    return FileRefused(code, problem, where=where, fix=fix)


def unreachable(where: str, detail: str) -> FileRefused:
    """The source did not answer, or stopped answering half way."""
    problem = Text("the connection failed: {detail}", "连接失败：{detail}").fill(detail=detail)
    fix = Text(
        "Nothing was written. Check that the server runs and can be reached, then run it again.",
        "没有写入任何数据。请确认服务器在运行且网络可达，然后重新执行。",
    )
    return refused(UNREACHABLE, problem, where=where, fix=fix)


def denied(where: str, detail: str) -> FileRefused:
    """The source answered, and said no."""
    problem = Text("the source refused: {detail}", "数据源拒绝：{detail}").fill(detail=detail)
    fix = Text(
        "Nothing was written. Check the credentials, the rights, and the name of the table.",
        "没有写入任何数据。请检查账号密码、权限和表名。",
    )
    return refused(DENIED, problem, where=where, fix=fix)


def wrong(where: str, problem: Text) -> FileRefused:
    """The source as described cannot be used."""
    fix = Text("See docs/how-to/import-from-a-database.md.", "请看 docs/how-to/import-from-a-database.md。")
    return refused(WRONG, problem, where=where, fix=fix)
