"""The strategy's file as the editor reads and keeps it, and where previews rest."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.pictures.services import written_mark
from fenji_web.runs.models import RUNNING, WAITING, Job
from fenji_web.runs.services import stop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fenji_web.accounts.models import User
    from fenji_web.library import Issue, Strategy, Text, Version

FILE = "strategy.yaml"
PREVIEW = "strategy_preview"
PREVIEW_PPI = 110
_KEPT_PREVIEWS = 60
LONGEST = 200_000


@dataclass(frozen=True)
class Read:
    """A strategy's text as read: None where it has mistakes, each with its place and its line."""

    text: str
    strategy: Strategy | None
    wrong: Sequence[tuple[tuple[str | int, ...], Issue]]


def read(text: str, folder: Path, tiers: Sequence[str]) -> Read:
    """A text as a strategy; a logo may only be a file that stands beside it."""
    if len(text) > LONGEST:
        long = library.Text(f"a strategy has at most {LONGEST:,} letters", f"战略图最多 {LONGEST:,} 个字符")
        shorter = library.Text("Shorten the text.", "请缩短文本。")
        return Read(text, None, [((), library.Issue("error", "1", long, shorter, "form"))])
    found, data, wrong = library.read_strategy_text(text, folder, tiers)
    logo = data.get("logo") if isinstance(data, dict) else None
    if isinstance(logo, str) and Path(logo).name != logo:
        elsewhere = library.Text("the logo stands somewhere else", "标志文件不在战略图文件旁")
        beside = library.Text("Upload it in the form.", "请在表单中上传。")
        wrong = [*wrong, (("logo",), library.Issue("error", "1", elsewhere, beside, "logo"))]
        found = None
    return Read(text, found, wrong)


def keep(folder: Path, text: str, *, expected: str, by: User, note: str) -> Version:
    """The text as the newest version; somebody else's change since is an error, and nothing is written."""
    return library.written_file.keep(folder, FILE, text, expected=expected, by=by.username, note=note.strip()[:200])


def number_of(folder: Path, digest: str) -> int | None:
    """The newest version of that digest."""
    return next((one.number for one in library.written_file.versions(folder, FILE) if one.digest == digest), None)


def changed(folder: Path, before: str, after: str, tiers: Sequence[str]) -> list[Text] | None:
    """What is different between two texts, line by line; None where one of them cannot be read."""
    was, now = read(before, folder, tiers).strategy, read(after, folder, tiers).strategy
    return None if was is None or now is None else library.changes(was, now)


def previews(folder: Path) -> Path:
    """Where previews rest."""
    return folder / "web" / "pictures" / "previews"


def evidence_folder(folder: Path) -> Path:
    """Where the numbers of pictures rest."""
    return folder / "web" / "pictures" / "evidence"


def preview_key(folder: Path, arguments: dict[str, Any]) -> str:
    """What a preview is kept under."""
    said = json.dumps([arguments, written_mark(folder), library.__version__], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def refusal(folder: Path, key: str) -> dict[str, Any] | None:
    """Why a preview could not be drawn."""
    path = previews(folder) / f"{key}.json"
    found: dict[str, Any] | None = json.loads(path.read_text("utf-8")) if path.is_file() else None
    return found


def job_of_preview(person: User, key: str) -> Job | None:
    """The person's job that draws a preview."""
    return Job.objects.filter(kind=PREVIEW, created_by=person, arguments__key=key).first()


def forget_previews(person: User, *, but: str = "") -> None:
    """Stops what draws earlier previews of the person, and forgets those that ended: nobody waits for them."""
    mine = Job.objects.filter(kind=PREVIEW, created_by=person).exclude(arguments__key=but)
    for one in mine.filter(state__in=(WAITING, RUNNING)):
        stop(one)
    mine.exclude(state=RUNNING).delete()


def forget_preview(person: User, key: str) -> None:
    """Forgets the job that drew a preview: its picture is there."""
    Job.objects.filter(kind=PREVIEW, created_by=person, arguments__key=key).exclude(state=RUNNING).delete()


def keep_preview(folder: Path, key: str, drawn: bytes | dict[str, Any]) -> None:
    """A preview, or why there is none; the oldest make room."""
    place = previews(folder)
    place.mkdir(parents=True, exist_ok=True)
    path = place / (f"{key}.png" if isinstance(drawn, bytes) else f"{key}.json")
    making = place / f".{path.name}"
    making.write_bytes(drawn if isinstance(drawn, bytes) else json.dumps(drawn, ensure_ascii=False).encode())
    making.replace(path)
    kept = sorted(place.glob("*.*"), key=lambda one: one.stat().st_mtime_ns)
    for old in kept[:-_KEPT_PREVIEWS]:
        old.unlink(missing_ok=True)


def logos(folder: Path) -> list[str]:
    """The logos that were uploaded for pictures."""
    return sorted(path.name for path in folder.glob("logo-*.png"))


def save_logo(folder: Path, content: bytes) -> str:
    """A logo drawn anew beside the strategy's file; its name."""
    drawn = library.redrawn(content)
    name = f"logo-{hashlib.sha256(drawn).hexdigest()[:8]}.png"
    making = folder / f".{name}"
    making.write_bytes(drawn)
    making.replace(folder / name)
    return name
