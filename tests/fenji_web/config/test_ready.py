"""The web app does not start with what would let strangers in, and Django's own check for deployment has no warning."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from fenji_web.config.ready import refuse, wrong
from fenji_web.library import WorkspaceError

STRONG = "kx7-qp2.ZmWv9T_b4LrNyHc8sJd3GfAe6UoXi1tEwQzM5RkVhBnC0"


def started(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Django's own check for deployment, with our settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FENJI_", "DJANGO_"))}
    given = {
        **kept, "FENJI_WORKSPACE": str(folder), "DJANGO_SETTINGS_MODULE": "fenji_web.config.settings",
        "PYTHONPATH": "src", **environment,
    }  # fmt: skip
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False)


def test_the_check_for_deployment_has_nothing_to_say(tmp_path: Path) -> None:
    (tmp_path / "web" / "generated").mkdir(parents=True)
    done = started(tmp_path, FENJI_HTTPS="1", FENJI_HOSTS="crm.example.com")
    assert done.returncode == 0, done.stderr
    assert started(tmp_path, FENJI_SECRET_KEY="changeme").returncode != 0


def test_with_the_settings_as_they_come_it_starts() -> None:
    assert list(wrong()) == []
    refuse()


def test_it_refuses_what_is_meant_for_development(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEBUG", True)
    with pytest.raises(WorkspaceError, match="its inside to everybody"):
        refuse()


@pytest.mark.parametrize("key", ["changeme", "django-insecure-" + STRONG, "a" * 60, "secret" + STRONG, STRONG[:49]])
def test_it_refuses_a_default_or_short_key(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setattr(settings, "SECRET_KEY", key)
    with pytest.raises(WorkspaceError, match="easy to guess") as caught:
        refuse()
    assert "openssl rand" in caught.value.say("zh")


def test_it_takes_a_strong_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SECRET_KEY", STRONG)
    refuse()


def test_it_refuses_an_earlier_key_that_is_weak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", ["changeme"])
    with pytest.raises(WorkspaceError, match="easy to guess"):
        refuse()


@pytest.mark.parametrize("name", ["web/secret.key", "web/fields.key", "secrets.env"])
def test_it_refuses_a_file_with_keys_that_others_can_read(name: str) -> None:
    refuse()
    place = Path(settings.FENJI_WORKSPACE) / name
    is_new = not place.exists()
    place.touch(mode=0o600)
    try:
        place.chmod(0o640)
        with pytest.raises(WorkspaceError, match="others on this machine can read it") as caught:
            refuse()
        assert str(place) in caught.value.say("en")
        assert f"chmod 600 {place}" in caught.value.say("en")
    finally:
        place.chmod(0o600)
        if is_new:
            place.unlink()


def test_it_refuses_to_listen_for_others_under_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
    refuse("127.0.0.1")
    with pytest.raises(WorkspaceError, match="no name is known"):
        refuse("0.0.0.0")
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["127.0.0.1", "crm.example.com"])
    refuse("0.0.0.0")
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["*"])
    with pytest.raises(WorkspaceError, match="every name"):
        refuse()


@pytest.mark.parametrize("address", ["crm.example.com", "ftp://crm.example.com", "https://crm.example.com/path", "//x"])
def test_it_refuses_an_address_that_links_could_not_begin_with(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("FENJI_ADDRESS", address)
    with pytest.raises(WorkspaceError, match="links would not lead here"):
        refuse()


def test_a_weak_key_for_what_is_encrypted_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENJI_KEY", "changeme")
    with pytest.raises(WorkspaceError, match="no key"):
        refuse()


def test_gunicorn_started_by_itself_refuses_too(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FENJI_", "DJANGO_"))}
    given = {**kept, "FENJI_WORKSPACE": str(tmp_path), "PYTHONPATH": "src", "FENJI_SECRET_KEY": "changeme"}
    command = [sys.executable, "-c", "import fenji_web.config.wsgi"]
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "easy to guess" in done.stderr
