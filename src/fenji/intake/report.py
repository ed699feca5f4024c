"""What an import is told beforehand and what it reports afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fenji.errors import Issue
from fenji.intake.findings import Guests
from fenji.intake.mapping import Mapping


@dataclass(frozen=True)
class IntakeSettings:
    """What a workspace says about every import: its zone and currency, the source's name, where files are kept."""

    zone: str
    currency: str
    source: str
    archive: Path
    rejects: Path
    actor: str = "fenji"


@dataclass(frozen=True)
class ImportReport:
    """What became of a file: every row is accepted, rejected, skipped as a duplicate, or blank."""

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
