"""The note of an erasure that is under way: whom it is about and what is done, gone when the erasure has ended."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from fenji.lake.hashes import sync_file
from fenji.lake.tombstones import FOLDER, known

OPEN = "open"


def open_notes(folder: Path) -> list[Path]:
    """The notes of erasures that were begun and are not ended, oldest first."""
    return sorted((_open(folder)).glob("E*.json"))


def is_open(folder: Path) -> bool:
    """Whether an erasure was begun and is not ended."""
    return bool(open_notes(folder))


def write_note(folder: Path, note: dict[str, Any]) -> None:
    """Keeps a note, for its owner alone; on the disk when this returns."""
    _keep(_open(folder) / f"{note['number']}.json", note)


def forget_note(folder: Path, number: str) -> None:
    """Overwrites the note of whom it was about, then removes it."""
    _forget(_open(folder) / f"{number}.json")


def next_number(folder: Path) -> str:
    """The number of a new erasure: E0001, E0002 …"""
    taken = [int(one.number[1:]) for one in known(folder).stones]
    return f"E{max(taken, default=0) + 1:04d}"


def note_done(folder: Path, note: dict[str, Any], name: str, tables: dict[str, int]) -> None:
    """Adds what a step has done: one that is done twice has done little the second time."""
    before = note["done"].setdefault(name, {})
    for table, count in tables.items():
        before[table] = before.get(table, 0) + count
    path = _open(folder) / f"{note['number']}.json"
    if path.is_file():
        _keep(path, note)


def _open(folder: Path) -> Path:
    return folder.resolve() / FOLDER / OPEN


def _keep(path: Path, note: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    coming = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(note, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    coming.replace(path)
    sync_file(path.parent)


def _forget(path: Path) -> None:
    """Overwrites the note of whom it was about, then removes it."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.write(b"\0" * size)
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_file(path.parent)
