"""The order on the disk: file, folder, hash, and only then the catalog's COMMIT."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.fenji.lake.conftest import SRC
from tests.fenji.lake.test_crash import WRITE

LINE = re.compile(
    r"(?P<call>fsync|fdatasync|openat|unlink)\((?:AT_FDCWD(?:<[^>]*>)?, )?(?:\d+<(?P<fd>[^>]*)>|\"(?P<name>[^\"]*)\")"
)


def trace(folder, out) -> list[tuple[str, str]]:
    """The syncs of one write, in their order: (call, path)."""
    command = ["strace", "-f", "-y", "-s", "512", "-e", "trace=fsync,fdatasync,unlink", "-o", str(out)]
    ended = subprocess.run(
        [*command, sys.executable, "-c", WRITE, str(folder)],
        env={**os.environ, "PYTHONPATH": str(SRC)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if "ptrace" in ended.stderr and ended.returncode:
        pytest.skip("strace may not trace here")
    assert ended.returncode == 0, ended.stderr
    found = [LINE.search(line) for line in out.read_text().splitlines()]
    return [(hit["call"], hit["fd"] or hit["name"]) for hit in found if hit]


def test_every_new_file_and_its_folder_are_on_disk_before_the_catalog_commits(folder, tmp_path):
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    before = set((folder / "data").rglob("*.parquet"))
    calls = trace(folder, tmp_path / "trace")
    new = set((folder / "data").rglob("*.parquet")) - before
    assert len(new) >= 2
    syncs = [path for call, path in calls if call in {"fsync", "fdatasync"}]
    commit = syncs.index(str(folder / "catalog.sqlite-wal"))
    hashed = max(k for k, path in enumerate(syncs) if path.startswith(str(folder / "hashes.sqlite")))
    assert hashed < commit
    for file in new:
        assert syncs.index(str(file)) < syncs.index(str(file.parent)) < hashed
        assert str(folder / "data") in syncs[:hashed]


def test_an_fsync_that_fails_fails_the_write(folder, monkeypatch):
    from fenji.errors import LakeError
    from fenji.lake.check import check
    from fenji.lake.lake import Lake

    real, asked = os.fsync, []

    def fsync(handle: int) -> None:
        asked.append(handle)
        if len(asked) == 1:
            raise OSError(5, "Input/output error")
        real(handle)

    with Lake.open(folder, threads=1) as lake:
        monkeypatch.setattr(os, "fsync", fsync)
        with pytest.raises(LakeError), lake.write(actor="a", what="b") as tx:
            tx.append("orders", "SELECT 1 AS order_id")
        assert len(asked) == 1, "a failed fsync is never tried again"
        assert lake.engine.rows("SELECT count(*) AS n FROM lake.main.orders") == [{"n": 100}]
    assert not check(folder).problems
