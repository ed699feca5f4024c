"""`fenji serve` and its worker as processes: what they say, what they do, that nothing of them stays."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest

from tests.web_place import Place, serving
from tests.web_shop import shop_at

WAIT = 60.0


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Any:
    base = tmp_path_factory.getbasetemp()
    folder = shop_at(tmp_path_factory.mktemp("served") / "shop", base.parent if "popen-" in base.name else base)
    with serving(folder) as place:
        yield place
    assert children_named(place.folder) == []


def until(asked: Callable[[], Any], *, seconds: float = WAIT, every: float = 0.2) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := asked():
            return found
        time.sleep(every)
    raise AssertionError(f"not within {seconds} seconds")


def state_of(place: Place, pk: int) -> str:
    return str(place.run(f"give(Job.objects.get(pk={pk}).state)"))


def ended(place: Place, pk: int) -> str:
    def look() -> str | None:
        state = state_of(place, pk)
        return None if state in ("waiting", "running") else state

    return str(until(look))


def children_named(folder: Path) -> list[int]:
    """Processes whose environment names this workspace."""
    found = []
    for one in Path("/proc").glob("[0-9]*/environ"):
        try:
            text = one.read_bytes()
        except OSError:
            continue
        if f"FENJI_WORKSPACE={folder}".encode() in text.split(b"\0") and int(one.parent.name) != os.getpid():
            found.append(int(one.parent.name))
    return found


def worker_of(place: Place) -> int:
    for pid in children_named(place.folder):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        if b"fenji_web.serving.worker_process" in words and parent == place.pid:
            return pid
    raise AssertionError("there is no worker")


def test_one_line_says_where_it_listens_and_a_link_makes_the_first_administrator(served: Place) -> None:
    assert until(lambda: f"fenji listens at {served.url}" in served.said())
    link = until(lambda: re.search(r"http://\S+/accounts/setup/\S+", served.said()))
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with opener.open(link[0]) as answer:
        page = answer.read().decode()
        assert answer.status == 200
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    sent = f"csrfmiddlewaretoken={token[1]}&username=boss&name=&password=the+harbour+at+dusk"
    with opener.open(urllib.request.Request(link[0], sent.encode(), {"Referer": link[0]})) as answer:
        assert answer.url == f"{served.url}/" or answer.status == 200
    assert served.run('give(User.objects.get(username="boss").role)') == "administrator"


def test_static_files_have_names_of_their_content_and_are_kept_for_ever(served: Place) -> None:
    with urllib.request.urlopen(f"{served.url}/accounts/sign-in/") as answer:
        page = answer.read().decode()
    sheet = re.search(r'href="(/static/ui/tokens\.\w+\.css)"', page)
    bundle = re.search(r'data-vega="(/static/ui/vega\.\w+\.js)"', page)
    assert sheet
    assert bundle
    with urllib.request.urlopen(served.url + sheet[1]) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
    with urllib.request.urlopen(served.url + bundle[1]) as answer:
        assert len(answer.read()) > 500_000


def test_another_name_for_the_host_is_refused(served: Place) -> None:
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(urllib.request.Request(served.url, headers={"Host": "evil.example"}))


def test_a_grading_is_done_by_the_worker_and_its_run_is_shown(served: Place) -> None:
    pk = served.run('give(enqueue("grade", by=person("analyst"), scheme="value", as_of="2024-09-30").pk)')
    assert ended(served, pk) == "done"
    assert served.run(f"give(Job.objects.get(pk={pk}).result)")["run"] == "value-v1-2024-09-30"
    assert list((served.folder / "runs").glob("value-v1-2024-09-30.*"))


def test_an_error_a_person_can_act_on_is_kept_in_three_parts(served: Place) -> None:
    pk = served.run('give(enqueue("grade", by=person("analyst"), scheme="value", as_of="2150-01-01").pk)')
    assert ended(served, pk) == "failed"
    error = served.run(f"give(Job.objects.get(pk={pk}).error)")
    assert error["problem"]["zh"].startswith("2150-01-01 尚未到来")
    assert error["fix"]["en"] == "Write today or an earlier day."


def test_a_job_that_is_stopped_ends_and_the_next_one_goes_on(served: Place) -> None:
    stopping = """
import time
from fenji_web.runs.services import stop
job = enqueue("grade", by=person("analyst"), scheme="value", as_of="2024-08-31")
while job.state == "waiting":
    time.sleep(0.05)
    job.refresh_from_db()
stop(job)
give(job.pk)
"""
    first = served.run(stopping)
    second = served.run('give(enqueue("replay", by=person("analyst"), run="value-v1-2024-11-30").pk)')
    assert ended(served, first) == "cancelled"
    assert ended(served, second) == "done"
    result = served.run(f"give(Job.objects.get(pk={second}).result)")
    assert result["kept"] == result["again"]


def test_a_child_killed_from_outside_is_a_failure_that_says_so(served: Place) -> None:
    children = Path(f"/proc/{worker_of(served)}/task/{worker_of(served)}/children")
    others = set(children.read_text().split())  # the courier
    with ThreadPoolExecutor() as beside:
        asking = 'give(enqueue("grade", by=person("analyst"), scheme="value", as_of="2024-07-31").pk)'
        asked = beside.submit(served.run, asking)
        child = until(lambda: set(children.read_text().split()) - others, every=0.02)
        os.kill(int(child.pop()), signal.SIGKILL)
        pk = asked.result()
    assert ended(served, pk) == "failed"
    assert "memory" in served.run(f"give(Job.objects.get(pk={pk}).error)")["problem"]["en"]


@pytest.mark.parametrize("stage", ["核对文件", "生成查询清单"])
def test_a_worker_killed_in_any_stage_is_followed_by_another_and_nothing_is_half_done(
    served: Place, stage: str
) -> None:
    day = "2024-06-30" if stage == "核对文件" else "2024-05-31"
    killing = f"""
import os, signal, time
job = enqueue("grade", by=person("analyst"), scheme="value", as_of="{day}")
while job.state == "waiting":
    time.sleep(0.02)
    job.refresh_from_db()
until = time.monotonic() + (0.2 if "{stage}" == "核对文件" else 2.0)
while time.monotonic() < until and job.stage.get("zh") != "{stage}":
    time.sleep(0.02)
    job.refresh_from_db()
os.kill({worker_of(served)}, signal.SIGKILL)
give(job.pk)
"""
    pk = served.run(killing)
    assert ended(served, pk) in ("failed", "done")
    again = served.run(f'give(enqueue("grade", by=person("analyst"), scheme="value", as_of="{day}").pk)')
    assert ended(served, again) == "done"
    check = [sys.executable, "-m", "fenji.cli.main", "--lang", "en", "check", "--workspace", str(served.folder)]
    assert subprocess.run(check, env={**os.environ, "PYTHONPATH": "src"}, check=False).returncode == 0


def test_the_demonstration_is_refused_for_other_workspaces_and_other_hosts(served: Place, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "fenji.cli.main", "--lang", "en", "serve", "--workspace", str(served.folder)]
    kept: Any = {"capture_output": True, "text": True, "env": {**os.environ, "PYTHONPATH": "src"}}
    far = subprocess.run([*command, "--demo", "--host", "0.0.0.0", "--port", "1"], check=False, **kept)
    assert (far.returncode, "on this machine alone" in far.stderr) == (2, True)
    port = served.url.rpartition(":")[2]
    taken = subprocess.run([*command, "--port", port], check=False, **kept)
    assert (taken.returncode, "in use" in taken.stderr) == (2, True)


def test_ctrl_c_ends_everything_and_the_demonstration_is_signed_in_by_its_link(served: Place, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(served.folder, folder, ignore=shutil.ignore_patterns("web"))
    with serving(folder, "--demo") as place:
        link = until(lambda: re.search(r"http://\S+/accounts/enter/\S+", place.said()))
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        with opener.open(link[0]) as answer:
            assert answer.status == 200
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(link[0])
        assert len(children_named(folder)) >= 4
    assert until(lambda: children_named(folder) == [], seconds=10)
    assert "Stopped." in place.said()
