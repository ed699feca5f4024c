"""`fenji demo`: fenji shown on real and on simulated data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.facts import move_facts, move_keys, run_facts, run_keys, tier_facts, tier_keys, tier_name
from fenji.cli.listing import show_movers, show_notes, show_run, show_tiers
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.verbatim import lines_verbatim, verbatim
from fenji.language import LANGUAGES, Text, say_count

if TYPE_CHECKING:
    from fenji.result import HistoryPoint, Move, Result
    from fenji.workspace.demo import Shown

_MOVES = 5
_MOVERS = Text("The biggest moves since {day}:", "与 {day} 相比金额最大的等级变动：")
_OVER_TIME = Text("Customers by tier over time:", "各期等级人数：")
_EXPLAINED = Text("Three customers explained:", "三位客户的等级说明：")
_FILES = Text("Files ({count}): {folder}", "文件（{count} 个）：{folder}")
_KEPT = Text(
    "Nothing changed since the last time: the files are those written before.", "与上次相比没有变化，沿用已写入的文件。"
)
_TRY = Text(
    "Go on: fenji customers --near VIP --workspace {folder}", "继续：fenji customers --near VIP --workspace {folder}"
)


@command(
    "demo",
    place=1,
    summary=Text("Show fenji on a real retailer's data and on a simulated sample.", "用真实零售数据和模拟数据演示。"),
    about=Text(
        "Loads both data sets, grades them month by month, prints tiers, moves and three explained customers, and "
        "writes workbooks, charts and icons in both languages. A second time takes seconds and changes nothing.",
        "载入两套数据，逐月评级，显示等级、变动和三位客户的说明，并写出中英文表格、图表和图标。"
        "再次执行只需数秒，不会改动任何内容。",
    ),
    examples=(Example("fenji demo", Text("into the folder demo", "写入 demo 文件夹")),),
    keys=(
        Key("folder", Text("where everything lies", "所在文件夹")),
        Key("results[].data", Text("complete_journey or simulated", "数据集名称")),
        Key("results[].workspace", Text("the workspace's folder", "工作区文件夹")),
        *run_keys("results[].run"),
        *tier_keys("results[].tiers[]"),
        Key("results[].history[].as_of", Text("an as-of date", "评估基准日")),
        Key("results[].history[].tier", Text("a tier's key; null is ungraded", "等级代码；暂不评级为 null")),
        Key("results[].history[].customers", Text("its customers that day", "当日客户数")),
        *move_keys("results[].movers[]"),
        Key("results[].explained[].customer_id", Text("a customer's id", "客户ID")),
        Key("results[].explained[].lines[]", Text("the explanation, line by line", "逐行说明")),
        Key("results[].files_zh[]", Text("files in Chinese", "中文文件")),
        Key("results[].files_en[]", Text("files in English", "英文文件")),
        Key("results[].is_unchanged", Text("true where the files were there already", "文件是否沿用上次")),
    ),
)
def demo(
    terminal: Terminal,
    *,
    folder: Annotated[Path, typer.Option("--folder", metavar="FOLDER"), Text("where to", "写入位置")] = Path("demo"),
) -> Answer:
    """Everything is shown as it is done; --workspace has no meaning here."""
    from fenji.workspace.demo import demonstrate

    results: list[dict[str, Any]] = []
    with terminal.progress() as progress:
        for shown in demonstrate(folder, progress):
            explained = _explained(shown.result, terminal)
            if not terminal.is_json:
                _show(shown, explained, terminal)
            results.append(_facts(shown, explained))

    def show() -> None:
        terminal.hint(_TRY.fill(folder=folder / "simulated"))

    return Answer({"folder": folder, "results": results}, show)


def _show(shown: Shown, explained: Sequence[tuple[str, list[str]]], terminal: Terminal) -> None:
    result = shown.result
    terminal.title(shown.data.title)
    show_run(result, terminal)
    show_tiers(result, terminal)
    show_notes(result, terminal)
    history = result.history()
    if len({point.run_id for point in history}) > 1:
        terminal.title(_OVER_TIME)
        _show_history(result, history, terminal)
    if result.previous is not None:
        terminal.title(_MOVERS.fill(day=result.previous.as_of.isoformat()))
        show_movers(result, _movers(result), terminal)
    terminal.title(_EXPLAINED)
    for number, (_, lines) in enumerate(explained):
        if number:
            terminal.write("")
        for line in lines:
            terminal.write(lines_verbatim(line))
    terminal.write("")
    if shown.is_unchanged:
        terminal.write(_KEPT)
    for lang in LANGUAGES:
        files = shown.files[lang]
        place = files[0].parent if files else Path()
        terminal.write(_FILES.fill(count=len(files), folder=verbatim(place)))


def _show_history(result: Result, history: Sequence[HistoryPoint], terminal: Terminal) -> None:
    held = {point.tier for point in history}
    keys = [key for key in (*(tier.key for tier in result.scheme.scheme.tiers), None) if key in held]
    days = list(dict.fromkeys(point.as_of for point in history))
    counts = {(point.as_of, point.tier): point.customers for point in history}
    headings = [Heading(Text("As of", "评估基准日"), is_whole=True)]
    headings += [Heading(tier_name(result, key), "right") for key in keys]
    terminal.table(
        headings,
        [[day.isoformat(), *(say_count(counts.get((day, key), 0), terminal.lang) for key in keys)] for day in days],
    )


def _movers(result: Result) -> list[Move]:
    """The biggest promotions and demotions; newcomers only where nobody moved."""
    moved = [*result.movers(_MOVES, kind="promotion"), *result.movers(_MOVES, kind="demotion")]
    return moved or result.movers(_MOVES)


def _explained(result: Result, terminal: Terminal) -> list[tuple[str, list[str]]]:
    """Three customers: the best, the biggest promotion and the biggest demotion, or else the best of other tiers."""
    from fenji.review.explain import explain

    chosen = [row["customer_id"] for row in result.rows(["customer_id"], limit=1)]
    for kind in ("promotion", "demotion"):
        chosen += [move.customer_id for move in result.movers(1, kind=kind)]
    for tier in reversed(result.scheme.scheme.tiers):
        chosen += [row["customer_id"] for row in result.rows(["customer_id"], where={"tier": tier.key}, limit=1)]
    three = list(dict.fromkeys(chosen))[:3]
    return [(one, explain(result, one).say(terminal.lang)) for one in three]


def _facts(shown: Shown, explained: Sequence[tuple[str, list[str]]]) -> dict[str, Any]:
    result = shown.result
    return {
        "data": shown.data.name,
        "workspace": shown.workspace.folder,
        "run": run_facts(result.run),
        "tiers": [tier_facts(summary) for summary in result.tiers()],
        "history": [
            {"as_of": point.as_of, "tier": point.tier, "customers": point.customers} for point in result.history()
        ],
        "movers": [move_facts(move) for move in _movers(result)],
        "explained": [{"customer_id": one, "lines": lines} for one, lines in explained],
        "files_zh": list(shown.files["zh"]),
        "files_en": list(shown.files["en"]),
        "is_unchanged": shown.is_unchanged,
    }
