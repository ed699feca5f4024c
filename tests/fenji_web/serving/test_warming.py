"""A process of the server has what the first pages need before anybody asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template import engines
from django.test import override_settings

from fenji.workspace.model_file import graded_schemes, newest_file
from fenji_web.serving import gunicorn_settings
from fenji_web.ui import reading


def test_what_the_first_pages_read_is_open_before_they_are_asked_for(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_OPEN", {})
    gunicorn_settings.warm()
    runs = shop / "runs"
    assert {*reading._OPEN} == {newest_file(runs, name) for name in graded_schemes(runs)}
    assert all(engines["django"].get_template(page) for page in gunicorn_settings._FIRST)


def test_a_workspace_without_a_run_is_no_hindrance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_OPEN", {})
    with override_settings(FENJI_WORKSPACE=tmp_path):
        gunicorn_settings.warm()
    assert reading._OPEN == {}
