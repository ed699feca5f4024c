"""Schedules as pages: set up with the next five times in words, mistakes in cron text, switched, run, removed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fenji_web.runs.models import Job
from fenji_web.schedules.models import Schedule

SignIn = Callable[..., Client]
MONTHLY = {"what": "grade", "scheme": "value", "as_of": "month_end", "every": "month", "at": "06:30",
           "month_day": "first_workday"}  # fmt: skip


def test_a_monthly_grading_is_set_up_and_stands_in_the_list(client_as: SignIn) -> None:
    client = client_as("analyst")
    assert "还没有定时任务" in client.get("/settings/schedules/").content.decode()
    assert client.post("/settings/schedules/new/", MONTHLY).status_code == 302
    shown = client.get("/settings/schedules/").content.decode()
    assert "每月第一个工作日 06:30" in shown
    assert 'aria-checked="true"' in shown


def test_the_next_five_times_are_shown_before_anything_is_saved(client_as: SignIn) -> None:
    shown = client_as("analyst").get("/settings/schedules/preview/", MONTHLY).content.decode()
    assert shown.count('class="coming-at"') == 5
    assert "每月第一个工作日 06:30" in shown
    assert Schedule.objects.count() == 0


@pytest.mark.parametrize(
    ("cron", "said"),
    [("0 6 * *", "cron text has five fields, these are 4"), ("0 25 * * *", "hour: 25 is not between 0 and 23")],
)
def test_a_mistake_in_cron_text_is_said_in_three_parts_and_nothing_is_kept(
    client_as: SignIn, cron: str, said: str
) -> None:
    client = client_as("analyst", lang="en")
    typed = {**MONTHLY, "every": "cron", "cron": cron}
    answer = client.post("/settings/schedules/new/", typed)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "Write minute, hour, day" in answer.content.decode()
    assert said in client.get("/settings/schedules/preview/", typed).content.decode()
    assert Schedule.objects.count() == 0


def test_it_is_paused_run_at_once_and_removed(client_as: SignIn) -> None:
    client = client_as("analyst")
    client.post("/settings/schedules/new/", MONTHLY)
    made = Schedule.objects.get()
    client.post(f"/settings/schedules/{made.pk}/switch/")
    assert "已暂停" in client.get("/settings/schedules/").content.decode()
    asked = client.post(f"/settings/schedules/{made.pk}/run/")
    job = Job.objects.get()
    assert asked["Location"] == f"/runs/jobs/{job.pk}/"
    assert "定时任务，计划" in client.get(f"/runs/jobs/{job.pk}/").content.decode()
    assert "排队中" in client.get(f"/settings/schedules/{made.pk}/").content.decode()
    client.post(f"/settings/schedules/{made.pk}/remove/")
    assert (Schedule.objects.count(), Job.objects.count()) == (0, 1)


def test_a_late_job_says_so_among_the_runs(client_as: SignIn) -> None:
    client = client_as("analyst", lang="en")
    due = {"id": 1, "due_at": "2025-03-03T22:30:00+00:00", "late": 185, "skipped": 2}
    job = Job.objects.create(kind="grade", created_by=client.person, arguments={"schedule": due})
    assert "Scheduled · 3 hours late" in client.get("/runs/").content.decode()
    shown = client.get(f"/runs/jobs/{job.pk}/").content.decode()
    assert "Scheduled for 2025-03-04 06:30" in shown
    assert "2 earlier times missed" in shown


def test_nobody_has_done_by_itself_what_they_may_not_do(client_as: SignIn) -> None:
    analyst = client_as("analyst")
    assert analyst.post("/settings/schedules/new/", {**MONTHLY, "what": "quality"}).status_code == 422
    assert client_as("viewer").get("/settings/schedules/").status_code == 404
    client_as("administrator").post("/settings/schedules/new/", {**MONTHLY, "what": "quality"})
    made = Schedule.objects.get()
    assert analyst.post(f"/settings/schedules/{made.pk}/run/").status_code == 404


def test_the_questions_of_the_list_do_not_grow_with_it(client_as: SignIn) -> None:
    client = client_as("analyst")
    counts = []
    for _ in range(2):
        for _ in range(3):
            client.post("/settings/schedules/new/", MONTHLY)
        with CaptureQueriesContext(connection) as seen:
            client.get("/settings/schedules/")
        counts.append(len(seen))
    assert counts[0] == counts[1]
