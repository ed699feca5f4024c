"""`fenji grade`: every customer graded as of a day."""

from __future__ import annotations

from typing import Annotated

import typer

from fenji.cli.ask import read_day, read_window
from fenji.cli.command import Example, command
from fenji.cli.decided import decided_facts, decided_keys, show_decided
from fenji.cli.facts import run_facts, run_keys, tier_facts, tier_keys
from fenji.cli.grade_all import ALL_KEYS, grade_all
from fenji.cli.grade_every import EVERY_KEYS, grade_every
from fenji.cli.listing import show_notes, show_run, show_tiers
from fenji.cli.terminal import Answer, Terminal
from fenji.errors import FenjiError
from fenji.language import Text

_NEXT = Text(
    "Next: fenji customers --limit 20 · fenji explain ID · fenji export workbook --out customers.xlsx",
    "下一步：fenji customers --limit 20 · fenji explain 客户ID · fenji export workbook --out 客户.xlsx",
)
_ONE = Text("another engine grades one scheme and day at a time", "在其他引擎上一次只能评一个标准、一天")
_ONE_BY_ONE = Text("Leave out --all and --every.", "请去掉 --all 和 --every。")


@command(
    "grade",
    place=40,
    summary=Text("Grade every customer by a scheme, as of a day.", "按分级标准在评估基准日给全部客户定级。"),
    about=Text(
        "The as-of day counts; nothing later is seen. Cut points are found the first time and kept: --recalibrate "
        "finds them again and makes a new version. The same question on the same data is the run kept before.",
        "评估基准日当天计入，之后的数据不计。分界值首次计算后固定；--recalibrate 重新计算并产生新版本。"
        "数据和问题相同时，直接给出已保存的批次。",
    ),
    examples=(
        Example(
            "fenji grade --scheme value --as-of 2024-06-30",
            Text("by the ready-made scheme `value`", "用现成标准 value 定级"),
        ),
        Example(
            'fenji grade --scheme my.yaml --window "12 months"',
            Text("by your own scheme, over twelve months", "用自己的标准，评估周期 12 个月"),
        ),
        Example(
            "fenji grade --every month --from 2023-01 --to 2024-06",
            Text("every month's last day, in order", "逐月补评每月最后一天"),
        ),
        Example(
            "fenji grade --engine spark://10.0.0.5:7077",
            Text("computed by a Spark cluster, kept here", "由 Spark 集群计算，结果保存在本工作区"),
        ),
    ),
    keys=(*run_keys("run"), *tier_keys("tiers[]"), *decided_keys("overrides"), *ALL_KEYS, *EVERY_KEYS),
)
def grade(  # noqa: PLR0913 - an option each
    terminal: Terminal,
    *,
    scheme: Annotated[
        str, typer.Option("--scheme", metavar="NAME"), Text("a scheme's name or YAML file", "分级标准名称或 YAML 文件")
    ] = "value",
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DAY"),
        Text(
            "the as-of date; default: the day of the last order, without orders that of the newest customer list",
            "评估基准日；默认为最后一笔订单的日期，没有订单时为最新客户名单的统计日期",
        ),
    ] = None,
    window: Annotated[
        str | None,
        typer.Option("--window", metavar="PERIOD"),
        Text(
            'another period: "90 days", "12 months" or all; default: the scheme\'s',
            '评估周期："90 days"、"12 months" 或 all；默认取标准的设置',
        ),
    ] = None,
    recalibrate: Annotated[
        bool,
        typer.Option("--recalibrate"),
        Text("find the cut points again: a new version", "重新计算分界值，产生新版本"),
    ] = False,
    every: Annotated[
        str | None,
        typer.Option("--every", metavar="week|month|quarter"),
        Text("the last day of every week, month or quarter instead of one day", "逐周、逐月或逐季补评，取每期最后一天"),
    ] = None,
    first: Annotated[
        str | None,
        typer.Option("--from", metavar="DAY"),
        Text("with --every: from this day or month (2023-01) on", "与 --every 同用：起始日或月份（2023-01）"),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", metavar="DAY"),
        Text("with --every: up to this day or month", "与 --every 同用：截止日或月份"),
    ] = None,
    everything: Annotated[
        bool,
        typer.Option("--all"),
        Text("by the primary scheme and all others of fenji.yaml", "按 fenji.yaml 中的主标准与其他标准一并评级"),
    ] = False,
    engine: Annotated[
        str,
        typer.Option("--engine", metavar="ADDRESS"),
        Text(
            "compute elsewhere: local[2], spark://host:port, sc://host:port, postgres://user@host/db; the same grades",
            "在其他计算引擎上评级：`local[2]`、`spark://主机:端口`、`sc://主机:端口`、`postgres://用户@主机/库`；结果相同",
        ),
    ] = "duckdb",
    whole: Annotated[
        bool,
        typer.Option("--whole"),
        Text("read every order again, even where figures kept before would do", "重新读取全部订单，不沿用已保存的汇总"),
    ] = False,
) -> Answer:
    """A run: kept, explained, and the same again whenever it is asked for."""
    day = read_day(as_of)
    if engine != "duckdb" and (everything or every is not None):
        raise FenjiError(_ONE, where="--engine", fix=_ONE_BY_ONE)
    if everything:
        return grade_all(terminal, as_of=day, recalibrate=recalibrate)
    workspace = terminal.workspace
    wanted = scheme if window is None else workspace.scheme(scheme).with_changes(window=read_window(window))
    if every is not None:
        return grade_every(terminal, wanted, every=every, first=first, last=last, recalibrate=recalibrate)
    with terminal.progress() as progress:
        result = workspace.grade(
            wanted, as_of=day, recalibrate=recalibrate, progress=progress, engine=engine, is_whole=whole
        )
    overrides = decided_facts(terminal, result)

    def show() -> None:
        show_run(result, terminal)
        show_tiers(result, terminal)
        show_notes(result, terminal)
        show_decided(terminal, result, overrides)
        terminal.hint(_NEXT)

    tiers = [tier_facts(tier) for tier in result.tiers()]
    return Answer({"run": run_facts(result.run), "tiers": tiers, "overrides": overrides}, show)
