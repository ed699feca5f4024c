"""What the web app needs to do its work, asked one by one; each answer is true, false, or None where nobody asks."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count
from django.utils import timezone

from fenji_web.library import BACKUPS, graded_schemes, newest_backup, newest_file
from fenji_web.runs.models import RUNNING, WAITING, Job

LEAST_FREE = 0.1
LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True)
class Measure:
    """One figure for what watches over the web app: its values by the values of its labels."""

    name: str
    meaning: str
    values: Mapping[tuple[str, ...], float]
    labels: tuple[str, ...] = ()


def checks() -> dict[str, bool | None]:
    """Name of each need → whether it is met."""
    has_database = _database()
    return {
        "database": has_database,
        "disk": _disk(),
        "queue": _queue() if has_database else False,
        "backup": _backup(),
    }


def _database() -> bool:
    try:
        connection.ensure_connection()
        Job.objects.exists()
    except DatabaseError:
        return False
    return True


def _disk() -> bool:
    """A tenth of the workspace's disk is free."""
    usage = shutil.disk_usage(settings.FENJI_WORKSPACE)
    return usage.free >= LEAST_FREE * usage.total


def _queue() -> bool:
    """Nothing has waited long while nothing ran: somebody takes jobs."""
    oldest = Job.objects.filter(state=WAITING).order_by("created_at").values_list("created_at", flat=True).first()
    is_stuck = oldest is not None and timezone.now() - oldest > LONGEST_WAIT
    return not is_stuck or Job.objects.filter(state=RUNNING).exists()


def _backup() -> bool | None:
    """The newest backup is at most FENJI_BACKUP_DAYS old; None where nobody has said how old it may be."""
    allowed = os.environ.get("FENJI_BACKUP_DAYS", "")
    if not allowed:
        return None
    place = Path(settings.FENJI_WORKSPACE) / BACKUPS
    if not place.is_file():
        return False
    newest = datetime.fromisoformat(json.loads(place.read_text("utf-8").splitlines()[-1])["taken_at"])
    return datetime.now(UTC) - newest <= timedelta(days=float(allowed))


def measures() -> Iterator[Measure]:
    """What `/metrics` tells beside requests: needs, jobs, results, disk and backup; no figure of one customer."""
    found = checks()
    yield Measure("fenji_ready", "Whether a need is met", {(name,): float(met) for name, met in found.items()
                                                           if met is not None}, ("need",))  # fmt: skip
    usage = shutil.disk_usage(settings.FENJI_WORKSPACE)
    yield Measure("fenji_disk_free_bytes", "Free bytes of the workspace's disk", {(): float(usage.free)})
    taken = newest_backup(Path(settings.FENJI_WORKSPACE))
    if taken is not None:
        age = (datetime.now(UTC) - taken[1]).total_seconds()
        yield Measure("fenji_backup_age_seconds", "Age of the newest backup", {(): age})
    runs = Path(settings.FENJI_WORKSPACE) / "runs"
    newest = {(name,): path for name in graded_schemes(runs) if (path := newest_file(runs, name)) is not None}
    made: dict[tuple[str, ...], float] = {name: path.stat().st_mtime for name, path in newest.items()}
    yield Measure("fenji_result_written_timestamp_seconds", "When a standard's newest result was written", made,
                  ("scheme",))  # fmt: skip
    if not found["database"]:
        return
    counted = Job.objects.values_list("state").annotate(n=Count("pk"))
    yield Measure("fenji_jobs", "Jobs by state", {(state,): float(n) for state, n in counted}, ("state",))
    oldest = Job.objects.filter(state=WAITING).order_by("created_at").values_list("created_at", flat=True).first()
    waited = 0.0 if oldest is None else (timezone.now() - oldest).total_seconds()
    yield Measure("fenji_oldest_waiting_job_seconds", "How long the oldest waiting job waits", {(): waited})
