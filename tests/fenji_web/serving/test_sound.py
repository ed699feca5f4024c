"""A damaged application database is told from a sound one before anything is written into it."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from fenji.lake.sqlite_file import flaws
from fenji_web.library import WorkspaceError
from fenji_web.serving.prepare import migrate
from tests.bar.size import sized

SEED = 20261122


@pytest.fixture(scope="module")
def whole(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The application database as a file of its own, without free pages."""
    path = tmp_path_factory.mktemp("sound") / "app.sqlite"
    with closing(sqlite3.connect(shop / "web" / "app.sqlite")) as read:
        read.execute("VACUUM INTO ?", [str(path)])
    return path


def test_a_sound_database_has_no_flaws(whole: Path) -> None:
    assert flaws(whole) == ()


@pytest.mark.parametrize("how", ["flipped", "zeroed", "swapped"])
def test_every_damaged_page_is_noticed(whole: Path, tmp_path: Path, how: str) -> None:
    content = whole.read_bytes()
    size = int.from_bytes(content[16:18], "big")
    pages = range(len(content) // size)
    chance = random.Random(SEED)
    missed = []
    for page in chance.sample(pages[1:], min(sized(10, 400), len(pages) - 1)):
        damaged = bytearray(content)
        here = slice(page * size, (page + 1) * size)
        if how == "flipped":
            damaged[here] = bytes(byte ^ 255 for byte in content[here])
        elif how == "zeroed":
            damaged[here] = bytes(size)
        else:
            other = chance.choice([one for one in pages[1:] if one != page])
            there = slice(other * size, (other + 1) * size)
            damaged[here], damaged[there] = content[there], content[here]
        if damaged == content:
            continue
        path = tmp_path / "damaged.sqlite"
        path.write_bytes(damaged)
        if not flaws(path):
            missed.append(page)
    assert missed == [], f"seed {SEED}"


def test_the_server_and_the_worker_do_not_start_on_it_and_name_the_backup_to_restore(
    whole: Path, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "app.sqlite"
    content = bytearray(whole.read_bytes())
    content[4096 * 3 : 4096 * 5] = bytes(4096 * 2)
    path.write_bytes(content)
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", path)
    monkeypatch.setattr(settings, "FENJI_WORKSPACE", str(tmp_path))
    with pytest.raises(WorkspaceError, match="nothing is written into it") as refused:
        migrate()
    assert "fenji restore" in refused.value.fix.en
    note = {"taken_at": "2026-11-21T09:30:00+00:00", "folder": "/mnt/backups/shop-20261121T093000Z"}
    (tmp_path / "backups.jsonl").write_text(json.dumps(note) + "\n", "utf-8")
    with pytest.raises(WorkspaceError) as refused:
        migrate()
    assert "fenji restore /mnt/backups/shop-20261121T093000Z --to" in refused.value.fix.en
    assert "2026-11-21 09:30" in refused.value.fix.zh
    assert path.read_bytes() == bytes(content)
