"""Figures for Prometheus and lines of the log: what they tell, to whom, and what they never tell."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from prometheus_client.parser import text_string_to_metric_families

from fenji_web.config import logs
from fenji_web.health.services import TOKEN, WatchingMiddleware
from fenji_web.runs.models import Job

SignIn = Callable[..., Client]
SECRET = "a-token-of-twenty-letters"


def told(client: Client) -> dict[str, dict[tuple[str, ...], float]]:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {SECRET}"})
    assert answer.status_code == 200
    found: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(answer.content.decode()):
        for one in family.samples:
            found.setdefault(one.name, {})[tuple(one.labels.values())] = one.value
    return found


@pytest.mark.parametrize("shown", ["", "Bearer ", "Bearer wrong", SECRET, f"Basic {SECRET}"])
def test_without_the_token_there_is_no_such_page(shop: Path, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for kept in ("", SECRET):
        monkeypatch.setenv(TOKEN, kept)
        assert Client().get("/metrics", headers={"Authorization": shown}).status_code == 404


def test_jobs_results_and_needs_are_told_as_they_are(
    client_as: SignIn, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKEN, SECRET)
    person = client_as("steward").person  # type: ignore[attr-defined]
    for state in ("waiting", "waiting", "failed"):
        Job.objects.create(kind="grade", created_by=person, state=state)
    found = told(Client())
    assert (found["fenji_jobs"][("waiting",)], found["fenji_jobs"][("failed",)]) == (2, 1)
    assert found["fenji_ready"][("database",)] == 1
    newest = max(path.stat().st_mtime for path in (shop / "runs").glob("*.duckdb"))
    assert found["fenji_result_written_timestamp_seconds"][("value",)] <= newest
    assert found["fenji_oldest_waiting_job_seconds"][()] >= 0


def test_requests_are_counted_by_page_and_never_by_address(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TOKEN, SECRET)

    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse("ok", status=418)

    before = told(Client()).get("fenji_requests_total", {})
    WatchingMiddleware(answer)(RequestFactory().get("/customers/C00017/?q=13800138000"))
    after = told(Client())
    assert after["fenji_requests_total"][("GET", "none", "418")] == before.get(("GET", "none", "418"), 0) + 1
    assert not any("C00017" in part or "138" in part for labels in after["fenji_requests_total"] for part in labels)


def test_a_request_is_a_line_of_json_that_names_its_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fenji_web.health.services.IS_JSON", True)
    monkeypatch.setattr(logs, "IS_JSON", True)
    lines: list[str] = []
    kept = logging.Handler()
    kept.setFormatter(logs.OneLine())
    monkeypatch.setattr(kept, "emit", lambda record: lines.append(kept.format(record)))
    logging.getLogger(logs.REQUESTS).addHandler(kept)
    logging.getLogger(logs.REQUESTS).setLevel("INFO")
    try:
        WatchingMiddleware(lambda request: HttpResponse("ok"))(RequestFactory().get("/customers/?q=13800138000"))
    finally:
        logging.getLogger(logs.REQUESTS).removeHandler(kept)
    said = json.loads(lines[0])
    assert (said["page"], said["method"], said["status"]) == ("none", "GET", 200)
    assert "138" not in lines[0].replace(said["at"], "")


def test_nothing_is_counted_where_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(TOKEN, raising=False)
    with pytest.raises(MiddlewareNotUsed):
        WatchingMiddleware(lambda request: HttpResponse("ok"))


def record_of(error: BaseException, words: str = "a job failed") -> logging.LogRecord:
    return logging.LogRecord("fenji", logging.ERROR, "x.py", 1, words, (), (type(error), error, error.__traceback__))


@pytest.mark.parametrize("is_json", [False, True])
def test_an_error_is_one_line_that_says_where_it_arose_and_nothing_that_it_quotes(
    is_json: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "IS_JSON", is_json)
    try:
        int("13800138000, 张三")
    except ValueError as error:
        line = logs.OneLine().format(record_of(error, "a job\nfailed\x1b[31m"))
    assert "13800138000" not in line
    assert "张三" not in line
    assert "ValueError" in line
    assert "test_metrics.py" in line
    assert line.isprintable()


def test_with_debug_the_whole_error_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "IS_TOLD_WHOLE", True)
    assert "no customer" in logs.OneLine().format(record_of(ValueError("no customer")))
