"""Credentials as the web app writes them: readable by their owner alone, beside the lines that were there."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from fenji.errors import FileRefused
from fenji.intake.sources.secrets import find_secret, keep_secret


def test_a_credential_is_kept_for_its_owner_alone_and_other_lines_stay(tmp_path: Path) -> None:
    place = tmp_path / "secrets.env"
    place.write_text("# ours\nSHOP_URL=postgresql://a\n")
    place.chmod(0o600)
    keep_secret("CRM_TOKEN", "a=b#c'", folder=tmp_path)
    keep_secret("CRM_TOKEN", "second", folder=tmp_path)
    first, second, third = place.read_text().splitlines()
    assert (first, second) == ("# ours", "SHOP_URL=postgresql://a")
    assert third.startswith("CRM_TOKEN=fenji1:")
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert find_secret("CRM_TOKEN", folder=tmp_path).reveal() == "second"
    keep_secret("CRM_TOKEN", None, folder=tmp_path)
    assert "CRM_TOKEN" not in place.read_text()


def test_a_file_that_others_can_read_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "secrets.env"
    place.write_text("SHOP_URL=x\n")
    place.chmod(0o644)
    with pytest.raises(FileRefused):
        keep_secret("A", "b", folder=tmp_path)
    assert place.read_text() == "SHOP_URL=x\n"


def test_a_line_break_cannot_smuggle_in_another_credential(tmp_path: Path) -> None:
    with pytest.raises(FileRefused):
        keep_secret("A", "b\nOTHER=c", folder=tmp_path)
    assert not (tmp_path / "secrets.env").exists()
