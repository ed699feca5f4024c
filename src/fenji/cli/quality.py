"""`fenji quality`: how good the data is, and what its flaws do to the grades."""

from __future__ import annotations

from typing import Annotated

import typer

from fenji.cli.ask import read_day
from fenji.cli.command import Example, Key, command
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.language import Text, say_count, say_date, say_share
from fenji.tables import CANONICAL

_EMPTY = Text("There is no data yet.", "还没有数据。")
_FINE = Text("Nothing to report.", "未发现问题。")
_TABLES, _FINDINGS = Text("Tables", "各标准表"), Text("Findings, the weightiest first", "发现的问题（按轻重）")


@command(
    "quality",
    place=35,
    summary=Text("Show how good the data is and what that does to the grades.", "查看数据质量及其对等级的影响。"),
    about=Text(
        "Completeness, duplicates, outliers, freshness, facts without a listed customer, guests and their share of "
        "revenue, currencies, gaps in time, and what changed against the import before. --json has a query for each.",
        "完整度、重复、异常值、时效、无名单客户的记录、散客及其金额占比、币种、时间断档，以及与上次导入相比的变化。"
        "--json 中每项附有查询示例。",
    ),
    examples=(Example("fenji quality", Text("everything", "全部")),),
    keys=(
        Key("tables[].table", Text("a canonical table", "标准表")),
        Key("tables[].rows", Text("its rows", "行数")),
        Key("tables[].newest", Text("the day of its newest fact; null", "最新记录日期；没有则为 null")),
        Key("tables[].filled", Text("column → share filled, 0 to 1", "各列填写比例（0–1）")),
        Key("tables[].filled.*", Text("the share of one column", "单列填写比例")),
        Key("findings[].code", Text("a stable code", "固定代码")),
        Key("findings[].table", Text("the canonical table", "标准表")),
        Key("findings[].level", Text("warning or note", "warning 警告、note 说明")),
        Key("findings[].count", Text("how many; days where the words say so", "数量；时效为天数")),
        Key("findings[].share", Text("share, 0 to 1", "占比（0–1）")),
        Key("findings[].problem_zh", Text("what it is, in Chinese", "问题（中文）")),
        Key("findings[].problem_en", Text("what it is, in English", "问题（英文）")),
        Key("findings[].effect_zh", Text("what it does to the grades, in Chinese", "对等级的影响（中文）")),
        Key("findings[].effect_en", Text("what it does to the grades, in English", "对等级的影响（英文）")),
        Key("findings[].query", Text("a query on the lake that shows examples", "查看示例的查询语句")),
    ),
)
def quality(
    terminal: Terminal,
    *,
    today: Annotated[
        str | None, typer.Option("--today", metavar="DAY"), Text("the day to measure freshness by", "计算时效的日期")
    ] = None,
) -> Answer:
    """Reads only."""
    from fenji.workspace.quality import quality as look

    found = look(terminal.workspace, today=read_day(today, option="--today"))
    findings = found.findings

    def show() -> None:
        if not found.tables:
            terminal.write(_EMPTY)
            return
        lang = terminal.lang
        terminal.title(_TABLES)
        headings = (
            Heading(Text("Table", "标准表")),
            Heading(Text("Rows", "行数"), "right", is_whole=True),
            Heading(Text("Newest", "最新"), is_whole=True),
            Heading(Text("Columns with values", "有数据的列"), "right", is_whole=True),
        )
        terminal.table(
            headings,
            [
                [
                    CANONICAL[one.table].title.say(lang),
                    say_count(one.rows, lang),
                    "-" if one.newest is None else say_date(one.newest, lang),
                    str(len(one.filled)),
                ]
                for one in found.tables
            ],
        )
        terminal.title(_FINDINGS)
        if not findings:
            terminal.write(_FINE)
            return
        columns = (
            Heading(Text("Count", "数量"), "right", is_whole=True),
            Heading(Text("Share", "占比"), "right", is_whole=True),
            Heading(Text("Table", "标准表")),
            Heading(Text("What", "问题")),
            Heading(Text("What it does to the grades", "对等级的影响")),
        )
        rows = [
            [
                say_count(one.count, lang),
                "-" if one.share is None else say_share(one.share, lang, decimals=1),
                CANONICAL[one.table].title.say(lang),
                one.problem.say(lang),
                one.effect.say(lang),
            ]
            for one in findings
        ]
        terminal.table(columns, rows)

    facts = {
        "tables": [
            {"table": one.table, "rows": one.rows, "newest": one.newest, "filled": one.filled} for one in found.tables
        ],
        "findings": [
            {
                "code": one.code,
                "table": one.table,
                "level": one.level,
                "count": one.count,
                "share": one.share,
                "problem_zh": one.problem.zh,
                "problem_en": one.problem.en,
                "effect_zh": one.effect.zh,
                "effect_en": one.effect.en,
                "query": one.query,
            }
            for one in findings
        ],
    }
    return Answer(facts, show)
