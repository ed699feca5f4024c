"""Each fault turns the right answer, and the answers tell nothing that is nobody's business."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from fenji_web.health import queries
from fenji_web.runs.models import RUNNING, WAITING, Job


def ready() -> tuple[int, dict[str, bool | None]]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.json()["checks"]


def test_who_watches_needs_no_name_and_learns_no_more_than_that_it_lives(shop: Path) -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]
    status, checks = ready()
    assert (status, checks) == (200, {"database": True, "disk": True, "queue": True, "backup": None})


def test_a_database_that_does_not_answer_is_told_and_the_process_still_lives(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise OperationalError("unable to open /secret/place/app.sqlite")

    monkeypatch.setattr(queries.connection, "ensure_connection", gone)
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, False)
    assert b"secret" not in answer.content
    assert Client().get("/healthz").status_code == 200


@pytest.mark.parametrize(("free", "status"), [(99, 503), (100, 200)])
def test_a_disk_less_than_a_tenth_free_is_told(
    shop: Path, monkeypatch: pytest.MonkeyPatch, free: int, status: int
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(total=1000, used=1000 - free, free=free))
    assert ready()[0] == status


def test_work_that_waits_long_while_nothing_runs_is_told(shop: Path) -> None:
    waiting = Job.objects.create(kind="grade", state=WAITING)
    assert ready()[0] == 200
    Job.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timedelta(minutes=11))
    assert ready() == (503, {"database": True, "disk": True, "queue": False, "backup": None})
    Job.objects.create(kind="grade", state=RUNNING, heartbeat_at=timezone.now())
    assert ready()[0] == 200


def test_a_backup_older_than_allowed_or_none_at_all_is_told(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENJI_BACKUP_DAYS", "2")
    place = shop / "backups.jsonl"
    place.unlink(missing_ok=True)
    assert ready()[1]["backup"] is False
    try:
        for days, is_met in ((1, True), (3, False)):
            taken = datetime.now(UTC) - timedelta(days=days)
            place.write_text(json.dumps({"taken_at": taken.isoformat()}) + "\n")
            assert ready()[1]["backup"] is is_met
    finally:
        place.unlink()
