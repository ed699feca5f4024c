"""Grades for the system that the customer list came from: its own numbers, under its own headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji.errors import WorkspaceError
from fenji.intake.identity.merges import links_of, merges, survivor_of
from fenji.intake.record import journal, mapping_of
from fenji.language import Language, Text

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.workspace.workspace import Workspace

ID, NAME, GRADE = Text("Customer ID", "客户ID"), Text("Name", "客户姓名"), Text("Customer grade", "客户等级")
SCORE, AS_OF = Text("Grade score", "等级评分"), Text("Graded as of", "评级基准日")
UNGRADED = Text("ungraded", "暂不评级")


@dataclass(frozen=True)
class UpdateFile:
    """The update file: the source it is for, its headings, and its rows one at a time."""

    source: str
    headings: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


def update_file(workspace: Workspace, result: Result, lang: Language, *, source: str | None = None) -> UpdateFile:
    """One row for every listed customer: the number in the other system, name, grade, score, day.

    Headings of number, name and grade are those of the list as it was imported, so that the other system knows them.
    Records that were merged each get the grade of the one customer they are. The headings are those of the newest
    list; with a `source`, of its newest list, and only its customers are written.
    """
    lists = [
        row
        for row in journal(workspace.lake.engine)
        if row["table_name"] == "customers" and row["undone_by"] is None and source in (None, row["source"])
    ]
    if not lists:
        raise WorkspaceError(
            Text("no customer list was imported from there", "没有从该来源导入过客户名单"),
            where=source or "customers",
            fix=Text(
                "Import one with `fenji import FILE --as customers`.",
                "请先用 `fenji import 文件 --as customers` 导入。",
            ),
        )
    newest = lists[-1]
    fed = mapping_of(newest).columns
    names = {"customer_id": ID, "name": NAME, "existing_grade": GRADE}
    first = tuple(fed.get(column, words.say(lang)) for column, words in names.items())
    headings = (*first, SCORE.say(lang), AS_OF.say(lang))
    return UpdateFile(newest["source"], headings, _rows(workspace, result, source, lang))


def _rows(workspace: Workspace, result: Result, source: str | None, lang: Language) -> Iterator[tuple[Any, ...]]:
    names = {tier.key: tier.name.say(lang) for tier in result.scheme.scheme.tiers}
    grades = {row["customer_id"]: (row["tier"], row["score"]) for row in result.rows(["customer_id", "tier", "score"])}
    into = links_of(merges(workspace.lake))
    sql = (
        "SELECT customer_id, name FROM lake.main.customers "
        "WHERE is_listed AND (CAST(? AS VARCHAR) IS NULL OR source = ?) ORDER BY customer_id"
    )
    for batch in workspace.lake.engine.batches(sql, [source, source]):
        for row in batch.to_pylist():
            number = row["customer_id"]
            survivor = survivor_of(into, number)
            if survivor not in grades:
                continue
            tier, score = grades[survivor]
            said = UNGRADED.say(lang) if tier is None else names[tier]
            yield number, row["name"], said, score, result.run.as_of
