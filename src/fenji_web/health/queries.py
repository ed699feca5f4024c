"""What the web app needs to do its work, asked one by one; each answer is true, false, or None where nobody asks."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from fenji_web.library import BACKUPS
from fenji_web.runs.models import RUNNING, WAITING, Job

LEAST_FREE = 0.1
LONGEST_WAIT = timedelta(minutes=10)


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
