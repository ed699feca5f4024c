"""The originals: every imported file is kept as it came, under the name of its SHA-256."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from fenji.engines.translate import of_disk

_CHUNK = 4 * 1024 * 1024


def hash_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def archive_original(path: Path, folder: Path, sha256: str) -> Path:
    """Keeps the file in the archive, safe on the disk before this returns; the same bytes are kept once."""
    kept = folder / f"{sha256}{path.suffix.lower()}"
    if kept.exists() and kept.stat().st_size == path.stat().st_size:
        return kept
    coming = folder / f".{sha256}.{os.getpid()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as source, coming.open("wb") as target:
            shutil.copyfileobj(source, target, _CHUNK)
            target.flush()
            os.fsync(target.fileno())
        coming.replace(kept)
        sync_folder(folder)
    except OSError as error:
        raise of_disk(error, str(folder)) from error
    finally:
        coming.unlink(missing_ok=True)
    return kept


def sync_folder(folder: Path) -> None:
    """Makes new names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
