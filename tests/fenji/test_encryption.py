"""Credentials at rest: nothing to read without the key, a clear word with the wrong one, a key that can be changed."""

from __future__ import annotations

import base64
import os
import secrets
import stat
import subprocess
from pathlib import Path

import pytest

from fenji.encryption import KeyRefused, add_key, drop_earlier, key_place, keys_of
from fenji.intake.sources.secrets import encrypt_anew, find_secret, keep_secret
from tests.bar.size import sized

CANARY = "Kanarienvogel-7f3a"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FENJI_KEY", "FENJI_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_a_value_comes_back_as_it_was_and_never_looks_the_same_twice(folder: Path) -> None:
    keys = keys_of(folder)
    values = ["", "x", "密码 with ünïcode", *(secrets.token_urlsafe(n) for n in range(1, sized(40, 2000)))]
    kept = [keys.encrypt(value, purpose="p") for value in values]
    assert [keys.decrypt(one, purpose="p") for one in kept] == values
    assert len({*kept, keys.encrypt("x", purpose="p")}) == len(values) + 1


def test_files_hold_nothing_readable_without_the_key_and_the_key_is_its_owners_alone(folder: Path) -> None:
    keep_secret("CRM_TOKEN", CANARY, folder=folder)
    assert stat.S_IMODE(key_place(folder).stat().st_mode) == 0o600
    key_place(folder).unlink()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    found = subprocess.run(
        ["grep", "-rlaE", f"{CANARY}|{_spelled(CANARY)}", str(folder)], check=False, capture_output=True, text=True
    )
    assert found.stdout == ""


def _spelled(word: str) -> str:
    """The word in other spellings that hide nothing."""
    raw = word.encode()
    return "|".join((raw.hex(), base64.b64encode(raw).decode().rstrip("="), word[::-1]))


def test_without_the_key_or_with_another_one_the_error_says_what_to_do(folder: Path) -> None:
    keep_secret("CRM_TOKEN", CANARY, folder=folder)
    key_place(folder).unlink()
    with pytest.raises(KeyRefused, match="another key") as caught:
        find_secret("CRM_TOKEN", folder=folder)
    assert "Put the right key back" in caught.value.say("en")
    assert "请恢复正确的密钥" in caught.value.say("zh")


def test_a_changed_byte_or_another_place_opens_nothing(folder: Path) -> None:
    keys = keys_of(folder)
    kept = keys.encrypt(CANARY, purpose="a")
    with pytest.raises(KeyRefused, match="was changed"):
        keys.decrypt(kept, purpose="b")
    head, _, body = kept.rpartition(":")
    raw = bytearray(base64.urlsafe_b64decode(body))
    for at in range(0, len(raw), sized(7, 1)):
        turned = bytes(byte ^ (1 if here == at else 0) for here, byte in enumerate(raw))
        with pytest.raises(KeyRefused):
            keys.decrypt(f"{head}:{base64.urlsafe_b64encode(turned).decode()}", purpose="a")
    with pytest.raises(KeyRefused, match="damaged"):
        keys.decrypt("fenji1:nothing", purpose="a")


def test_a_key_is_changed_while_everything_stays_readable(folder: Path) -> None:
    place = folder / "secrets.env"
    place.write_text("# by hand\nPLAIN=as-it-is\n")
    place.chmod(0o600)
    keep_secret("CRM_TOKEN", CANARY, folder=folder)
    before = place.read_text()
    add_key(folder)
    assert find_secret("CRM_TOKEN", folder=folder).reveal() == CANARY
    assert encrypt_anew(folder) == 2  # the one by hand too
    assert encrypt_anew(folder) == 0
    drop_earlier(folder)
    assert find_secret("CRM_TOKEN", folder=folder).reveal() == CANARY
    assert find_secret("PLAIN", folder=folder).reveal() == "as-it-is"
    assert "as-it-is" not in place.read_text()
    old = before.splitlines()[-1].partition("=")[2]
    with pytest.raises(KeyRefused, match="another key"):
        keys_of(folder).decrypt(old, purpose="secrets.env CRM_TOKEN")


def test_a_key_given_by_the_environment_is_used_and_changed_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = (base64.b64encode(os.urandom(32)).decode() for _ in range(2))
    monkeypatch.setenv("FENJI_KEY", one)
    kept = keys_of(folder).encrypt(CANARY, purpose="p")
    assert not key_place(folder).exists()
    monkeypatch.setenv("FENJI_KEY", f"{other},{one}")
    assert keys_of(folder).decrypt(kept, purpose="p") == CANARY
    assert not keys_of(folder).is_newest(kept)
    with pytest.raises(KeyRefused, match="come from the environment"):
        add_key(folder)


@pytest.mark.parametrize("key", ["changeme", base64.b64encode(b"a" * 32).decode(), base64.b64encode(b"short").decode()])
def test_a_weak_key_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("FENJI_KEY", key)
    with pytest.raises(KeyRefused, match="no key"):
        keys_of(folder)


def test_a_key_that_others_can_read_is_refused(folder: Path) -> None:
    keys_of(folder)
    key_place(folder).chmod(0o644)
    with pytest.raises(KeyRefused, match="others on this machine"):
        keys_of(folder)


def test_keys_never_show_themselves(folder: Path) -> None:
    keys = keys_of(folder)
    assert key_place(folder).read_text().strip() not in f"{keys} {keys!r}"
