"""One event is one line, whatever people put into names, addresses and errors: in the log of acts and of processes."""

from __future__ import annotations

import csv
import io
import json
import logging
import unicodedata
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fenji_web.audit.models import Event
from fenji_web.audit.services import ASKED, note
from fenji_web.config import logs

FORGED = "2026-11-22T00:00:00.000+00:00 info fenji: li signed in"
ENDS = (
    *("\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x1e", "\x85", "\u2028", "\u2029", "\x00", "\x1b[2K\x1b[1A"),
    *("\x1b]0;x\x07", "\x08\x08\x08", "\u202e", "\u2066", "\u200f", "\x9b31m"),
)
HOSTILE = [f"a{end}{FORGED}" for end in ENDS]


def odd(text: str) -> list[str]:
    """Characters that end a line, command a terminal or turn the direction of words."""
    return [one for one in text if unicodedata.category(one) in ("Cc", "Zl", "Zp") or one in "\u202e\u2066\u200f"]


@pytest.fixture(params=[True, False], ids=["json", "words"])
def formatter(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> logging.Formatter:
    monkeypatch.setattr(logs, "IS_JSON", request.param)
    return logs.OneLine()


@pytest.mark.parametrize("words", HOSTILE, ids=[ascii(end) for end in ENDS])
def test_a_process_says_one_line_an_event(formatter: logging.Formatter, words: str) -> None:
    error = ValueError(words)
    failed = (ValueError, error, error.__traceback__)
    for message, arguments, facts, trouble in (
        (words, (), {}, None),
        ("messages wait: %s", (words,), {}, None),
        ("asked", (), {"route": words, "who": words}, None),
        ("a job failed", (), {}, failed),
    ):
        record = logging.LogRecord("fenji", logging.WARNING, __file__, 1, message, arguments, trouble)
        record.facts = facts
        line = formatter.format(record)
        assert not odd(line), line
        assert len(line.splitlines()) == 1


def test_the_log_of_acts_has_one_line_an_act(client_as: Callable[..., Client]) -> None:
    desk, before = client_as("administrator"), Event.objects.count()
    for words in HOSTILE:
        Client().post("/accounts/sign-in/", {"username": words, "password": words})
        desk.post("/settings/webhooks/allow/", {words: words, "entries": words})
        desk.post("/data/upload/", {"file": SimpleUploadedFile(words.replace("\x00", ""), b"a,b\n1,2\n")})
        note(None, "customers:one", subject=words, outcome="200", address="10.0.0.1", facts={})
    events = list(Event.objects.order_by("number"))[before:]
    assert len(events) >= 3 * len(HOSTILE)
    for event in events:
        kept = [event.who, event.role, event.address, event.action, event.subject, event.outcome]
        assert not [text for text in kept if odd(text)]
        assert not [text for text in _texts(event.facts) if odd(text)], event.facts
    answer = desk.get("/settings/log/log.csv")
    written = b"".join(answer.streaming_content).decode()
    rows = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"))))
    assert len(written.splitlines()) == len(rows) == Event.objects.exclude(outcome=ASKED).count() + 1
    assert not [line for line in written.splitlines() if odd(line)]
    assert not [row for row in rows if row[0].startswith(FORGED[:10])]


def test_a_line_of_the_log_on_the_page_is_one_row(client_as: Callable[..., Client]) -> None:
    desk = client_as("administrator")
    for words in HOSTILE:
        note(None, "customers:one", subject=words, outcome="200", address="10.0.0.1", facts={})
    page = desk.get("/settings/log/").content.decode()
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert rows.count("<tr") == min(Event.objects.count(), rows.count("</tr>"))
    assert not [one for one in odd(rows) if one not in "\n\t"]


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [json.loads(json.dumps(value))] if isinstance(value, str) else []
