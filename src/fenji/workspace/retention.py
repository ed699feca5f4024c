"""How long what is kept: rules a company writes, what they would take out today, and doing it; a legal hold keeps."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fenji.errors import WorkspaceError
from fenji.intake.redact import remove_original
from fenji.lake.tombstones import FOLDER
from fenji.language import Text
from fenji.workspace.holds import holds
from fenji.workspace.retiring import retire
from fenji.workspace.stores import other_stores

if TYPE_CHECKING:
    from fenji.workspace.workspace import Workspace

FILE, REPORTS = "retention.yaml", "retention"
Progress = Callable[[Text, float], None]
TITLES = {
    "orders_months": Text("Orders lose their customer", "订单解除客户关联"),
    "interactions_months": Text("Interactions, feedback, touches", "互动、反馈与触达"),
    "originals_months": Text("Imported files", "导入的原始文件"),
    "rejects_months": Text("Files of rejected rows", "未通过行的文件"),
    "exports_days": Text("Exports and reports", "导出文件与报告"),
    "notes_months": Text("Notes, finished tasks, changes", "备注、已完成任务与变更记录"),
    "jobs_months": Text("Finished jobs", "已结束的任务"),
}
_LAKE = {"orders_months": ("orders", "order_lines"), "interactions_months": ("interactions", "feedback", "touches")}
_FILES = {"exports_days": ("exports", "web/exports", "web/reports"), "rejects_months": ("rejects",)}
_WORKING = Text("applying rules", "执行保留规则")


class Rules(BaseModel):
    """How long each kind is kept; None: for ever. Months count from an event, days from when a file was made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    orders_months: int | None = Field(default=None, ge=12, le=1200)
    interactions_months: int | None = Field(default=None, ge=1, le=1200)
    originals_months: int | None = Field(default=None, ge=1, le=1200)
    rejects_months: int | None = Field(default=None, ge=1, le=1200)
    exports_days: int | None = Field(default=None, ge=1, le=3660)
    notes_months: int | None = Field(default=None, ge=1, le=1200)
    jobs_months: int | None = Field(default=None, ge=6, le=1200)

    @classmethod
    def read(cls, folder: Path) -> Rules:
        """The rules of a workspace; none where there is no file."""
        path = folder / FILE
        if not path.is_file():
            return cls()
        try:
            return cls.model_validate(yaml.safe_load(path.read_text("utf-8")) or {})
        except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
            problem = Text("the rules cannot be read: {what}", "无法读取保留规则：{what}").fill(
                what=str(error).split("\n")[0]
            )
            names = ", ".join(TITLES)
            fix = Text("Write whole numbers under these names: {names}.", "请按以下名称填写整数：{names}。").fill(
                names=names
            )
            raise WorkspaceError(problem, where=str(path), fix=fix) from error

    def write(self, folder: Path) -> None:
        """Keeps the rules."""
        coming = folder / f".{FILE}.{os.getpid()}"
        coming.write_text(yaml.safe_dump(self.model_dump(exclude_none=True), sort_keys=False), "utf-8")
        coming.replace(folder / FILE)

    def before(self, name: str, today: date) -> date | None:
        """The day before which a kind goes."""
        length: int | None = getattr(self, name)
        if length is None:
            return None
        return today - timedelta(days=length) if name.endswith("_days") else _months_before(today, length)


@dataclass(frozen=True)
class Due:
    """What a rule takes out: everything of a kind from before a day, but for what a legal hold keeps."""

    rule: str
    title: Text
    before: date
    count: int


def preview(workspace: Workspace, *, today: date | None = None) -> tuple[Due, ...]:
    """What the rules would take out on a day (today); nothing is changed."""
    return _done(workspace, today or datetime.now(UTC).date(), is_trial=True, say=_silent)


def apply(workspace: Workspace, *, today: date | None = None, progress: Progress | None = None) -> tuple[Due, ...]:
    """Takes it out, in every snapshot of the lake too, and writes a report."""
    day = today or datetime.now(UTC).date()
    done = _done(workspace, day, is_trial=False, say=progress or _silent)
    _report(workspace, day, done)
    return done


def reports(folder: Path) -> list[Path]:
    """The reports of past applications, oldest first."""
    return sorted((folder / FOLDER / REPORTS).glob("*.json"))


def _done(workspace: Workspace, today: date, *, is_trial: bool, say: Progress) -> tuple[Due, ...]:
    folder, rules = workspace.folder.resolve(), Rules.read(workspace.folder)
    held = {one.customer_id for one in holds(folder, today)}
    due = [(name, day) for name in TITLES if (day := rules.before(name, today)) is not None]
    found = []
    for number, (name, day) in enumerate(due):
        say(_WORKING, number / len(due))
        found.append(Due(name, TITLES[name], day, _one(workspace, name, day, held, is_trial=is_trial)))
    return tuple(found)


def _one(workspace: Workspace, name: str, day: date, held: Collection[str], *, is_trial: bool) -> int:
    folder = workspace.folder.resolve()
    if name in _LAKE:
        return retire(workspace, _LAKE[name], day, held, is_trial=is_trial)
    if name in _FILES:
        return _files(folder, _FILES[name], day, held, is_trial=is_trial)
    if name == "originals_months":
        return _originals(workspace, day, held, is_trial=is_trial)
    count = 0
    for store in other_stores(folder):
        if store.rule == name and store.expire is not None:
            count += store.expire(day.isoformat(), sorted(held), is_trial)
    return count


def _files(folder: Path, places: Collection[str], day: date, held: Collection[str], *, is_trial: bool) -> int:
    count = 0
    for place in places:
        for path in sorted((folder / place).rglob("*")):
            if path.is_file() and _made_on(path) < day and not _names(path, held):
                count += 1
                if not is_trial:
                    path.unlink()
    return count


def _originals(workspace: Workspace, day: date, held: Collection[str], *, is_trial: bool) -> int:
    """Originals whose newest import is older than the day; the lake cannot be made again from them afterwards."""
    newest: dict[str, date] = {}
    for row in workspace.imports():
        if row["original"]:
            newest[row["original"]] = max(newest.get(row["original"], date.min), row["imported_at"].date())
    count = 0
    for name, last in sorted(newest.items()):
        path = workspace.folder.resolve() / "originals" / name
        if last < day and path.is_file() and not _names(path, held):
            count += 1
            if not is_trial:
                remove_original(path, why=f"retention {day.isoformat()}")
    return count


def _names(path: Path, held: Collection[str]) -> bool:
    """Whether a file may name somebody whose data a legal hold keeps; one that cannot be read as text may."""
    if not held:
        return False
    if path.suffix.lower() not in (".csv", ".txt", ".json", ".tsv"):
        return True
    content = path.read_bytes()
    return any(one.encode(encoding) in content for one in held for encoding in ("utf-8", "gb18030", "utf-16-le"))


def _made_on(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def _report(workspace: Workspace, day: date, done: Collection[Due]) -> None:
    folder = workspace.folder.resolve() / FOLDER / REPORTS
    folder.mkdir(parents=True, exist_ok=True)
    told = {
        "applied_on": day.isoformat(),
        "applied_at": datetime.now(UTC).isoformat(),
        "applied_by": workspace.actor,
        "holds": len(holds(workspace.folder, day)),
        "rules": [{**asdict(one), "title": asdict(one.title), "before": one.before.isoformat()} for one in done],
    }
    number = len(reports(workspace.folder)) + 1
    (folder / f"{day.isoformat()}-{number:04d}.json").write_text(_json(told), "utf-8")


def _json(told: Mapping[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1)


def _months_before(day: date, months: int) -> date:
    """The same day so many months earlier; the month's last where it has fewer days.

    >>> _months_before(date(2024, 3, 31), 1)
    datetime.date(2024, 2, 29)
    """
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def _silent(stage: Text, share: float) -> None:
    """Nobody watches."""
    del stage, share
