"""`fenji events`: who entered or left a segment or stage, each exactly once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from fenji.cli.ask import read_day, read_limit
from fenji.cli.command import Example, Key, command
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.errors import FenjiError
from fenji.language import Text, say_count, say_date

if TYPE_CHECKING:
    from fenji.segments.segmentation import Segmentation
    from fenji.workspace.events import Event

_NONE = Text(
    "No events: nobody entered or left, or there is no earlier run to compare with.",
    "没有进出事件：无人进出，或没有更早的批次可比较。",
)
_SHOWN = Text("{shown} of {count} event{count:s}", "显示 {shown} 条，共 {count} 条")
_KINDS = {"enter": Text("→ enters", "→ 进入"), "leave": Text("← leaves", "← 离开")}


@command(
    "events",
    place=77,
    summary=Text("List who entered or left a segment or stage.", "列出进入或离开客群、阶段的客户。"),
    examples=(
        Example("fenji events --segment stage=churned --kind enter", Text("who was lost", "谁进入了流失期")),
        Example(
            "fenji events --since 2024-06-01 --json", Text("for another program, once each", "供其他程序读取，每条一次")
        ),
    ),
    about=Text(
        "An event is written with the run that found it, exactly once. A first run, a backfill, a preview and a "
        "changed definition make none.",
        "事件随发现它的批次一并写入，恰好一次；首个批次、补评、预览和定义变更不产生事件。",
    ),
    keys=(
        Key("count", Text("how many there are, shown or not", "事件总数")),
        Key("events[].id", Text("always the same for the same event", "事件编号，同一事件恒定")),
        Key("events[].as_of", Text("the run's as-of date", "批次的评估基准日")),
        Key("events[].run_id", Text("the run that found it", "发现该事件的批次")),
        Key("events[].compared_with", Text("the run before", "对比的批次")),
        Key("events[].scheme", Text("the run's scheme", "批次的分级标准")),
        Key("events[].segmentation", Text("the segmentation", "客群划分")),
        Key("events[].segment", Text("the segment's key", "客群代码")),
        Key("events[].name_zh", Text("its Chinese name", "中文名称")),
        Key("events[].name_en", Text("its English name", "英文名称")),
        Key("events[].kind", Text("enter or leave", "enter 进入、leave 离开")),
        Key("events[].customer_id", Text("the customer", "客户ID")),
        Key("events[].customer_name", Text("the customer's name; null where unknown", "客户姓名；未知为 null")),
    ),
)
def events(
    terminal: Terminal,
    *,
    segment: Annotated[
        str | None,
        typer.Option("--segment", metavar="NAME"),
        Text("a segmentation, or one segment: stage=churned", "客群划分，或某个客群：stage=churned"),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="DAY"), Text("on or after this as-of date", "该评估基准日及以后")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="enter|leave"), Text("only these", "只看进入或离开")
    ] = None,
    customer: Annotated[
        str | None, typer.Option("--customer", metavar="ID"), Text("only this customer", "只看该客户")
    ] = None,
    run: Annotated[str | None, typer.Option("--run", metavar="RUN"), Text("only of this run", "只看该批次")] = None,
    scheme: Annotated[
        str | None, typer.Option("--scheme", metavar="NAME"), Text("only of this scheme's runs", "只看该分级标准的批次")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="N"), Text("at most so many", "最多显示多少条")] = 50,
) -> Answer:
    """Newest first."""
    from fenji.workspace import events as kept
    from fenji.workspace.segment_files import definitions

    workspace = terminal.workspace
    every = [one.segmentation for one in definitions(workspace)]
    name, key = _wanted(every, segment)
    asked: dict[str, Any] = {
        "scheme": scheme, "segmentation": name, "segment": key, "kind": _kind(kind), "run_id": run,
        "customer_id": customer, "since": read_day(since, option="--since"),
    }  # fmt: skip
    found = kept.events(workspace, **asked, limit=read_limit(limit))
    count = sum(kept.count(workspace, **asked).values())
    names = {(one.name, each.key): each.name for one in every for each in one.segments()}

    def show() -> None:
        if not found:
            terminal.write(_NONE)
            return
        headings = (
            Heading(Text("As of", "评估基准日"), is_whole=True),
            Heading(Text("Customer", "客户ID")),
            Heading(Text("Name", "客户姓名")),
            Heading(Text("Event", "事件"), is_whole=True),
            Heading(Text("Segment", "客群")),
            Heading(Text("Of", "划分")),
        )
        terminal.table(headings, [_line(terminal, one, names) for one in found])
        terminal.hint(_SHOWN.fill(shown=say_count(len(found), terminal.lang), count=say_count(count, terminal.lang)))

    return Answer({"count": count, "events": [_facts(one, names) for one in found]}, show)


def _wanted(every: list[Segmentation], words: str | None) -> tuple[str | None, str | None]:
    from fenji.workspace.members import find_segment

    if words is None:
        return None, None
    if words.strip() in {one.name for one in every}:
        return words.strip(), None
    segmentation, segment = find_segment(every, words, where="--segment")
    return segmentation.name, segment.key


def _kind(words: str | None) -> Literal["enter", "leave"] | None:
    if words is None or words in _KINDS:
        return cast("Literal['enter', 'leave'] | None", words)
    problem = Text("'{word}' is no kind of event", "“{word}”不是事件类型").fill(word=words)
    raise FenjiError(problem, where="--kind", fix=Text("Write enter or leave.", "请写 enter 或 leave。"))


def _facts(one: Event, names: dict[tuple[str, str], Text]) -> dict[str, Any]:
    name = names.get((one.segmentation, one.segment), Text(one.segment, one.segment))
    return {
        "id": one.id,
        "as_of": one.as_of,
        "run_id": one.run_id,
        "compared_with": one.compared_with,
        "scheme": one.scheme,
        "segmentation": one.segmentation,
        "segment": one.segment,
        "name_zh": name.zh,
        "name_en": name.en,
        "kind": one.kind,
        "customer_id": one.customer_id,
        "customer_name": one.name,
    }


def _line(terminal: Terminal, one: Event, names: dict[tuple[str, str], Text]) -> list[str]:
    return [
        say_date(one.as_of, terminal.lang),
        one.customer_id,
        terminal.say(Text("unknown", "未知")) if one.name is None else one.name,
        terminal.say(_KINDS[one.kind]),
        terminal.say(names.get((one.segmentation, one.segment), Text(one.segment, one.segment))),
        one.segmentation,
    ]
