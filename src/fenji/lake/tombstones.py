"""What is known of people who were erased: keyed hashes that tell them again, and nothing else.

A file of lines, the first with the key, for its owner alone. Who has the file can ask of a number whether its owner
was erased; nobody can read the number out of it. It stands beside the lake and, where `FENJI_TOMBSTONES` names a file,
there too, so that a backup brought back on another machine can be told who is to be left out.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from fenji.engines.engine import literal
from fenji.errors import FenjiError
from fenji.lake.hashes import sync_file
from fenji.language import Text

FOLDER, FILE = "erasures", "tombstones.jsonl"
OUTSIDE = "FENJI_TOMBSTONES"
CUSTOMER = "customer"
KINDS = (CUSTOMER, "mobile", "email", "wechat", "wecom_id")


class TombstonesUnreadable(FenjiError):
    """The list of those who were erased cannot be read."""


@dataclass(frozen=True)
class Tombstone:
    """One erasure: its number, the day, and the marks by which the person is told again: (kind, keyed hash)."""

    number: str
    day: str
    marks: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Tombstones:
    """Everybody who was erased here."""

    key: str
    stones: tuple[Tombstone, ...] = field(default=())

    def mark(self, kind: str, value: str) -> str:
        """The keyed hash of one value.

        >>> Tombstones("k").mark("customer", "C1") == Tombstones("k").mark("customer", "C2")
        False
        """
        return hashlib.sha256(f"{self.key}|{kind}|{value}|{self.key}".encode()).hexdigest()

    def marks(self, kind: str) -> dict[str, str]:
        """The hashes of a kind, each with the day of the erasure."""
        return {mark: one.day for one in self.stones for named, mark in one.marks if named == kind}

    def mark_sql(self, kind: str, column: str) -> str:
        """SQL for the keyed hash of a column's values."""
        return f"sha256({literal(f'{self.key}|{kind}|')} || {column} || {literal(f'|{self.key}')})"

    def among(self, kind: str, values: Iterable[str]) -> set[str]:
        """Which of these values belong to somebody who was erased."""
        marks = self.marks(kind)
        return {value for value in values if self.mark(kind, value) in marks} if marks else set()


def place(workspace: Path) -> Path:
    """Where a workspace keeps them."""
    return workspace / FOLDER / FILE


def read(path: Path) -> Tombstones | None:
    """Those in a file; None where there is none."""
    if not path.is_file():
        return None
    try:
        first, *lines = path.read_text("utf-8").splitlines()
        stones = [json.loads(line) for line in lines if line]
        marks = [tuple((str(kind), str(mark)) for kind, mark in one["marks"]) for one in stones]
        return Tombstones(
            str(json.loads(first)["key"]),
            tuple(Tombstone(one["number"], one["day"], found) for one, found in zip(stones, marks, strict=True)),
        )
    except (ValueError, KeyError, TypeError) as error:
        problem = Text("the list of erased people cannot be read", "已删除人员的标记文件无法读取")
        fix = Text("Restore it from a backup, or from its second copy.", "请从备份或其副本恢复。")
        raise TombstonesUnreadable(problem, where=str(path), fix=fix) from error


def known(workspace: Path) -> Tombstones:
    """Those of a workspace; with a new key where nobody was erased yet."""
    return read(place(workspace)) or Tombstones(secrets.token_hex(32))


def keep(workspace: Path, stones: Tombstones) -> None:
    """Writes them for the workspace and, where one is named, into the file outside."""
    outside = os.environ.get(OUTSIDE)
    for path in (place(workspace), *([Path(outside)] if outside else [])):
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps({"key": stones.key})]
        lines += [json.dumps({"number": one.number, "day": one.day, "marks": one.marks}) for one in stones.stones]
        coming = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            os.fsync(file.fileno())
        coming.replace(path)
        sync_file(path.parent)


def joined(mine: Tombstones, others: Tombstones) -> tuple[Tombstones, ...]:
    """Two lists, each with its own key where they differ; one where they are of one key."""
    if mine.key != others.key:
        return (mine, others)
    seen = {one.number for one in mine.stones}
    return (Tombstones(mine.key, (*mine.stones, *(one for one in others.stones if one.number not in seen))),)
