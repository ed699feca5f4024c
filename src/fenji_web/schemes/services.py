"""Standards as a page finds them: the kept files, whether they are of now, where an edit begins, who may do what."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.library import Text

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.library import Approval, CalibratedScheme, Scheme

WRITTEN = "written"
STEPS: Mapping[str, tuple[str, ...]] = {
    "draft": ("submit", "publish"),
    "submitted": ("approve", "reject", "publish"),
    "reviewed": ("approve", "reject"),
    "approved": ("publish",),
    "retired": ("rollback",),
}


@dataclass(frozen=True)
class Start:
    """Where an edit begins: which version (`v3`, or `written`), its words, and the newest version there was then.

    The digest of the newest version says later whether somebody else has saved in between.
    """

    base: str
    scheme: Scheme
    newest: int
    digest: str

    @property
    def number(self) -> int | None:
        """The version's number; None for what is written."""
        return int(self.base[1:]) if self.base != WRITTEN else None


def standards(folder: Path) -> tuple[library.standards_file.StandardsFile | None, bool]:
    """The standards as they were kept last, and whether that is how they are now."""
    found = library.standards_file.read_standards(folder)
    return found, found is not None and found.stamp == library.preview_file.stamp_of(folder)


def ready_preview(folder: Path, name: str) -> library.preview_file.PreviewFile | None:
    """What previews of a standard start from; None where customers must be measured first."""
    start = library.preview_file.read_preview_file(folder, name)
    if start is None or start.stamp != library.preview_file.stamp_of(folder):
        return None
    with library.preview_file.opened_measured(folder, start, start.scheme.measures()) as opened:
        return None if opened is None else start


def start_of(standard: library.standards_file.Standard, base: str | None = None) -> Start | None:
    """Where an edit begins: as asked, else a version that isn't published yet, else the one that grades.

    None where there is no such version, or what is written has mistakes.
    """
    newest = standard.newest
    digest = newest.written_digest if newest else ""
    if base is None:
        base = _usual(standard)
    number = newest.version if newest else 0
    if base == WRITTEN:
        return Start(base, standard.written, number, digest) if standard.written is not None else None
    if base[:1] != "v" or not base[1:].isdecimal() or standard.version(int(base[1:])) is None:
        return None
    return Start(base, standard.body(int(base[1:])).scheme, number, digest)


def _usual(standard: library.standards_file.Standard) -> str:
    waiting = [one for one in standard.versions if one.state in ("draft", "submitted", "reviewed", "approved")]
    chosen = waiting[-1] if waiting else standard.published
    return f"v{chosen.version}" if chosen else WRITTEN


def is_moved(standard: library.standards_file.Standard, newest: int, digest: str) -> bool:
    """Whether somebody has saved a version since an edit began."""
    now = standard.newest
    return (now.version if now else 0, now.written_digest if now else "") != (newest, digest)


def shown(
    standard: library.standards_file.Standard, number: int | None
) -> tuple[Scheme | CalibratedScheme | None, library.versions.Version | None]:
    """A version as it grades; without a number the published one, else the newest, else what is written."""
    version = standard.version(number) if number else standard.published or standard.newest
    if version is None:
        return (None if number else standard.written), None
    return standard.body(version.version), version


def steps(user: User, version: library.versions.Version | None, policy: Approval | None) -> tuple[str, ...]:
    """What a person may do with a version now."""
    if version is None:
        return ()
    possible = [step for step in STEPS.get(version.state, ()) if may(user, step, policy)]
    if policy is not None and version.state in ("draft", "submitted"):
        possible = [step for step in possible if step != "publish"]
    return tuple(possible)


def may(user: User, step: str, policy: Approval | None) -> bool:
    """Whether a person's role lets them take a step; publishing is the analyst's too where nobody has to approve."""
    if step in ("approve", "reject"):
        return user.can("approve_scheme")
    if step in ("publish", "rollback"):
        return user.can("approve_scheme") or (policy is None and user.can("edit_scheme"))
    return user.can("edit_scheme")


def said_once(scheme: Scheme) -> str:
    """A standard as JSON, exact, for a job's arguments."""
    return json.dumps(scheme.model_dump(mode="json", by_alias=True), ensure_ascii=False)


def read_back(text: str) -> Scheme:
    """A standard from what `said_once` made."""
    return library.Scheme.model_validate(json.loads(text))


def changes_between(before: Any, after: Any) -> list[Text]:
    """What changed from one standard to another, a line each."""
    return [one.say() for one in library.diff(before, after)]
