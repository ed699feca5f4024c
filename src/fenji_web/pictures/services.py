"""Where drawn pictures rest, and whether they are there: a folder a set, with what could not be drawn and why."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.runs.models import FAILED, RUNNING, WAITING, Job
from fenji_web.runs.services import stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fenji_web.accounts.models import User

NAMES = ("strategy", "journey", "tiers", "lifecycle", "moves", "concentration")
WRITTEN = ("strategy.yaml", "journey.yaml", "fenji.yaml", "web/logo.png")
FORMS = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}
SMALL_PPI, PRINT_PPI = 60, 144
INDEX = "index.json"
_KEPT_SETS, MOST_WAITING = 40, 4


def folder_of(workspace_folder: Path, key: str) -> Path:
    """Where a set of pictures rests."""
    return workspace_folder / "web" / "pictures" / key


def written_mark(workspace_folder: Path) -> str:
    """A short mark of everything people wrote that pictures show: another one as soon as any of it changes."""
    found = hashlib.sha256()
    for path in _written(workspace_folder):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def _written(folder: Path) -> Iterator[Path]:
    named = [folder / name for name in WRITTEN]
    yield from (path for path in named if path.is_file())
    yield from sorted((folder / "segments").glob("*.y*ml"))
    yield from sorted(folder.glob("logo*.[ps][nv]g"))


def index_of(workspace_folder: Path, key: str) -> dict[str, Any] | None:
    """Picture → None where it is drawn, else why it is not; None while the set is not there."""
    path = folder_of(workspace_folder, key) / INDEX
    found: dict[str, Any] | None = json.loads(path.read_text("utf-8")) if path.is_file() else None
    return found


def picture(workspace_folder: Path, key: str, name: str) -> Path | None:
    """A file of a set, as `tiers.pdf`; None where it is not there."""
    path = folder_of(workspace_folder, key) / name
    return path if path.is_file() else None


def job_of_set(person: User, key: str) -> Job | None:
    """The person's own job that draws this set, or that failed to."""
    return Job.objects.filter(
        kind="pictures", created_by=person, arguments__key=key, state__in=(WAITING, RUNNING, FAILED)
    ).first()


def forget_oldest(person: User) -> None:
    """Takes back the sets that a person asked for before the newest ones and that nobody has begun: whoever may look
    cannot fill the queue."""
    waiting = Job.objects.filter(kind="pictures", created_by=person, state=WAITING).order_by("-id")
    for one in waiting[MOST_WAITING - 1 :]:
        stop(one)


def keep(workspace_folder: Path, key: str, drawn: dict[str, library.Sheet | dict[str, Any]]) -> None:
    """Writes a set whole, in every form; the oldest sets make room."""
    folder = folder_of(workspace_folder, key)
    making = folder.with_name(f".{key}.part")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    index: dict[str, Any] = {}
    for name, sheet in drawn.items():
        if isinstance(sheet, dict):
            index[name] = sheet
            continue
        index[name] = None
        (making / f"{name}.pdf").write_bytes(sheet.pdf())
        (making / f"{name}.svg").write_text(sheet.svg(), "utf-8")
        (making / f"{name}.png").write_bytes(sheet.png(PRINT_PPI))
        (making / f"{name}.small.png").write_bytes(sheet.png(SMALL_PPI))
    (making / INDEX).write_text(json.dumps(index, ensure_ascii=False), "utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    making.replace(folder)
    remove_old_sets(folder.parent, _KEPT_SETS)


def remove_old_sets(parent: Path, most: int) -> None:
    """Removes all but the newest sets; what else rests there (previews, the numbers of pictures) stays."""
    sets = [path.parent for path in parent.glob(f"*/{INDEX}")]
    for path in sorted(sets, key=lambda path: path.stat().st_mtime_ns)[:-most]:
        shutil.rmtree(path, ignore_errors=True)
