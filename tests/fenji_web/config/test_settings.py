"""Settings: none forgotten, the secret kept for its owner alone."""

from __future__ import annotations

import importlib
import stat
from pathlib import Path

import pytest
from django.conf import settings

NOT_DJANGOS = {"OURS", "IS_PLACED", "LOOPBACK", "IS_COLLECTED", "IS_DEMO", "SHORTEST"}


@pytest.mark.parametrize("topic", ["place", "apps", "database", "security", "requests"])
def test_every_setting_of_a_topic_is_in_force(topic: str) -> None:
    module = importlib.import_module(f"fenji_web.config.{topic}")
    own = {name for name in dir(module) if name.isupper() and not name.startswith("_")} - NOT_DJANGOS
    taken = {"NONE", "SELF", "WEB_FOLDER"}  # names a topic only borrows
    gathered = importlib.import_module("fenji_web.config.settings")
    assert sorted(name for name in own - taken if not hasattr(gathered, name)) == []


def test_the_secret_is_made_once_and_readable_by_its_owner_alone() -> None:
    path = Path(settings.WEB_FOLDER) / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text("ascii") == settings.SECRET_KEY
    assert len(settings.SECRET_KEY) > 50


def test_only_this_machine_is_served_unless_asked() -> None:
    from fenji_web.config.security import LOOPBACK

    assert set(LOOPBACK) <= set(settings.ALLOWED_HOSTS) <= {*LOOPBACK, "testserver"}
