"""What an import is told beforehand and what it reports afterwards."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from fenji.errors import Issue
from fenji.intake.findings import Guests
from fenji.intake.mapping import Mapping

Rows = Literal["good", "all-or-nothing"]
FileIs = Literal["partial", "complete"]


@dataclass(frozen=True)
class IntakeSettings:
    """What a workspace says about every import: its zone and currency, the source's name, where files are kept.

    `rows`: good rows now, or nothing while any row is bad. `file_is`: a partial file adds and updates; a complete one
    is all there is of its source, so that what it lacks leaves. `accepts_missing` answers the question that a
    complete file raises in which most of what is known is missing. `mappings`: where mappings are saved and found.
    `tombstones`: by which people who were erased are told, so that their rows stay out.
    """

    zone: str
    currency: str
    source: str
    archive: Path
    rejects: Path
    actor: str = "fenji"
    rows: Rows = "good"
    file_is: FileIs = "partial"
    accepts_missing: bool = False
    mappings: Path | None = None
    tombstones: Path | None = None

    def to_json(self) -> dict[str, str]:
        """What a later rebuild must know to read the file the same way."""
        return {"zone": self.zone, "currency": self.currency, "rows": self.rows, "file_is": self.file_is}


@dataclass(frozen=True)
class ImportReport:
    """What became of a file: every row is accepted, rejected, skipped as a duplicate, or blank.

    `changes`: table → what happened to it (added, updated, unchanged, removed), counted in rows.
    """

    import_id: int
    file: str
    sha256: str
    table: str
    rows_in: int
    accepted: int
    rejected: int
    duplicates_skipped: int
    blank: int
    rejects_file: Path | None
    findings: tuple[Issue, ...]
    snapshot_before: int
    snapshot_after: int
    is_repeat: bool
    mapping: Mapping
    guests: Guests | None = None
    changes: Pairs[str, Pairs[str, int]] = field(default_factory=dict)
    original: str = ""


@dataclass(frozen=True)
class Replay:
    """An earlier import made again from its original: number, name, moment and person stay what they were."""

    record: Pairs[str, Any]
