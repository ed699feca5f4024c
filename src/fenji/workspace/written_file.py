"""A file that people write (strategy, journey, playbook …) with every version of it: nobody's words are lost."""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from fenji.errors import FenjiError
from fenji.ink.whole_file import write_whole
from fenji.language import Text

VERSIONS = "versions"
_LOG = "log.jsonl"
_LOCK = "write.lock"
_CHANGED = Text("somebody else has changed this meanwhile", "其间已有他人修改")
_LOOK = Text(
    "Look at what they wrote, then save yours over it or take theirs: both are kept as versions.",
    "请先查看对方的内容，再决定保存您的版本或采用对方的版本；两者都会保留。",
)
_NONE = Text("there is no version {number}", "没有第 {number} 版")
_LIST = Text("Choose one of the versions listed.", "请从版本列表中选择。")


class ChangedMeanwhile(FenjiError):
    """The file is not the one the writer began from."""


@dataclass(frozen=True)
class Current:
    """A file as it stands: its text, and what says whether it is still the same; both empty where there is none."""

    text: str
    digest: str


@dataclass(frozen=True)
class Version:
    """One state of the file. `by` is empty where somebody wrote the file by hand; `digest` where it was removed."""

    number: int
    by: str
    at: datetime
    note: str
    digest: str


def current(folder: Path, name: str) -> Current:
    """The file `name` of a workspace as it stands now."""
    path = folder / name
    content = path.read_bytes() if path.is_file() else b""
    return Current(content.decode("utf-8", "replace"), _digest(content))


def keep(folder: Path, name: str, text: str, *, expected: str, by: str, note: str = "") -> Version:
    """Writes the text as the file and as its newest version; the file must still be the one of `expected`.

    `expected` is the digest the writer began from, empty for a new file. An empty text removes the file, whose versions
    stay. What somebody has written into the file by hand since is kept as a version of its own before. The same text
    again makes no version.

    Errors: ChangedMeanwhile where the file is another one by now; nothing is written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as place:
    ...     first = keep(Path(place), "strategy.yaml", "title: 海风\\n", expected="", by="李梅")
    ...     second = keep(Path(place), "strategy.yaml", "title: 浪花\\n", expected=first.digest, by="王芳", note="新名")
    ...     [(one.number, one.by) for one in versions(Path(place), "strategy.yaml")]
    [(2, '王芳'), (1, '李梅')]
    """
    content = text.encode()
    with _alone(folder, name) as place:
        _keep_hand_written(folder, name, place)
        if current(folder, name).digest != expected:
            raise ChangedMeanwhile(_CHANGED, where=name, fix=_LOOK)
        known = _logged(place)
        if known and known[-1].digest == _digest(content):
            return known[-1]
        path = folder / name
        path.unlink(missing_ok=True) if not content else write_whole(path, content)
        return _note(place, content, by=by, note=note, known=known)


def versions(folder: Path, name: str) -> tuple[Version, ...]:
    """Every version, the newest first; what was written by hand and not yet kept counts as the newest."""
    place = _place(folder, name)
    known = _logged(place)
    now = current(folder, name)
    if now.digest and (not known or known[-1].digest != now.digest):
        at = datetime.fromtimestamp((folder / name).stat().st_mtime, UTC)
        known = [*known, Version(len(known) + 1, "", at, "", now.digest)]
    return tuple(reversed(known))


def text_of(folder: Path, name: str, number: int) -> str:
    """The text of one version; empty where the file was removed then."""
    place = _place(folder, name)
    version = next((one for one in versions(folder, name) if one.number == number), None)
    if version is None:
        raise FenjiError(_NONE.fill(number=number), where=name, fix=_LIST)
    if not version.digest:
        return ""
    kept = place / f"{number:05}"
    return kept.read_bytes().decode("utf-8", "replace") if kept.is_file() else current(folder, name).text


def _keep_hand_written(folder: Path, name: str, place: Path) -> None:
    now = folder / name
    content = now.read_bytes() if now.is_file() else b""
    known = _logged(place)
    if content and (not known or known[-1].digest != _digest(content)):
        _note(place, content, by="", note="", known=known)


def _note(place: Path, content: bytes, *, by: str, note: str, known: list[Version]) -> Version:
    """Keeps a version's text, then its line: a text without a line is one that nobody has kept."""
    version = Version(len(known) + 1, by, datetime.now(UTC), note, _digest(content))
    write_whole(place / f"{version.number:05}", content)
    lines = [json.dumps({**asdict(one), "at": one.at.isoformat()}, ensure_ascii=False) for one in (*known, version)]
    write_whole(place / _LOG, "".join(f"{line}\n" for line in lines).encode())
    return version


def _logged(place: Path) -> list[Version]:
    log = place / _LOG
    lines = log.read_bytes().split(b"\n")[:-1] if log.is_file() else []  # a note may hold other ends of lines
    return [
        Version(**{**kept, "at": datetime.fromisoformat(kept["at"])}) for kept in (json.loads(line) for line in lines)
    ]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16] if content else ""


def _place(folder: Path, name: str) -> Path:
    parts = Path(name).parts
    if not parts or Path(name).is_absolute() or ".." in parts:
        raise ValueError(f"{name!r} is not a file of the workspace")
    return folder / VERSIONS / name


@contextmanager
def _alone(folder: Path, name: str) -> Iterator[Path]:
    """One writer of a file at a time; the kernel frees the place when its process dies."""
    place = _place(folder, name)
    place.mkdir(parents=True, exist_ok=True)
    with (place / _LOCK).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield place
