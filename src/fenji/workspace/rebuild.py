"""The lake made again from the originals and the mappings of every import, and proven to be the same."""

from __future__ import annotations

import importlib
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.errors import FenjiError, IntakeError, LakeError
from fenji.intake.archive import hash_of
from fenji.intake.demo.import_record import ASKED as DEMO
from fenji.intake.importing import import_file
from fenji.intake.record import TABLE, UNDO, journal, kept_journal, mapping_of
from fenji.intake.redact import expected
from fenji.intake.report import Replay
from fenji.intake.undo import undo_import
from fenji.lake.lake import Lake
from fenji.lake.rebuild import carry_over, change_records, exchange, table_digest
from fenji.language import Text
from fenji.tables import CANONICAL
from fenji.workspace.decisions import KEPT
from fenji.workspace.importing import intake_settings
from fenji.workspace.resealing import nobodys_rows

if TYPE_CHECKING:
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Text, float], None]
REBUILDING = "lake.rebuilding"
MADE_AGAIN = frozenset((*CANONICAL, TABLE))  # by the imports themselves


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild made: entries made again, table → digest before and now, and where the old lake is kept.

    Compared are the canonical tables and those of decisions. `before` is None for a table that the old lake could not
    give any more. `is_bare`: the old catalog could not be read, so that decisions, versions and runs are gone.
    """

    imports: int
    digests: dict[str, tuple[str | None, str]]
    copied: int
    kept: Path | None
    is_bare: bool = False

    @property
    def is_same(self) -> bool:
        """Whether every table that could be read before has the same rows now."""
        return all(before in (None, now) for before, now in self.digests.values())


def rebuild(workspace: Workspace, *, is_trial: bool = False, progress: Progress | None = None) -> Rebuilt:
    """Imports every original again, in order and by its own mapping, into a new lake, and puts that in place.

    Decisions and results (runs, merges, overrides, scheme versions) are brought over between the imports, as they were
    when each run looked; runs name the new snapshots, so that replay holds. Where a table of facts or decisions comes
    out differently nothing is exchanged, and it is an error that names the table. `is_trial` only compares. The old
    lake is kept beside the new one. Errors: a file of a table of decisions is damaged, for no original holds those.
    """
    say = progress or _silent
    old = _readable(workspace)
    entries = journal(old.engine) if old is not None else kept_journal(workspace.folder / "originals")
    _check_originals(workspace, entries)
    coming = workspace.folder / REBUILDING
    shutil.rmtree(coming, ignore_errors=True)
    try:
        rebuilt = _made(workspace, old, coming, entries, say)
        if not rebuilt.is_same:
            raise _differs(rebuilt)
        if is_trial:
            return rebuilt
        workspace.close()
        kept = exchange(workspace.folder / "lake", coming, actor=workspace.actor)
        return replace(rebuilt, kept=kept)
    finally:
        shutil.rmtree(coming, ignore_errors=True)


def _made(
    workspace: Workspace, old: Lake | None, coming: Path, entries: list[dict[str, Any]], say: Progress
) -> Rebuilt:
    decided = [name for name in KEPT if old is not None and old.has(name)]
    if old is not None:
        old.verify(decided)
    with Lake.create(coming, memory_limit=workspace.memory_limit) as lake:
        copied = _filled(workspace, old, lake, entries, say)
        if old is not None:
            nobodys_rows(old, lake, actor=workspace.actor)
        say(Text("comparing", "比对"), 0.9)
        digests = {name: (_before(old, name), table_digest(lake, name)) for name in (*CANONICAL, *decided)}
    return Rebuilt(len(entries), digests, copied, None, is_bare=old is None)


def _filled(workspace: Workspace, old: Lake | None, lake: Lake, entries: list[dict[str, Any]], say: Progress) -> int:
    """Imports, and between them decisions and results as each kept run saw them; gives how many tables came over."""
    imports = [(int(row["snapshot_after"]), number, row) for number, row in enumerate(entries)]
    looks = [(snapshot, len(entries), None) for snapshot in _looked_at(old)]
    snapshots, since, copied = {0: 0}, None, 0
    for snapshot, number, row in sorted([*imports, *looks], key=lambda step: step[:2]):
        if row is not None:
            stage = Text("importing again: {file}", "重新导入:{file}").fill(file=row["file"])
            say(stage, number / len(entries))
            _again(workspace, lake, row)
        elif old is not None:
            copied = carry_over(old, lake, until=snapshot, since=since, leave=MADE_AGAIN, actor=workspace.actor)
            since = snapshot
        snapshots[snapshot] = lake.snapshot()
    if old is not None:
        change_records(lake, lambda record: _renamed(record, snapshots), actor=workspace.actor)
    return copied


def _looked_at(old: Lake | None) -> list[int]:
    """The snapshots that kept runs looked at, and the newest one."""
    if old is None:
        return []
    runs = old.engine.rows("SELECT DISTINCT snapshot FROM lake.main.runs") if old.has("runs") else []
    return sorted({*(int(row["snapshot"]) for row in runs if row["snapshot"] is not None), old.snapshot()})


def _renamed(record: dict[str, Any], snapshots: dict[int, int]) -> dict[str, Any]:
    return record if record.get("snapshot") is None else {**record, "snapshot": snapshots[int(record["snapshot"])]}


def _again(workspace: Workspace, lake: Lake, row: dict[str, Any]) -> None:
    """One entry of the journal made again, with its own number, person, moment and way of reading."""
    if row["table_name"] == UNDO:
        undo_import(lake, int(row["undoes"]), actor=row["actor"], reason=row["reason"] or "", entry=row)
        return
    settings = replace(intake_settings(workspace, row["source"]), actor=row["actor"], mappings=None)
    if row["table_name"] == DEMO:
        importlib.import_module(f"fenji.intake.demo.{row['file']}").load(lake, settings, None)
        return
    told = json.loads(row["settings"] or "{}")
    settings = replace(settings, accepts_missing=True, **told)
    path = workspace.folder.resolve() / "originals" / row["original"]
    import_file(lake, path, mapping=mapping_of(row), table=row["table_name"], settings=settings, replay=Replay(row))


def _readable(workspace: Workspace) -> Lake | None:
    """The lake as it is, or None where its catalog cannot be opened: then the kept list of imports is used."""
    try:
        workspace.lake.tables()
    except LakeError:
        if not kept_journal(workspace.folder / "originals"):
            raise
        return None
    return workspace.lake


def _before(old: Lake | None, table: str) -> str | None:
    if old is None:
        return None
    try:
        old.verify([table] if old.has(table) else [])
        return table_digest(old, table)
    except FenjiError:
        return None


def _check_originals(workspace: Workspace, entries: list[dict[str, Any]]) -> None:
    """Refuses, before any work, when an original is missing or is not what was imported."""
    folder = workspace.folder / "originals"
    for row in entries:
        if row["table_name"] in (UNDO, DEMO):
            continue
        path = folder / str(row["original"])
        wanted = expected(folder, path.name, str(row["sha256"]))
        if wanted is None:
            raise _erased(row)
        if path.is_file() and hash_of(path) == wanted:
            continue
        problem = Text(
            "the original of import #{number} ({file}) is missing or was changed",
            "导入 #{number}({file})的原始文件缺失或已被改动",
        ).fill(number=row["import_id"], file=row["file"])
        fix = Text("Restore it from a backup.", "请从备份恢复该文件。")
        raise IntakeError(problem, where=str(path), fix=fix)


def _erased(row: dict[str, Any]) -> IntakeError:
    problem = Text(
        "the original of import #{number} was removed when somebody was erased",
        "导入 #{number} 的原始文件已在删除人员时移除",
    ).fill(number=row["import_id"])
    fix = Text("The lake cannot be made again from it; keep its backups.", "无法据此重建数据湖，请妥善保管备份。")
    return IntakeError(problem, where=str(row["original"]), fix=fix)


def _differs(rebuilt: Rebuilt) -> LakeError:
    names = [name for name, (before, now) in rebuilt.digests.items() if before not in (None, now)]
    problem = Text("made again, these tables have other rows: {names}", "重建后以下表的数据不一致:{names}").fill(
        names=", ".join(names)
    )
    fix = Text(
        "Nothing was exchanged. Run `fenji check`, and report this.", "未替换任何数据。请运行 `fenji check` 并反馈。"
    )
    return LakeError(problem, where="rebuild", fix=fix)


def _silent(stage: Text, share: float) -> None:
    """Nobody watches."""
    del stage, share
