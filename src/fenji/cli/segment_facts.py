"""Segments, their counts and events as facts for `--json` and as lines of tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fenji.cli.command import Key
from fenji.cli.facts import share
from fenji.cli.terminal import Heading, Terminal
from fenji.language import Text, say_count, say_money, say_share

if TYPE_CHECKING:
    from fenji.result_records import Run
    from fenji.segments.segmentation import Segment, Segmentation
    from fenji.workspace.members import Count

NOBODY = Text("(in none)", "（不属于任何客群）")
SEGMENT = Text("Segment", "客群")
UNSTAGED = Text("(no stage)", "（无阶段）")


def segment_facts(segment: Segment | None, count: Count | None) -> dict[str, Any]:
    """A segment with its customers and what they bring; both counts null where nothing was graded yet."""
    return {
        "segment": None if segment is None else segment.key,
        "name_zh": NOBODY.zh if segment is None else segment.name.zh,
        "name_en": NOBODY.en if segment is None else segment.name.en,
        "advice_zh": "" if segment is None else segment.advice.zh,
        "advice_en": "" if segment is None else segment.advice.en,
        "customers": None if count is None else count.customers,
        "customer_share": None if count is None else share(count.customer_share),
        "net_revenue": None if count is None else count.net_revenue,
        "revenue_share": None if count is None else share(count.revenue_share),
    }


def segment_keys(at: str) -> tuple[Key, ...]:
    """The keys of a segment at a place such as `segments[]`."""
    rows = (
        ("segment", "the segment's key; null for those in none", "客群代码；不属于任何客群为 null"),
        ("name_zh", "its Chinese name", "中文名称"),
        ("name_en", "its English name", "英文名称"),
        ("advice_zh", "what it asks for, in Chinese", "建议(中文)"),
        ("advice_en", "what it asks for, in English", "建议(英文)"),
        ("customers", "how many customers; null before the first grading", "客户数；首次评级前为 null"),
        ("customer_share", "their share of all customers, 0 to 1", "客户数占比(0–1)"),
        ("net_revenue", "their net revenue in the run's period", "批次周期内购买金额(扣退款)"),
        ("revenue_share", "their share of all revenue, 0 to 1", "金额占比(0–1)"),
    )
    return tuple(Key(f"{at}.{name}", Text(en, zh)) for name, en, zh in rows)


def pairs(segmentation: Segmentation, counts: Sequence[Count] | None) -> list[tuple[Segment | None, Count | None]]:
    """Each segment with its count, those in none last where there are any."""
    if counts is None:
        return [(segment, None) for segment in segmentation.segments()]
    by_key = {segment.key: segment for segment in segmentation.segments()}
    return [(None if one.segment is None else by_key[one.segment], one) for one in counts]


def show_counts(
    terminal: Terminal,
    rows: Sequence[tuple[Segment | None, Count | None]],
    run: Run | None,
    *,
    nobody: Text = NOBODY,
    heading: Text = SEGMENT,
) -> None:
    """A table of segments: customers, share, revenue, what to do."""
    headings = (
        Heading(heading),
        Heading(Text("Customers", "客户数"), "right", is_whole=True),
        Heading(Text("Share", "占比"), "right", is_whole=True),
        Heading(Text("Net revenue", "购买金额"), "right", is_whole=True),
        Heading(Text("Of revenue", "金额占比"), "right", is_whole=True),
        Heading(Text("What to do", "建议")),
    )
    terminal.table(headings, [_line(terminal, segment, count, run, nobody) for segment, count in rows])


def _line(terminal: Terminal, segment: Segment | None, count: Count | None, run: Run | None, nobody: Text) -> list[str]:
    name = terminal.say(nobody if segment is None else segment.name)
    advice = "" if segment is None else terminal.say(segment.advice)
    if count is None or run is None:
        return [name, "-", "-", "-", "-", advice]
    return [
        name,
        say_count(count.customers, terminal.lang),
        say_share(count.customer_share, terminal.lang, decimals=1),
        say_money(count.net_revenue, run.currency, terminal.lang),
        say_share(count.revenue_share, terminal.lang, decimals=1),
        advice,
    ]
