"""What is done with the company's settings: written whole, with a history; the logo drawn anew."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from fenji_web import library
from fenji_web.company.models import Change
from fenji_web.schedules.services import retime

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.library import Settings

LOGO = "logo.png"
_CLOCK = {"zone", "has_legal_holidays", "fiscal_year_starts"}


class Outdated(Exception):
    """Somebody else changed the settings meanwhile."""


def stamp(kept: Settings) -> str:
    """A short mark of the settings as they are, to notice that they changed."""
    return hashlib.sha256(kept.model_dump_json().encode()).hexdigest()[:16]


def save(folder: Path, wanted: dict[str, Any], *, seen: str, by: User) -> list[str]:
    """Writes settings into fenji.yaml and the history; the names of those that changed.

    `seen` is the stamp of what the person had before them: where it is another by now, nothing is written.
    """
    with _alone():
        before = library.Settings.read(folder)
        if stamp(before) != seen:
            raise Outdated
        after = library.Settings.of(**{**before.model_dump(), **wanted})
        changed = [name for name in wanted if getattr(before, name) != getattr(after, name)]
        with transaction.atomic():
            for name in changed:
                note(name, _said(getattr(before, name)), _said(getattr(after, name)), by=by)
            if changed:
                after.write(folder)
    if _CLOCK & set(changed):
        retime()
    return changed


def note(field: str, before: str, after: str, *, by: User) -> None:
    """Keeps a change for the history."""
    Change.objects.create(field=field, before=before[:200], after=after[:200], by=by)


def save_logo(content: bytes, *, by: User) -> None:
    """Draws the logo anew and puts it in its place."""
    drawn = library.redrawn(content)
    place = logo_place()
    place.parent.mkdir(parents=True, exist_ok=True)
    making = place.with_name(f".{LOGO}.{os.getpid()}")
    making.write_bytes(drawn)
    had = "✓" if place.exists() else ""
    making.replace(place)
    note("logo", had, "✓", by=by)


def remove_logo(*, by: User) -> None:
    """Takes the logo away."""
    place = logo_place()
    if place.exists():
        place.unlink()
        note("logo", "✓", "", by=by)


def logo_place() -> Path:
    """Where the logo rests."""
    return Path(settings.WEB_FOLDER) / LOGO


@contextmanager
def _alone() -> Iterator[None]:
    """One writer of the settings at a time."""
    place = Path(settings.WEB_FOLDER) / "settings.lock"
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _said(value: Any) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
