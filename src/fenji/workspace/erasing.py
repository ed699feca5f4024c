"""Somebody erased from everything the workspace keeps, with a certificate; begun is finished, whatever happens.

The order is what makes it safe: what is to be done is on the disk first, then the tombstone (from here on no import
brings the person back), then store by store; each may be done twice. Only when all are done is the note of whom it was
about removed and the certificate written.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fenji.intake.record import keep_journal
from fenji.lake.check import remove_orphans
from fenji.lake.commit import failpoint
from fenji.lake.tombstones import Tombstone, Tombstones, keep, known
from fenji.language import Text
from fenji.workspace import erasing_files as files
from fenji.workspace import runs as ledger
from fenji.workspace.certificates import write_certificate
from fenji.workspace.erasing_lake import blanked, sealed_by, settled
from fenji.workspace.erasing_models import models_with, rewrite_models
from fenji.workspace.erasing_notes import forget_note, next_number, note_done, open_notes, write_note
from fenji.workspace.erasing_person import Person, find_person
from fenji.workspace.holds import refuse_held
from fenji.workspace.resealing import Resealed
from fenji.workspace.standing_file import standing_again
from fenji.workspace.stores import Store, other_stores

if TYPE_CHECKING:
    from pathlib import Path

    from fenji.workspace.workspace import Workspace

Progress = Callable[[Text, float], None]
AFTER_NOTE = "erasing.after_note"
AFTER_TOMBSTONE = "erasing.after_tombstone"
AFTER_LAKE = "erasing.after_lake"
AFTER_SEALS = "erasing.after_seals"
AFTER_MODELS = "erasing.after_models"
AFTER_FILES = "erasing.after_files"
AFTER_OTHERS = "erasing.after_others"
FAILPOINTS = (AFTER_NOTE, AFTER_TOMBSTONE, AFTER_LAKE, AFTER_SEALS, AFTER_MODELS, AFTER_FILES, AFTER_OTHERS)
TITLES = {
    "lake": Text("Data and results, in every snapshot", "数据与评级结果（含全部历史快照）"),
    "models": Text("Lists of past runs", "各评级批次的查询清单"),
    "kept": Text("Figures kept for the next run and previews", "为下次评级和预览保留的指标"),
    "originals": Text("Imported files", "导入的原始文件"),
    "rejects": Text("Files of rejected rows", "未通过行的文件"),
    "exports": Text("Exports and reports", "导出文件与报告"),
}
_READ, _REWRITING = Text("finding what is kept", "查找数据"), Text("rewriting snapshots", "重写历史快照")
_SEALING, _LISTS = Text("sealing runs anew", "重新封存评级批次"), Text("rewriting lists", "重写查询清单")
_FILES, _OTHERS = Text("going through files", "处理文件"), Text("going through the application's data", "处理应用数据")


@dataclass(frozen=True)
class Held:
    """What one store has of somebody, in rows or files."""

    name: str
    title: Text
    count: int
    tables: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Erasure:
    """One erasure: its number, who asked for it and why, what went from where, and the runs it sealed anew."""

    number: str
    asked_at: datetime
    ended_at: datetime
    asked_by: str
    approved_by: str
    reason: str
    mark: str
    stores: tuple[Held, ...]
    resealed: tuple[Resealed, ...]
    merged: int


def preview(workspace: Workspace, customer_id: str) -> tuple[Held, ...]:
    """What an erasure would take out, store by store; nothing is written."""
    person = find_person(workspace.lake, customer_id)
    folder = workspace.folder.resolve()
    counted = blanked(workspace, person, is_trial=True).rows
    found = [
        Held("lake", TITLES["lake"], sum(counted.values()), counted),
        Held("models", TITLES["models"], len(models_with(folder, person))),
        Held("exports", TITLES["exports"], files.made_again(folder, person, is_trial=True)),
    ]
    return (*found, *(Held(one.name, one.title, one.count(person)) for one in _of_people(folder)))


def erase(
    workspace: Workspace,
    customer_id: str,
    *,
    reason: str,
    approved_by: str = "",
    progress: Progress | None = None,
) -> Erasure:
    """Takes somebody out of every store; finishes first what was begun and not ended.

    Errors: an unknown customer; one whose data a legal hold keeps.
    """
    finish(workspace, progress=progress)
    person = find_person(workspace.lake, customer_id)
    refuse_held(workspace.folder, person.ids)
    number = next_number(workspace.folder)
    note = {
        "number": number,
        "asked_at": datetime.now(UTC).isoformat(),
        "asked_by": workspace.actor,
        "approved_by": approved_by,
        "reason": reason,
        "person": person.to_json(),
        "done": {},
    }
    write_note(workspace.folder, note)
    failpoint(AFTER_NOTE)
    return _carried_out(workspace, note, progress or _silent)


def finish(workspace: Workspace, *, progress: Progress | None = None) -> tuple[Erasure, ...]:
    """Ends the erasures that a crash has left half done."""
    left = [json.loads(path.read_text("utf-8")) for path in open_notes(workspace.folder)]
    return tuple(_carried_out(workspace, note, progress or _silent) for note in left)


def erase_again(workspace: Workspace, person: Person, number: str) -> dict[str, int]:
    """Takes out somebody who was erased before and has come back: with a backup, or with data made again."""
    note = {"number": number, "person": person.to_json(), "done": {}}
    counts = {"lake": sum(blanked(workspace, person).rows.values())}
    settled(workspace, number)
    return {**counts, **_around(workspace, person, note, _silent)}


def _carried_out(workspace: Workspace, note: dict[str, Any], say: Progress) -> Erasure:
    folder, person = workspace.folder.resolve(), Person.from_json(note["person"])
    stones, number = known(folder), note["number"]
    if number not in {one.number for one in stones.stones}:
        stone = Tombstone(number, note["asked_at"][:10], person.marks(stones))
        stones = Tombstones(stones.key, (*stones.stones, stone))
        keep(folder, stones)
    failpoint(AFTER_TOMBSTONE)
    say(_REWRITING, 0.05)
    changed = blanked(workspace, person, say=lambda share: say(_REWRITING, 0.05 + 0.45 * share))
    note_done(folder, note, "lake", changed.rows)
    failpoint(AFTER_LAKE)
    say(_SEALING, 0.5)
    resealed = settled(workspace, number)
    failpoint(AFTER_SEALS)
    _around(workspace, person, note, say)
    ended = _ended(note, stones.mark("customer", person.ids[0]), resealed or sealed_by(workspace, number), person)
    write_certificate(folder, ended, stones)
    forget_note(folder, number)
    say(Text("done", "完成"), 1.0)
    return ended


def _around(workspace: Workspace, person: Person, note: dict[str, Any], say: Progress) -> dict[str, int]:
    """Everything but the lake."""
    folder = workspace.folder.resolve()
    counts: dict[str, int] = {}

    def count(name: str, number: int) -> None:
        counts[name] = number
        note_done(folder, note, name, {"": number})

    say(_LISTS, 0.6)
    sealed = {kept.run.id: kept.run for kept in ledger.runs(workspace.lake) if kept.run.resealed}
    limit = workspace.memory_limit
    workspace.close()
    count("models", rewrite_models(folder, person, sealed, memory_limit=limit))
    files.figures_kept(folder)
    standing_again(workspace)
    failpoint(AFTER_MODELS)
    say(_FILES, 0.8)
    count("originals", sum(files.originals(folder, person, note["number"]).values()))
    count("rejects", files.rejects(folder, person))
    count("exports", files.made_again(folder, person))
    if workspace.lake.has("imports"):
        keep_journal(workspace.lake.engine, folder / "originals")
    workspace.close()
    failpoint(AFTER_FILES)
    say(_OTHERS, 0.9)
    for store in _of_people(folder):
        note.setdefault("titles", {})[store.name] = [store.title.en, store.title.zh]
        count(store.name, store.erase(person))
    failpoint(AFTER_OTHERS)
    remove_orphans(folder / "lake")
    return counts


def _of_people(folder: Path) -> list[Store]:
    """The stores of other packages that hold rows of people; those that only have a time of keeping are left out."""
    return [store for store in other_stores(folder) if not store.rule]


def _ended(note: dict[str, Any], mark: str, resealed: tuple[Resealed, ...], person: Person) -> Erasure:
    held = []
    for name, tables in note["done"].items():
        title = TITLES.get(name) or Text(*note.get("titles", {}).get(name, (name, name)))
        held.append(Held(name, title, sum(tables.values()), tables if name == "lake" else {}))
    return Erasure(
        number=note["number"],
        asked_at=datetime.fromisoformat(note["asked_at"]),
        ended_at=datetime.now(UTC),
        asked_by=note["asked_by"],
        approved_by=note["approved_by"],
        reason=note["reason"],
        mark=mark,
        stores=tuple(held),
        resealed=resealed,
        merged=len(person.ids) - 1,
    )


def _silent(stage: Text, share: float) -> None:
    """Nobody watches."""
    del stage, share
