"""The playbook in force and the findings of the run shown; words that people write are kept with versions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fenji_web import library
from fenji_web.beside import queries as beside
from fenji_web.runs.models import CANCELLED, DONE, FAILED, Job
from fenji_web.runs.services import enqueue
from fenji_web.ui.remembered import kept

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from typing import Any

    from fenji_web.accounts.models import User
    from fenji_web.customers.access import Readable
    from fenji_web.library import (
        Current,
        Finding,
        Language,
        Playbook,
        Result,
        SchemeIssues,
        Segmentation,
        Text,
        WrittenPlaybook,
        Yardstick,
    )
    from fenji_web.ui.reading import Reading

TABLES = "findings_of_tables"


def playbook(reading: Reading) -> tuple[Playbook, SchemeIssues | None]:
    """The playbook in force; where its file has mistakes the shipped one, and the mistakes."""
    return library.playbook_in(reading.workspace_folder)


def findings(reading: Reading, of: Readable) -> tuple[Finding, ...]:
    """The findings of the run shown, with the owners of now; made once a file, a day and a change of owners."""
    today = datetime.now(ZoneInfo(reading.zone)).date()
    relation = beside.relation({"owner"}, is_laid=bool(of.laid), has_owner="owner" in of.types)
    named = library.segmentations_in(reading.workspace_folder)
    stamp = tuple((one.name, one.title.en) for one in named)
    assert reading.result is not None
    job = None if reading.scope else looked_into(reading.result.run.id)  # it looked into everybody's tables
    recorded = library.Recorded.from_json(job.result) if job is not None and job.state == DONE and job.result else None

    def make(result: Result) -> tuple[Finding, ...]:
        rows = replace(result, relation=relation)
        tiers = result.tiers()
        return library.overview(
            rows, None, tiers=tiers, segmentations=named, today=today, has_owners=True, recorded=recorded
        )

    return kept(reading, ("playbook", "findings", of.laid, today, stamp, job.pk if recorded and job else 0), make)


def looked_into(run_id: str) -> Job | None:
    """The newest work that asked the tables of a run; None where nobody wanted that yet."""
    return Job.objects.filter(kind=TABLES, arguments__run=run_id).order_by("-id").first()


def look_into(run_id: str, *, by: User) -> None:
    """Asks for the tables of a run to be looked into, unless that is done or under way."""
    there = looked_into(run_id)
    if there is None or there.state in (FAILED, CANCELLED):
        enqueue(TABLES, by=by, run=run_id)


def way(finding: Finding, of: Readable) -> str:
    """The list of exactly the customers a finding speaks of; none where this person may not ask for them."""
    if finding.asked is None:
        return ""
    known = (of.columns.get(term.column) for term in finding.asked.terms)
    return f"/customers/{finding.asked.address}" if all(one is not None and one.is_open for one in known) else ""


def yardstick(reading: Reading) -> Yardstick:
    """What one customer is measured by, with the playbook in force."""
    plain = kept(reading, ("playbook", "yardstick"), library.Yardstick.of)
    return replace(plain, playbook=playbook(reading)[0])


@dataclass(frozen=True)
class ForOne:
    """What one customer's numbers say, and what to do; the words of their stage, where they have one."""

    findings: list[str]
    suggestions: list[str]
    stage: Text | None = None
    in_stage: Text | None = None


def for_one(row: Mapping[str, Any], by: Yardstick, lang: Language) -> ForOne:
    """The findings and suggestions of one customer in one language."""
    return ForOne(library.findings(row, by, lang), library.suggestions(row, by, lang))


def of_customer(reading: Reading, row: Mapping[str, Any], lang: Language) -> ForOne:
    """The same with what the playbook says of the customer's stage."""
    by = yardstick(reading)
    told = for_one(row, by, lang)
    stages = next((one for one in library.segmentations_in(reading.workspace_folder) if one.name == "stage"), None)
    here = None if stages is None else next((one for one in stages.segments() if one.key == row.get("stage")), None)
    if here is None:
        return told
    held = kept(reading, ("playbook", "stages"), lambda found: found.counts("stage"))
    customers, money = next((n, money) for values, n, money in held if values == (here.key,))
    said = by.playbook.for_segment("stage", here).fill(figures(reading, here.name, customers, money))
    return replace(told, stage=here.name, in_stage=said)


def advised(reading: Reading, book: Playbook, one: Segmentation, key: str | None, *held: Any) -> Text:
    """What to do with a segment of so many customers and so much revenue; empty for those in none."""
    segment = next((each for each in one.segments() if each.key == key), None)
    nothing: Text = library.same("")
    if segment is None:
        return nothing
    told = book.for_segment(one.name, segment)
    return told.fill(figures(reading, segment.name, *held)) if "{" in told.text.zh + told.text.en else told.text


def figures(reading: Reading, name: Text, customers: int, money: Decimal | None) -> dict[str, Text]:
    """The figures that the words of a tier, stage or segment may name."""
    result = reading.result
    assert result is not None
    tiers = kept(reading, ("tiers",), lambda found: found.tiers())
    known = [one.net_revenue for one in tiers if one.net_revenue is not None]
    revenue = sum(known[1:], known[0]) if known else None
    run = result.run
    told: dict[str, Text] = library.group_figures(
        name, customers=customers, everyone=run.customers, money=money, revenue=revenue, currency=run.currency
    )
    return told


def now(reading: Reading) -> Current:
    """The company's file as it stands."""
    return library.written_file.current(reading.workspace_folder, library.PLAYBOOK_FILE)


def read(reading: Reading, text: str) -> WrittenPlaybook:
    """A text as a playbook; SchemeIssues names every mistake with its line."""
    return library.read_playbook_text(text, library.known_in(reading.workspace_folder))


def keep(reading: Reading, text: str, *, expected: str, by: User, note: str = "") -> None:
    """Keeps a text as the file and as its newest version; ChangedMeanwhile where somebody else wrote."""
    folder = reading.workspace_folder
    library.written_file.keep(folder, library.PLAYBOOK_FILE, text, expected=expected, by=by.username, note=note)


def keep_words(
    reading: Reading, place: tuple[str, str], words: Text | None, *, was: Text, expected: str, by: User, note: str
) -> Text | None:
    """Keeps the words of one tier, stage or segment; None takes the company's own away.

    What somebody else wrote elsewhere in the file meanwhile stays. Where they changed these same words since they were
    `was`, nothing is kept and their words are given back.
    """
    there = now(reading)
    written = read(reading, there.text)
    theirs = said(written, place)
    if there.digest != expected and theirs != was:
        return theirs
    keep(reading, written.with_words(*place, words).text(), expected=there.digest, by=by, note=note)
    return None


def said(written: WrittenPlaybook, place: tuple[str, str]) -> Text:
    """What the company wrote for one tier, stage or segment; empty where nothing."""
    part, key = place
    found = getattr(written, part) if part in ("tiers", "stages") else written.segments.get(part, {})
    nothing: Text = library.same("")
    return found.get(key, nothing)
