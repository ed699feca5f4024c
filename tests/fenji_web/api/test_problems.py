"""A fault of ours is a problem with an id, and says nothing of what is inside; answers that are known are not sent."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.fenji_web.api.program import Program
from tests.fenji_web.reading import shown

SECRET = "select * from people where secret = '/root/secret.key'"


def calls() -> Iterator[tuple[str, str, Any]]:
    """Every operation, with a body that is right."""
    from fenji_web.api.services.document import document, operations

    said = document("en")
    for path, method, one in operations(said):
        sent = next(iter(one.get("requestBody", {}).get("content", {}).items()), None)
        body: Any = None
        if sent and sent[0] == "application/json":
            body = said["components"]["schemas"][sent[1]["schema"]["$ref"].rpartition("/")[2]]["examples"][0]
        elif sent:
            body = b"file"
        if not path.endswith("openapi.json"):
            yield method.upper(), path, body


def test_a_fault_in_any_operation_tells_an_id_and_nothing_else(
    shop: Any, program_of: Callable[..., Program], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from fenji_web.api import access

    def broken(request: Any) -> Any:
        raise RuntimeError(SECRET)

    program, tried = program_of("administrator"), 0
    monkeypatch.setattr(access, "caller_of", broken)
    for method, path, body in calls():
        place = path.removeprefix("/api/v1/").format(customer_id="C1", run_id="r", job_id=1, name="value", number=1)
        kind = "application/octet-stream" if body == b"file" else "application/json"
        query = {"file_name": "x.csv"} if body == b"file" else None
        with caplog.at_level(logging.CRITICAL):
            answer = program.ask(method, place, body=body, content_type=kind, query=query)
        assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json"), place
        said, text = answer.json(), answer.content.decode() + str(answer.headers)
        assert len(said["id"]) == 16
        for inside in (SECRET, "Traceback", "RuntimeError", ".py", str(settings.FENJI_WORKSPACE), "SELECT", "secret"):
            assert inside not in text, (place, inside)
        tried += 1
    assert tried >= 25


def test_the_log_knows_the_id_of_a_fault(
    shop: Any, program_of: Callable[..., Program], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from fenji_web.api.views import jobs

    monkeypatch.setattr(jobs, "Me", None)
    answer = program_of("viewer").get("me")
    assert answer.status_code == 500
    assert answer.json()["id"] in caplog.text


@pytest.mark.parametrize("point", ["fenji_web.ui.reading.lang_of", "fenji_web.audit.services._note"])
def test_a_fault_before_the_operation_is_a_problem_too(
    shop: Any, program_of: Callable[..., Program], monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    def broken(*args: Any, **values: Any) -> Any:
        raise RuntimeError(SECRET)

    program = program_of("analyst")
    monkeypatch.setattr(point, broken)
    answer = program.post("gradings", {"scheme": "value"})
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert SECRET not in answer.content.decode()


def test_a_host_that_is_not_ours_is_refused_as_a_problem(shop: Any) -> None:
    answer = Client(raise_request_exception=False).get("/api/v1/me", headers={"host": "evil.example"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_an_answer_that_is_known_is_not_sent_again(shop: Any, program_of: Callable[..., Program]) -> None:
    program = program_of("viewer")
    first = program.get("customers?limit=5")
    again = program.get("customers?limit=5", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    listed = program.get("customers?limit=5", headers={"If-None-Match": f'"other", W/{first["ETag"]}'})
    assert listed.status_code == 304


def test_nobody_is_given_anothers_answer(shop: Any, program_of: Callable[..., Program]) -> None:
    place = f"customers/{shown(shop).sample(['customer_id'], 1)[0][0]['customer_id']}"
    answers = [program_of(role).get(place) for role in ("viewer", "administrator")]
    answers.append(program_of("viewer", lang="zh").get(place))
    assert len({one["ETag"] for one in answers}) == 3
    for one in answers:
        assert one["Cache-Control"] == "no-store"
        assert {"Authorization", "Accept-Language"} <= {part.strip() for part in one["Vary"].split(",")}


def test_a_program_is_answered_in_the_language_it_asks_for(shop: Any, program_of: Callable[..., Program]) -> None:
    english = ("en", "No such run")
    for asked, (said, title) in {"zh-CN": ("zh-CN", "批次不存在"), "en-GB": english, "fr, en;q=0.4": english}.items():
        answer = program_of("administrator", lang=asked).get("runs/none")
        assert (answer["Content-Language"], answer.json()["title"]) == (said, title)
        assert title in answer.content.decode("utf-8")
