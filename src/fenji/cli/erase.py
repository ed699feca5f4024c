"""`fenji erase`: somebody taken out of everything that is kept, shown first, certified afterwards."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.actor import As, Reason, asked_by
from fenji.cli.command import Example, Key, command
from fenji.cli.import_words import is_watched
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.errors import FenjiError
from fenji.language import Text, say_count

if TYPE_CHECKING:
    from fenji.workspace.erasing import Erasure, Held

_GOES = Text("This goes, for good:", "以下内容将被永久删除：")
_STORE = Text("  {title}: {n}", "  {title}：{n}")
_TABLE = Text("    {name}: {n}", "    {name}：{n}")
_ASK = Text("Erase this customer? It cannot be undone. [y/N] ", "确认删除该客户？此操作无法撤销。[y/N] ")
_NOT_YET = Text("Nothing was erased. To erase: the same command with --yes", "尚未删除。确认删除请加 --yes")
_DONE = Text("Erased. The certificate: {path}", "已删除。删除证明：{path}")
_RUNS = Text(
    "{n} run{n:s} sealed anew; numbers of each tier are what they were.", "{n} 个评级批次已重新封存，各等级人数不变。"
)
_BACKUPS = Text(
    "{n} backup{n:s} from before still hold{n:s|} the customer: remove them when their time is up. Restoring one "
    "erases the customer again.",
    "此前的 {n} 份备份仍含该客户，请到期清除；恢复时会再次删除该客户。",
)
_WHOLE = Text("The certificate {number} is what was written.", "删除证明 {number} 未被改动。")
_ENDED = Text("{n} erasure{n:s} ended.", "已完成 {n} 项未结束的删除。")


@command(
    "erase",
    place=123,
    summary=Text("Erase a customer from everything that is kept.", "从全部存储中删除一位客户。"),
    about=Text(
        "From the lake with every snapshot, lists of runs, originals, rejects, exports and the application's data. "
        "Orders stay as those of a guest, a grade as that of nobody, so that totals hold. Shows first what goes. "
        "A keyed mark is kept, so that an old file or backup does not bring the customer back. An interrupted "
        "erasure is ended by the next one, or by --finish.",
        "涵盖数据湖及全部历史快照、各批次清单、原始文件、未通过行、导出文件和应用数据。"
        "订单转为散客订单，等级转为匿名记录，因此合计不变。先显示将删除的内容。系统保留加密标记，旧文件或旧备份不会使该客户重新出现。"
        "中断的删除会在下一次删除时完成，也可用 --finish。",
    ),
    examples=(
        Example("fenji erase --customer C001", Text("what would go", "预览将删除的内容")),
        Example('fenji erase --customer C001 --reason "asked by letter" --yes', Text("erase", "删除")),
        Example("fenji erase --verify E0001.json", Text("is a certificate true?", "核验删除证明")),
    ),
    keys=(
        Key("stores[].name", Text("the store", "存储位置")),
        Key("stores[].count", Text("rows or files of it", "涉及的行数或文件数")),
        Key("erased", Text("whether it was erased", "是否已删除")),
        Key("certificate", Text("the certificate's file", "删除证明文件")),
        Key("runs", Text("runs sealed anew", "重新封存的批次数")),
        Key("ended", Text("interrupted erasures ended now", "本次完成的未结束删除数")),
    ),
)
def erase(
    terminal: Terminal,
    *,
    customer: Annotated[
        str | None, typer.Option("--customer", metavar="ID"), Text("the customer's id", "客户ID")
    ] = None,
    reason: Reason = None,
    yes: Annotated[bool, typer.Option("--yes"), Text("erase without asking", "不询问，直接删除")] = False,
    finish: Annotated[bool, typer.Option("--finish"), Text("end what was interrupted", "完成被中断的删除")] = False,
    verify: Annotated[
        Path | None, typer.Option("--verify", metavar="FILE"), Text("a certificate to verify", "要核验的删除证明")
    ] = None,
    name: As = None,
) -> Answer:
    """Shows what goes; erases once somebody has said yes."""
    from fenji.workspace import erasing

    workspace = asked_by(terminal, name)
    if verify is not None:
        return _verified(terminal, verify)
    if finish:
        ended = erasing.finish(workspace)
        return Answer({**_facts((), None), "ended": len(ended)}, lambda: terminal.write(_ENDED.fill(n=len(ended))))
    if not customer:
        problem = Text("the customer is missing", "缺少客户ID")
        raise FenjiError(problem, where="--customer", fix=Text("Name one: --customer C001", "请指定：--customer C001"))
    with terminal.progress() as progress:
        found = erasing.preview(workspace, customer)
    if not yes and not _agreed(terminal, found):

        def show() -> None:
            if not is_watched(terminal):
                _show(terminal, found)
            terminal.hint(_NOT_YET)

        return Answer(_facts(found, None), show)
    with terminal.progress() as progress:
        done = erasing.erase(workspace, customer, reason=reason or "", progress=progress)
    return _told(terminal, done)


def _told(terminal: Terminal, done: Erasure) -> Answer:
    from fenji.workspace.certificates import backups_before, certificates

    folder = terminal.workspace.folder
    path = next(one for one in certificates(folder) if one.stem == done.number)
    backups = len(backups_before(folder, done.ended_at))

    def show() -> None:
        _show(terminal, done.stores)
        terminal.write(_DONE.fill(path=verbatim(path)))
        terminal.write(_RUNS.fill(n=len(done.resealed)))
        if backups:
            terminal.hint(_BACKUPS.fill(n=backups))

    return Answer({**_facts(done.stores, path), "runs": len(done.resealed)}, show)


def _verified(terminal: Terminal, path: Path) -> Answer:
    from fenji.lake.tombstones import known
    from fenji.workspace.certificates import read_certificate

    told = read_certificate(path, known(terminal.workspace.folder).key)
    facts = {**_facts((), path), "erased": True, "runs": len(told["runs"])}
    return Answer(facts, lambda: terminal.write(_WHOLE.fill(number=told["certificate"])))


def _agreed(terminal: Terminal, found: Sequence[Held]) -> bool:
    """Whether the person at the terminal says yes to what was shown."""
    if not is_watched(terminal):
        return False
    _show(terminal, found)
    terminal.stderr.write(terminal.say(_ASK))
    terminal.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes", "是", "好")


def _show(terminal: Terminal, found: Sequence[Held]) -> None:
    terminal.write(_GOES)
    for one in found:
        terminal.write(_STORE.fill(title=one.title, n=say_count(one.count, terminal.lang)))
        for table, count in sorted(one.tables.items()):
            terminal.write(_TABLE.fill(name=table, n=say_count(count, terminal.lang)))


def _facts(found: Sequence[Held], path: Path | None) -> dict[str, Any]:
    return {
        "stores": [{"name": one.name, "count": one.count} for one in found],
        "erased": path is not None,
        "certificate": None if path is None else str(path),
        "runs": 0,
        "ended": 0,
    }
