"""A clock that was moved, back or far ahead: nothing is done twice, nothing waits for years, nobody is locked out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fenji_web.runs.models import DONE, Job
from fenji_web.schedules import services
from fenji_web.schedules.models import Firing
from fenji_web.serving.working import Worker
from tests.fenji_web.schedules.test_firing import MORNING, finish, schedule

SignIn = Callable[..., Client]
TEN_YEARS, AN_HOUR = timedelta(days=3653), timedelta(hours=1)


def test_a_time_that_was_done_is_not_done_again_when_the_clock_goes_back(shop: Path) -> None:
    made = schedule()
    assert services.fire_due(MORNING + timedelta(minutes=1)) == 1
    finish()
    assert services.bring_forward(MORNING - AN_HOUR) == 1
    assert services.fire_due(MORNING + timedelta(minutes=2)) == 0
    assert (Job.objects.count(), Firing.objects.count()) == (1, 1)
    made.refresh_from_db()
    assert made.next_at == MORNING + timedelta(days=1)


def test_a_schedule_that_a_clock_ten_years_ahead_put_off_comes_back_when_it_is_set_right(shop: Path) -> None:
    made = schedule()
    times = iter([MORNING + TEN_YEARS, MORNING + timedelta(minutes=1)])
    worker = Worker(clock=lambda: next(times))
    worker._fire()
    finish()
    made.refresh_from_db()
    assert made.next_at is not None
    assert made.next_at > MORNING + TEN_YEARS
    worker._fired = 0.0
    worker._fire()
    made.refresh_from_db()
    assert made.next_at == MORNING + timedelta(days=1)
    assert Job.objects.count() == 1


@pytest.mark.parametrize("moved", [-AN_HOUR, TEN_YEARS])
def test_pages_answer_and_say_no_negative_age_whatever_the_clock_says(
    client_as: SignIn, moved: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_as("administrator", lang="en")
    now = timezone.now()
    Job.objects.create(kind="grade", state=DONE, created_by=client.person, started_at=now, finished_at=now)
    real = timezone.now

    def at() -> datetime:
        return real() + moved

    monkeypatch.setattr(timezone, "now", at)
    for page in ("/", "/runs/", reverse("schedules:index")):
        answer = client.get(page)
        assert answer.status_code in (200, 302)
        assert not re.search(r"[>\s][-−]\d+ (second|minute|hour|day|month|year)", answer.content.decode())
    is_in = client.get("/runs/").status_code == 200
    assert is_in is (moved < timedelta(0)), "a session ends by time, and lives through an hour less"
