"""`fenji replay`: a kept run computed again, to prove that it comes out the same."""

from __future__ import annotations

from typing import Annotated

import typer

from fenji.cli.ask import read_limit
from fenji.cli.command import Example, Key, command
from fenji.cli.failures import DONE, MENDABLE
from fenji.cli.restated import RESTATED_KEYS, restate
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text

_SAME = Text("The run {run} comes out the same: {digest}", "批次 {run} 重算结果一致：{digest}")
_OTHER = Text(
    "The run {run} comes out differently.\n  kept: {kept}\n  now:  {now}\n"
    "Run `fenji check` to see whether the lake is damaged.",
    "批次 {run} 重算结果不一致。\n  原结果：{kept}\n  现结果：{now}\n请执行 `fenji check` 检查数据湖是否损坏。",
)


@command(
    "replay",
    place=90,
    summary=Text("Compute a run again on its own snapshot and compare.", "在原数据快照上重算某个批次并比对结果。"),
    examples=(
        Example("fenji replay RUN", Text("RUN is an id of `fenji runs`", "RUN 为 `fenji runs` 中的批次编号")),
        Example("fenji replay RUN --restated", Text("then and now", "当时与现在")),
    ),
    about=Text(
        "With --restated: what the run said then, beside what the same day says by everything known now (orders that "
        "arrived late, imports taken back, merges); nothing is written.",
        "加 --restated：并列显示该批次当时的结果与按现有数据重算同一天的结果"
        "（迟到订单、撤销的导入、合并），不写入任何数据。",
    ),
    keys=(
        Key("run_id", Text("the run", "批次编号")),
        Key("digest_kept", Text("SHA-256 of the result as kept", "保存时的结果 SHA-256")),
        Key("digest_now", Text("SHA-256 of the result computed now", "重算结果的 SHA-256")),
        Key("is_same", Text("true where they are equal", "是否一致")),
        *RESTATED_KEYS,
    ),
)
def replay(
    terminal: Terminal,
    *,
    run: Annotated[str, typer.Argument(metavar="RUN"), Text("the run's id", "批次编号")],
    is_restated: Annotated[
        bool,
        typer.Option("--restated"),
        Text("the same day by what is known now, beside the run", "按现有数据重算同一天，与该批次对照"),
    ] = False,
    limit: Annotated[
        int,
        typer.Option("--limit", metavar="N"),
        Text("with --restated: at most so many customers", "最多列出多少位客户"),
    ] = 20,
) -> Answer:
    """Exit code 2 where the result differs."""
    if is_restated:
        return restate(terminal, run, limit=read_limit(limit))
    kept, now = terminal.workspace.replay(run)

    def show() -> None:
        said = _SAME if kept == now else _OTHER
        terminal.write(said.fill(run=verbatim(run), digest=now, kept=kept, now=now))

    facts = {"run_id": run, "digest_kept": kept, "digest_now": now, "is_same": kept == now}
    return Answer(facts, show, exit_code=DONE if kept == now else MENDABLE)
