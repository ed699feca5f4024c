"""`fenji audit`: is the log of the web app what was written? `fenji incident`: what did somebody see and take away?"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji_web.library import Answer, Example, FenjiError, Key, Terminal, Text, command, say_count

if TYPE_CHECKING:
    from collections.abc import Mapping

_WHOLE = Text(
    "The log is whole: {n} line{n:s}, {marks} seal{marks:s} noted outside agree.",
    "操作日志完整：共 {n} 条，与外部存证的 {marks} 个印记一致。",
)
_BROKEN = Text("the log is not what was written", "操作日志与写入时不一致")
_BROKEN_FIX = Text(
    "Keep the database and the noted seals as they are, and find out who could write them.",
    "请保留数据库和外部印记的现状，查明谁有写入权限。",
)
_KINDS = {
    "gap": Text("line {number} is missing", "缺少第 {number} 条"),
    "changed": Text("line {number} was changed", "第 {number} 条被修改"),
    "rewritten": Text("line {number} is not the one noted outside", "第 {number} 条与外部印记不符"),
    "missing": Text("line {number} was noted outside and is gone", "第 {number} 条有外部印记，但已不存在"),
}
_MARKED = Text("The seal of line {number} is noted in {place}", "第 {number} 条的印记已写入 {place}")
_NOTHING = Text("There is nothing in the log yet.", "操作日志中还没有记录。")
_DO = ("verify", "mark")
_SHOWN = 20


class LogBroken(FenjiError):
    """The log is not what was written."""


@command(
    "audit",
    summary=Text("Prove that the log of who did what is whole.", "校验操作日志是否完整。"),
    about=Text(
        "Each line of the log is sealed to the one before, and every twentieth seal is noted outside the database, in "
        "web/audit-marks.jsonl or the file that FENJI_AUDIT_MARKS names: keep it where the database's people cannot "
        "write. `verify` finds lines changed, removed, inserted, reordered, cut off or written anew; `mark` notes the "
        "newest seal now.",
        "每条记录都与上一条加封相连，每 20 条的印记另存于数据库之外（web/audit-marks.jsonl，"
        "或 FENJI_AUDIT_MARKS 指定的文件），请放在数据库管理人员无法写入的位置。"
        "verify 可发现修改、删除、插入、换序、截断和重写；mark 立即存证最新印记。",
    ),
    examples=(
        Example("fenji audit verify", Text("the whole log", "校验全部日志")),
        Example(
            "fenji audit verify --marks /mnt/kept/marks.jsonl", Text("with seals kept elsewhere", "使用另存的印记")
        ),
    ),
    keys=(
        Key("lines", Text("lines of the log", "日志条数")),
        Key("marks", Text("seals noted outside", "外部印记数")),
        Key("number", Text("the line whose seal was noted", "存证的记录号")),
    ),
)
def audit(
    terminal: Terminal,
    *,
    do: Annotated[str, typer.Argument(metavar="verify|mark"), Text("what to do", "操作")] = "verify",
    marks: Annotated[
        list[Path] | None,
        typer.Option("--marks", metavar="FILE"),
        Text("seals noted outside; may be given again", "外部印记文件，可多次使用"),
    ] = None,
) -> Answer:
    """Reads every line in order; ends with an error that names what is wrong with it."""
    if do not in _DO:
        problem = Text("'{do}' is not something to do with the log", "不支持的操作“{do}”").fill(do=do)
        raise FenjiError(problem, where="audit", fix=Text("Write verify or mark.", "请写 verify 或 mark。"))
    _set_up(terminal)
    if do == "mark":
        return _marked(terminal)
    from fenji_web.audit.queries import verify

    verdict = verify(tuple(marks or ()))
    if verdict.breaks:
        said = [_KINDS[one.kind].fill(number=one.number) for one in verdict.breaks[:_SHOWN]]
        where = Text("; ".join(one.en for one in said), "；".join(one.zh for one in said))
        raise LogBroken(_BROKEN, where=where.say(terminal.lang), fix=_BROKEN_FIX)
    words = _WHOLE.fill(n=verdict.lines, marks=verdict.marks)
    return Answer({"lines": verdict.lines, "marks": verdict.marks}, lambda: terminal.write(words))


@command(
    "incident",
    summary=Text("What somebody saw and took away.", "列出某人查看和导出了什么。"),
    about=Text(
        "For the report of an incident: sign-ins and addresses, customers opened, files taken away and changes made, "
        "from the log of the web app.",
        "用于安全事件报告：依据操作日志列出登录与来源地址、查看的客户、导出的文件和所做的修改。",
    ),
    examples=(Example("fenji incident --user li --since 2026-11-01", Text("since a day", "某日以来")),),
    keys=(
        Key("who", Text("the person", "人员")),
        Key("lines", Text("lines of the log", "日志条数")),
        Key("addresses[]", Text("where from", "来源地址")),
        Key("customers_opened", Text("how many customers were opened", "查看的客户数")),
        Key("customers[]", Text("which, the first thousand", "客户编号，最多一千个")),
        Key("files[]", Text("files taken away: when, what", "导出的文件：时间与内容")),
        Key("changes", Text("what was changed how often", "各类修改次数")),
        Key("sign_ins", Text("sign-ins", "登录次数")),
        Key("sign_ins_refused", Text("sign-ins refused", "登录失败次数")),
    ),
)
def incident(
    terminal: Terminal,
    *,
    user: Annotated[str, typer.Option("--user", metavar="NAME"), Text("the sign-in name", "用户名")],
    since: Annotated[str | None, typer.Option("--since", metavar="DAY"), Text("from this day on", "起始日期")] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DAY"), Text("until this day, included", "截止日期（含）")
    ] = None,
) -> Answer:
    """Everything the log has of one person, in numbers and by name."""
    first, last = _day(since, "--since"), _day(until, "--until")
    zone = terminal.workspace.settings.zone
    _set_up(terminal)
    from fenji_web.audit.queries import Wanted, taken

    found = taken(Wanted(who=user, since=first, until=last), zone)
    facts = {name: value for name, value in found.items() if name not in ("first", "last")}
    facts["files"] = [{**one, "at": one["at"].isoformat()} for one in found["files"]]
    return Answer(facts, lambda: _tell(terminal, facts))


def _tell(terminal: Terminal, facts: Mapping[str, Any]) -> None:
    from fenji_web.audit.pages import action_words

    lang = terminal.lang
    told = (
        (Text("Person", "人员"), facts["who"]),
        (Text("Lines of the log", "日志条数"), say_count(facts["lines"], lang)),
        (Text("Addresses", "来源地址"), ", ".join(facts["addresses"])),
        (Text("Sign-ins, and refused", "登录及失败次数"), f"{facts['sign_ins']} / {facts['sign_ins_refused']}"),
        (Text("Customers opened", "查看的客户"), say_count(facts["customers_opened"], lang)),
        (Text("Files taken away", "导出的文件"), say_count(len(facts["files"]), lang)),
    )
    for name, value in told:
        terminal.write(Text(f"{name.en}: {value}", f"{name.zh}：{value}"))
    for one in facts["files"]:
        what = action_words(one["action"])
        terminal.write(Text(f"  {one['at']}  {what.en} {one['subject']}", f"  {one['at']}  {what.zh} {one['subject']}"))
    for action, count in facts["changes"].items():
        what = action_words(action)
        terminal.write(Text(f"  {what.en}: {count}", f"  {what.zh}：{count}"))


def _marked(terminal: Terminal) -> Answer:
    from fenji_web.audit.models import Event
    from fenji_web.audit.services import mark, marks_place

    newest = Event.objects.first()
    if newest is None:
        return Answer({"number": None}, lambda: terminal.write(_NOTHING))
    mark(newest)
    words = _MARKED.fill(number=newest.number, place=marks_place())
    return Answer({"number": newest.number}, lambda: terminal.write(words))


def _set_up(terminal: Terminal) -> None:
    folder = terminal.workspace.folder
    terminal.close()
    from fenji_web.serving.prepare import migrate, set_up

    set_up(folder)
    migrate()


def _day(text: str | None, where: str) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        problem = Text("'{text}' is no day", "“{text}”不是日期").fill(text=text)
        raise FenjiError(problem, where=where, fix=Text("Write it as 2026-11-22.", "请写成 2026-11-22。")) from None
