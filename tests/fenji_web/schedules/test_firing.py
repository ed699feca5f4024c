"""Schedules fall due once: with two workers, after downtime, in nobody's name, over a change of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fenji_web.accounts.models import User
from fenji_web.runs.models import DONE, Job
from fenji_web.schedules import services
from fenji_web.schedules.models import BUSY, OWNER, Firing, Schedule

MORNING = datetime(2025, 3, 3, 22, 30, tzinfo=UTC)  # 06:30 of the 4th in Shanghai


def schedule(role: str = "analyst", **fields: object) -> Schedule:
    owner = User.objects.create(username=f"owner-{User.objects.count()}", role=role)
    given = {"what": "grade", "scheme": "value", "as_of": "yesterday", "every": "day", "created_by": owner, **fields}
    return services.keep(Schedule(**given), now=MORNING - timedelta(hours=1))


def finish() -> None:
    Job.objects.filter(state="waiting").update(state=DONE)


def test_a_schedule_becomes_a_job_in_its_owner_s_name_when_it_is_due(shop: Path) -> None:
    made = schedule()
    assert made.next_at == MORNING
    assert services.fire_due(MORNING - timedelta(seconds=1)) == 0
    assert services.fire_due(MORNING + timedelta(seconds=1)) == 1
    job = Job.objects.get()
    assert (job.kind, job.created_by, job.arguments["as_of"]) == ("grade", made.created_by, "2025-03-03")
    assert job.arguments["schedule"]["late"] == 0
    made.refresh_from_db()
    assert made.next_at == MORNING + timedelta(days=1)


def test_a_second_worker_that_looks_at_the_same_moment_makes_no_second_job(shop: Path) -> None:
    made = schedule()
    as_both_saw_it = Schedule.objects.get(pk=made.pk)
    house = services.company()
    assert services._fire(as_both_saw_it, MORNING, house) == 1
    assert services._fire(as_both_saw_it, MORNING, house) == 0
    assert (Job.objects.count(), Firing.objects.count()) == (1, 1)


def test_what_was_missed_while_nothing_ran_is_made_up_for_once_and_says_so(shop: Path) -> None:
    schedule()
    assert services.fire_due(MORNING + timedelta(days=3, hours=2)) == 1
    said = Job.objects.get().arguments
    assert (said["as_of"], said["schedule"]["late"], said["schedule"]["skipped"]) == ("2025-03-06", 120, 3)
    assert services.fire_due(MORNING + timedelta(days=3, hours=3)) == 0


def test_a_time_is_left_out_while_the_one_before_is_still_at_work(shop: Path) -> None:
    schedule()
    services.fire_due(MORNING)
    assert services.fire_due(MORNING + timedelta(days=1)) == 0
    assert Firing.objects.first().refusal == BUSY
    finish()
    assert services.fire_due(MORNING + timedelta(days=2)) == 1


def test_a_schedule_of_somebody_who_may_no_longer_do_it_stops(shop: Path) -> None:
    made = schedule()
    User.objects.filter(pk=made.created_by_id).update(is_active=False)
    assert services.fire_due(MORNING) == 0
    made.refresh_from_db()
    assert (made.is_on, made.halted, made.next_at) == (False, OWNER, None)
    assert Firing.objects.get().refusal == OWNER


def test_paused_it_does_nothing_and_what_was_due_meanwhile_is_not_made_up_for(shop: Path) -> None:
    made = schedule()
    services.switch(made, is_on=False)
    assert services.fire_due(MORNING + timedelta(days=1)) == 0
    services.switch(made, is_on=True)
    assert made.next_at > datetime.now(UTC)


@pytest.mark.parametrize(
    ("as_of", "due", "expected"),
    [
        ("yesterday", date(2025, 3, 1), date(2025, 2, 28)),
        ("today", date(2025, 3, 1), date(2025, 3, 1)),
        ("month_end", date(2025, 3, 5), date(2025, 2, 28)),
        ("month_end", date(2025, 3, 31), date(2025, 3, 31)),
    ],
)
def test_the_day_graded_is_counted_from_the_day_it_fell_due(as_of: str, due: date, expected: date) -> None:
    assert services.day_of(as_of, due) == expected


def test_every_minute_after_a_week_of_downtime_is_still_one_job(shop: Path) -> None:
    made = schedule(every="cron", cron="* * * * *")
    assert services.fire_due(MORNING + timedelta(days=7)) == 1
    made.refresh_from_db()
    assert made.next_at == MORNING + timedelta(days=7, minutes=1)


def test_run_now_leaves_the_next_time_as_it_is(shop: Path) -> None:
    made = schedule()
    services.run_now(made, by=made.created_by)
    assert (Job.objects.count(), made.next_at) == (1, MORNING)
