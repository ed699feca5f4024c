"""`fenji export list`: customers to contact for one purpose by one channel, as far as they consented."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fenji.cli.actor import As, Reason, asked_by
from fenji.cli.command import Example, Key, command
from fenji.cli.facts import run_facts, run_keys
from fenji.cli.failures import writing
from fenji.cli.terminal import Answer, Terminal
from fenji.cli.verbatim import verbatim
from fenji.cli.which_run import RunId, SchemeName
from fenji.language import Text

Purpose = Annotated[
    str,
    typer.Option("--purpose", metavar="WORDS"),
    Text(
        "what for, by which channel: 营销/短信, or 短信 alone for marketing; marketing, service, survey, sharing",
        "用途与渠道，如 营销/短信；只写渠道（如 短信）即营销；可选 营销、服务、调研、提供给第三方",
    ),
]
_WRITTEN = Text("{n} customer{n:s} listed as no. {number}: {path}", "名单编号 {number}，共 {n} 位客户：{path}")
_LEFT = Text("Left out – {why}: {n}", "未列入 – {why}：{n} 位")


@command(
    "export list",
    place=114,
    summary=Text("Write a list of customers to contact, consent applied.", "导出联系名单（按同意情况筛选）。"),
    about=Text(
        "Only who consented to this purpose and this channel is in it, each with the number of that consent. Who is in "
        "a list, for what and by whom it was asked for, is kept. A list grows old: write it anew before each sending.",
        "名单只含已同意该用途与渠道的客户，并附同意编号。名单中有谁、用于什么、由谁导出，均有记录。"
        "名单会过时：每次发送前请重新导出。",
    ),
    examples=(
        Example("fenji export list --tier VIP --purpose 短信 --out vip.csv", Text("marketing by text", "短信营销")),
        Example(
            "fenji export list --purpose 调研/电话 --segment at_risk --out call.xlsx",
            Text("a survey by telephone", "电话调研"),
        ),
    ),
    keys=(
        *run_keys("run"),
        Key("list_id", Text("the list's number", "名单编号")),
        Key("file", Text("the file written", "写入的文件")),
        Key("customers", Text("how many are in it", "名单人数")),
        Key("left_out.*", Text("how many were left out, by why", "按原因未列入的人数")),
    ),
)
def export_list(
    terminal: Terminal,
    *,
    purpose: Purpose,
    out: Annotated[Path, typer.Option("--out", metavar="FILE"), Text("a .csv or .xlsx file", ".csv 或 .xlsx 文件")],
    tier: Annotated[
        list[str] | None,
        typer.Option("--tier", metavar="TIER"),
        Text("of this tier; may be given again", "只含该等级，可多次"),
    ] = None,
    segment: Annotated[
        str | None, typer.Option("--segment", metavar="SEGMENT"), Text("of this segment", "只含该客群")
    ] = None,
    reason: Reason = None,
    run: RunId = None,
    scheme: SchemeName = None,
    name: As = None,
) -> Answer:
    """Chosen by tier and segment; whoever has not consented, withdrew, or has opted out is left out and counted."""
    from fenji.cli.ask import find_tier
    from fenji.cli.in_segment import segment_filter
    from fenji.tables.purposes import asked_for
    from fenji.workspace.contact_file import write_contacts
    from fenji.workspace.contact_list import LEFT_OUT, Asked

    workspace = asked_by(terminal, name)
    what, how = asked_for(purpose)
    result = workspace.result(run, scheme=scheme)
    tiers = tuple(find_tier(result, one) or "ungraded" for one in tier or ())
    where = segment_filter(workspace, result, segment=segment, stage=None)
    with writing(out):
        made = write_contacts(
            workspace, result, Asked(what, how, tiers, where), out, terminal.lang, reason=reason or ""
        )

    def show() -> None:
        terminal.write(_WRITTEN.fill(n=made.customers, number=made.list_id, path=verbatim(made.path)))
        for why, n in made.left_out.items():
            terminal.write(_LEFT.fill(why=LEFT_OUT[why], n=n))

    facts = {"list_id": made.list_id, "file": str(made.path), "customers": made.customers, "left_out": made.left_out}
    return Answer({"run": run_facts(result.run), **facts}, show)
