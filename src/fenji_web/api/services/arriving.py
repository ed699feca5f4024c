"""Files that programs send: written piece by piece as they come, as far as the limit allows."""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import UnreadablePostError

from fenji_web.api.services.problems import Problem
from fenji_web.data.services import KEPT_DAYS, clean_name, most_bytes
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from django.http import HttpRequest

MEDIA_TYPE = "application/octet-stream"
_PIECE = 1 << 18
_DAY = 86_400


@dataclass(frozen=True)
class Arrived:
    """A file that came whole: where it waits, what it is called, and the hash of what is in it."""

    path: Path
    name: str
    size: int
    digest: str


def receive(request: HttpRequest, file_name: str) -> Arrived:
    """The body of a call as a file among the uploads; nothing stays of one that is refused."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > most_bytes():
        raise Problem(413)
    folder = Path(settings.FENJI_WORKSPACE) / "web" / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    _clear(folder)
    name = clean_name(file_name)
    path = folder / f"{token_hex(16)}{Path(name).suffix.lower()[:8]}"
    try:
        size, digest = _written(request, path)
    except UnreadablePostError:
        path.unlink(missing_ok=True)
        raise Problem(400, "malformed", detail=words("api.broken_off")) from None
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return Arrived(path, name, size, digest)


def _written(request: HttpRequest, path: Path) -> tuple[int, str]:
    """How much was written, and its hash."""
    size, digest = 0, hashlib.sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while piece := request.read(_PIECE):
            size += len(piece)
            if size > most_bytes():
                raise Problem(413)
            digest.update(piece)
            file.write(piece)
    if not size:
        raise Problem(422, "refused", detail=words("api.empty_file"))
    return size, digest.hexdigest()


def _clear(folder: Path) -> None:
    """What a call that was cut off has left goes when nothing can ask for it any more."""
    before = time.time() - (KEPT_DAYS + 1) * _DAY
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
