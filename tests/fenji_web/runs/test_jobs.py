"""Jobs: whose turn it is, one at a time, what is taken from a dead worker, who may see and stop them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from fenji_web.accounts.models import User
from fenji_web.runs import services
from fenji_web.runs.models import CANCELLED, DONE, FAILED, RUNNING, WAITING, Job

SignIn = Callable[..., Client]


def person(name: str, role: str = "analyst") -> User:
    return User.objects.create(username=name, role=role)


def finish(job: Job) -> None:
    services.end(job.pk, DONE, result={})


def test_people_take_turns_however_much_one_of_them_asks(shop: Path) -> None:
    busy, calm = person("busy"), person("calm")
    asked = [services.enqueue("grade", by=busy, scheme="value") for _ in range(3)]
    asked.append(services.enqueue("grade", by=calm, scheme="value"))
    order = []
    while job := services.take():
        order.append(str(job.created_by))
        finish(job)
    assert order == ["busy", "calm", "busy", "busy"]
    assert len(asked) == len(order)


def test_twenty_jobs_of_five_people_leave_nobody_waiting_twice_as_long_as_others(shop: Path) -> None:
    people = [person(f"p{number}") for number in range(5)]
    for number, one in enumerate(people):
        for _ in range((16, 1, 1, 1, 1)[number]):
            services.enqueue("grade", by=one, scheme="value")
    order = []
    while job := services.take():
        order.append(str(job.created_by))
        assert services.take() is None, "one at a time"
        finish(job)
    assert len(order) == 20
    assert sorted(order[:5]) == [f"p{number}" for number in range(5)], "each has a turn before anybody has a second"


def test_one_job_runs_at_a_time(shop: Path) -> None:
    one = person("one")
    services.enqueue("grade", by=one, scheme="value")
    services.enqueue("grade", by=one, scheme="value")
    assert services.take() is not None
    assert services.take() is None


def test_who_may_not_do_it_may_not_have_it_done(shop: Path) -> None:
    with pytest.raises(PermissionDenied):
        services.enqueue("grade", by=person("guest", "viewer"), scheme="value")


class Steady:
    """A clock that goes on when told."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_job_whose_lease_ended_is_taken_from_the_dead_and_the_next_one_goes_on(shop: Path) -> None:
    one, clock = person("one"), Steady()
    lost = services.enqueue("grade", by=one, scheme="value")
    services.take()
    services.enqueue("grade", by=one, scheme="value")
    leases = services.Leases(timedelta(seconds=20), clock)
    assert leases.reap() == []
    clock.now += 20
    assert leases.reap() == [lost]
    lost.refresh_from_db()
    assert (lost.state, lost.error["problem"]["zh"]) == (FAILED, "任务中断：后台进程已停止")
    assert services.take() is not None


@pytest.mark.parametrize("moved", [timedelta(hours=-1), timedelta(days=3653)])
def test_a_living_job_is_left_alone_even_where_the_clock_was_moved(shop: Path, moved: timedelta) -> None:
    clock = Steady()
    services.enqueue("grade", by=person("one"), scheme="value")
    job = services.take()
    assert job is not None
    leases = services.Leases(timedelta(seconds=20), clock)
    for beat in range(5):
        Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() + moved + timedelta(seconds=2 * beat))
        assert leases.reap() == []
        clock.now += 15
    assert services.is_held(job.pk, job.turn)


def test_a_turn_is_higher_than_all_before_it_and_an_older_one_ends_and_renews_nothing(shop: Path) -> None:
    one = person("one")
    for _ in range(2):
        services.enqueue("grade", by=one, scheme="value")
    first = services.take()
    assert first is not None
    services.end(first.pk, FAILED)
    second = services.take()
    assert second is not None
    assert second.turn > first.turn > 0
    Job.objects.filter(pk=second.pk).update(turn=second.turn + 1)
    assert not services.beat(second.pk, second.turn)
    assert not services.end(second.pk, DONE, turn=second.turn, result={})
    assert services.end(second.pk, DONE, turn=second.turn + 1, result={})


def test_order_is_that_of_asking_and_of_turns_whatever_the_clock_said(shop: Path) -> None:
    one, two = person("one"), person("two")
    asked = [services.enqueue("grade", by=by, scheme="value") for by in (one, two, one, two)]
    for number, job in enumerate(asked):  # a clock that runs backwards
        Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=number))
    order = []
    while job := services.take():
        Job.objects.filter(pk=job.pk).update(started_at=timezone.now() - timedelta(days=len(order)))
        order.append(job.pk)
        finish(job)
    assert order == [job.pk for job in asked]


def test_what_waits_is_stopped_at_once_and_what_runs_is_asked_to(shop: Path) -> None:
    one = person("one")
    waiting, running = (services.enqueue("grade", by=one, scheme="value") for _ in range(2))
    Job.objects.filter(pk=running.pk).update(state=RUNNING)
    services.stop(waiting)
    services.stop(running)
    waiting.refresh_from_db()
    running.refresh_from_db()
    assert (waiting.state, running.state, running.is_stop_asked) == (CANCELLED, RUNNING, True)


def test_an_end_is_written_once(shop: Path) -> None:
    job = services.enqueue("grade", by=person("one"), scheme="value")
    services.take()
    assert services.end(job.pk, DONE, result={})
    assert not services.end(job.pk, FAILED)


def test_a_job_is_seen_by_who_asked_and_by_administrators_alone(client_as: SignIn) -> None:
    mine = client_as("analyst")
    job = services.enqueue("grade", by=mine.person, scheme="value")
    assert mine.get(f"/runs/jobs/{job.pk}/").status_code == 200
    assert client_as("administrator").get(f"/runs/jobs/{job.pk}/").status_code == 200
    assert client_as("sales").get(f"/runs/jobs/{job.pk}/").status_code == 404
    assert client_as("sales").post(f"/runs/jobs/{job.pk}/stop/").status_code == 404


def test_the_live_bar_says_how_far_it_is_and_goes_on_when_it_is_done(client_as: SignIn) -> None:
    client = client_as("analyst", lang="en")
    job = services.enqueue("grade", by=client.person, scheme="value")
    Job.objects.filter(pk=job.pk).update(state=RUNNING, share=0.42, stage={"en": "checking files", "zh": "核对文件"})
    shown = client.get(f"/runs/jobs/{job.pk}/bar/?next=/runs/").content.decode()
    assert "checking files" in shown
    assert "42%" in shown
    Job.objects.filter(pk=job.pk).update(state=DONE)
    assert client.get(f"/runs/jobs/{job.pk}/bar/?next=/runs/")["HX-Redirect"] == "/runs/"
    elsewhere = client.get(f"/runs/jobs/{job.pk}/bar/?next=https://evil.example/")
    assert "HX-Redirect" not in elsewhere
    assert "evil" not in elsewhere.content.decode()


def test_a_failed_job_shows_its_three_parts(client_as: SignIn) -> None:
    client = client_as("analyst")
    job = services.enqueue("grade", by=client.person, scheme="value")
    Job.objects.filter(pk=job.pk).update(state=FAILED, error=services.kept_error("died"))
    shown = client.get(f"/runs/jobs/{job.pk}/").content.decode()
    assert "任务意外终止" in shown
    assert "请关闭其他程序后重试" in shown


def test_state_names_are_those_of_the_contract() -> None:
    assert (WAITING, RUNNING, DONE, FAILED, CANCELLED) == ("waiting", "running", "done", "failed", "cancelled")
