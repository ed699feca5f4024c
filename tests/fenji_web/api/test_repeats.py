"""Sent twice, done once, answered twice alike: whatever is sent, by whomever, and whatever fails in between."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.bar.size import sized
from tests.fenji_web.api.program import Program

GRADE = {"scheme": "value"}


def asked(**more: Any) -> int:
    from fenji_web.runs.models import Job

    return Job.objects.filter(kind="grade", **more).count()


def test_a_second_time_is_the_first_answer_byte_for_byte(shop: Path, program_of: Callable[..., Program]) -> None:
    program, before = program_of("analyst"), asked()
    first = program.post("gradings", GRADE, headers={"Idempotency-Key": "a"})
    again = program.post("gradings", GRADE, headers={"Idempotency-Key": "a"})
    assert (first.status_code, again.status_code) == (202, 202)
    assert (first.content, first["Location"]) == (again.content, again["Location"])
    assert again["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first
    assert asked() == before + 1


def test_without_a_key_each_call_is_a_new_one(shop: Path, program_of: Callable[..., Program]) -> None:
    program, before = program_of("analyst"), asked()
    assert {program.post("gradings", GRADE).status_code for _ in range(2)} == {202}
    assert asked() == before + 2


@pytest.mark.parametrize(
    ("path", "body"),
    [("gradings", {"scheme": "electronics"}), ("gradings", {**GRADE, "recalibrate": False}), ("exports", {})],
)
def test_another_call_with_the_same_key_is_refused(
    shop: Path, program_of: Callable[..., Program], path: str, body: Any
) -> None:
    program = program_of("analyst")
    program.post("gradings", GRADE, headers={"Idempotency-Key": "b"})
    before = asked()
    answer = program.post(path, body, headers={"Idempotency-Key": "b"})
    assert (answer.status_code, answer.json()["code"]) == (422, "other_repeat")
    assert asked() == before


def test_somebody_elses_key_is_another_one(shop: Path, program_of: Callable[..., Program]) -> None:
    before = asked()
    two = [program_of(role) for role in ("analyst", "administrator")]
    answers = [one.post("gradings", GRADE, headers={"Idempotency-Key": "c"}) for one in two]
    assert answers[0].json()["id"] != answers[1].json()["id"]
    assert asked() == before + 2


def test_two_keys_of_one_person_share_what_was_sent(shop: Path, program_of: Callable[..., Program]) -> None:
    first, second = (program_of("analyst").post("gradings", GRADE, headers={"Idempotency-Key": "d"}) for _ in range(2))
    assert first.content == second.content


def test_a_failure_after_the_work_began_is_kept_and_nothing_of_the_work_stays(
    shop: Path, program_of: Callable[..., Program], monkeypatch: pytest.MonkeyPatch
) -> None:
    from fenji_web.api.services import work

    program, before = program_of("analyst"), asked()
    real = work.shown

    def broken(job: Any) -> Any:
        raise RuntimeError(f"secret of job {job.pk}")

    monkeypatch.setattr(work, "shown", broken)
    first = program.post("gradings", GRADE, headers={"Idempotency-Key": "e"})
    monkeypatch.setattr(work, "shown", real)
    again = program.post("gradings", GRADE, headers={"Idempotency-Key": "e"})
    assert (first.status_code, again.status_code, asked()) == (500, 500, before)
    assert first.content == again.content
    assert b"secret" not in first.content


def test_what_was_refused_before_it_began_may_be_sent_again(shop: Path, program_of: Callable[..., Program]) -> None:
    program = program_of("analyst")
    wrong = program.post("gradings", {"scheme": 1}, headers={"Idempotency-Key": "f"})
    right = program.post("gradings", GRADE, headers={"Idempotency-Key": "f"})
    assert (wrong.status_code, right.status_code) == (400, 202)


def test_answers_are_kept_for_two_days(shop: Path, program_of: Callable[..., Program]) -> None:
    from fenji_web.api.models import Repeat

    program = program_of("analyst")
    first = program.post("gradings", GRADE, headers={"Idempotency-Key": "g"})
    for hours, is_same in ((47, True), (49, False)):
        Repeat.objects.update(made_at=timezone.now() - timedelta(hours=hours))
        again = program.post("gradings", GRADE, headers={"Idempotency-Key": "g"})
        assert (again.content == first.content) is is_same


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "é", "a b"])
def test_a_key_that_cannot_be_kept_is_refused(shop: Path, program_of: Callable[..., Program], key: str) -> None:
    answer = program_of("analyst").post("gradings", GRADE, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "wrong_repeat")


_CALL = """
import json, os, sys, django
django.setup()
from django.test import Client
place, point, token = sys.argv[1:4]
if point:
    from fenji_web.api.services import repeats
    real = repeats.Repeat.objects.filter
    def die(*args, **values):
        if "pk" in values and point == "before":
            os.kill(os.getpid(), 9)
        return real(*args, **values)
    repeats.Repeat.objects.filter = die
    if point == "after":
        from fenji_web.api.services import gate
        gate._dressed = lambda *args: os.kill(os.getpid(), 9)
answer = Client().post("/api/v1/gradings", json.dumps({"scheme": "value"}), "application/json",
                       headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "k", "Accept-Language": "en"})
print(answer.status_code, answer.content.decode())
"""


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory, shop: Path) -> Path:
    """A workspace of its own, served by processes that are killed: the database must survive them."""
    place = tmp_path_factory.mktemp("apart") / "shop"
    place.mkdir()
    (place / "fenji.yaml").write_bytes((shop / "fenji.yaml").read_bytes())
    (place / "runs").symlink_to(shop / "runs")
    (place / "web" / "generated").mkdir(parents=True)
    return place


def program(place: Path, code: str, *said: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "FENJI_WORKSPACE": str(place), "DJANGO_SETTINGS_MODULE": "fenji_web.config.settings",
                   "PYTHONPATH": "src", "FENJI_HOSTS": "testserver", "PYTHONWARNINGS": "ignore"}  # fmt: skip
    return subprocess.Popen([sys.executable, "-c", code, *said], env=environment, stdout=subprocess.PIPE, text=True)


def jobs(place: Path) -> int:
    with sqlite3.connect(place / "web" / "app.sqlite") as asked_of:
        return int(asked_of.execute("SELECT count(*) FROM runs_job WHERE kind = 'grade'").fetchone()[0])


_BEGIN = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from fenji_web.accounts.models import User
from fenji_web.api_keys.services import make_key
person = User.objects.create(username="p", role="analyst")
print(make_key(person, "k", ["see", "grade"], days=1)[1])
"""


def test_killed_between_the_work_and_the_answer_it_is_done_once(apart: Path) -> None:
    token = program(apart, _BEGIN).communicate(timeout=120)[0].strip()
    for point, done in (("before", 0), ("after", 1)):
        killed = program(apart, _CALL, str(apart), point, token)
        killed.communicate(timeout=60)
        assert killed.returncode == -9
        assert jobs(apart) == done
    together = [program(apart, _CALL, str(apart), "", token) for _ in range(sized(2, 4))]
    answers = {one.communicate(timeout=60)[0] for one in together}
    assert len(answers) == 1
    assert answers.pop().startswith("202 ")
    assert jobs(apart) == 1


_AT_ONCE = """
import json, sys, django
django.setup()
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from django.db import connections
from django.test import Client
token, line = sys.argv[1], Barrier(20)
def send(number):
    line.wait()
    try:
        answer = Client().post("/api/v1/gradings", json.dumps({"scheme": "value"}), "application/json",
                               headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "at-once"})
        return answer.status_code, answer.content.decode()
    finally:
        connections.close_all()
with ThreadPoolExecutor(20) as pool:
    print(json.dumps(sorted(set(pool.map(send, range(20))))))
"""


def test_twenty_at_once_in_two_processes_are_one(apart: Path) -> None:
    token = program(apart, _BEGIN.replace('"p"', '"q"')).communicate(timeout=120)[0].strip()
    before = jobs(apart)
    together = [program(apart, _AT_ONCE, token) for _ in range(sized(1, 2))]
    answers = {tuple(one) for each in together for one in json.loads(each.communicate(timeout=120)[0])}
    assert [status for status, _ in answers] == [202]
    assert jobs(apart) == before + 1
