"""`fenji check --all` looks at the web app's database and log too, and names what is wrong with them."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from fenji.workspace.checking import OTHERS
from fenji.workspace.workspace import Workspace
from fenji_web.audit.services import note
from fenji_web.serving import checks


def test_a_sound_database_and_a_whole_log_have_nothing_wrong(shop: Path) -> None:
    note(None, "tests:noted", outcome="200", facts={})
    workspace = Workspace.open(shop)
    database, log = checks.database(workspace), checks.log(workspace)
    assert (database.problems, log.problems) == ((), ())
    assert database.looked_at > 20
    assert log.looked_at >= 1


def test_a_log_that_another_key_has_sealed_is_named_line_by_line(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    event = note(None, "tests:noted", outcome="200", facts={})
    monkeypatch.setattr("fenji_web.audit.queries.kept_key", lambda name: b"another")
    found = checks.log(Workspace.open(shop)).problems
    assert f"#{event.number}" in [issue.where for issue in found]


def test_a_database_that_does_not_answer_is_a_problem_and_no_end(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise OperationalError("no such file")

    monkeypatch.setattr(connection, "cursor", gone)
    (issue,) = checks.database(Workspace.open(shop)).problems
    assert "no such file" in issue.say("en")


def test_a_workspace_that_was_never_served_has_neither(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    workspace = Workspace.create(tmp_path / "shop")
    assert [look(workspace).looked_at for look in (checks.database, checks.log)] == [0, 0]


def test_both_are_found_by_the_library_by_name_alone() -> None:
    assert {point.name: point.load() for point in entry_points(group=OTHERS)} == {
        "database": checks.database,
        "log": checks.log,
    }
