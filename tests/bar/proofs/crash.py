"""Crash, power, disk, corruption."""

from __future__ import annotations

from tests.bar.proof import Proof, Twin

_LAKE = "tests/fenji/lake"

PROOFS: tuple[Proof, ...] = (
    Proof(
        6,
        "a lake file, its folder and its hash are on the disk before the catalog commits",
        (f"{_LAKE}/test_sync_order.py::test_every_new_file_and_its_folder_are_on_disk_before_the_catalog_commits",),
        Twin(
            "src/fenji/lake/commit.py",
            "                sync_file(folder)\n        except OSError",
            "                pass\n        except OSError",
        ),
        "read models and pictures, which can be written again from the lake",
    ),
    Proof(
        8,
        "every failpoint of a commit × exception, kill, full disk, I/O error, no memory: as before or as after",
        (f"{_LAKE}/test_crash.py",),
        Twin(
            "src/fenji/lake/lake.py",
            "                transaction.seal()\n",
            "                try:\n                    transaction.seal()\n"
            "                except Exception:\n                    pass\n",
        ),
        "failpoints outside the lake's commit",
    ),
    Proof(
        9,
        "an fsync that fails fails the write and is not tried again",
        (f"{_LAKE}/test_sync_order.py::test_an_fsync_that_fails_fails_the_write",),
        Twin(
            "src/fenji/lake/hashes.py",
            "        os.fsync(handle)\n",
            "        try:\n            os.fsync(handle)\n        except OSError:\n            os.fsync(handle)\n",
        ),
    ),
    Proof(
        11,
        "flipped bits, truncated, swapped, missing and empty files are found and named before an answer is given",
        (f"{_LAKE}/test_check.py",),
        Twin(
            "src/fenji/lake/check.py", "if found != seal or found.bytes", "if found.bytes != seal.bytes or found.bytes"
        ),
        "12 flips a run, not 500",
    ),
    Proof(
        14,
        "who writes at the same time waits or is told; of many who save one text at once, one is first",
        ("tests/fenji/workspace/test_written_file.py", f"{_LAKE}/test_lake.py"),
        Twin("src/fenji/lake/lock.py", "fcntl.LOCK_EX | fcntl.LOCK_NB", "fcntl.LOCK_SH | fcntl.LOCK_NB"),
        "8 processes × 250 writes",
    ),
    Proof(
        19,
        "a backup taken under writes comes back sound, grades identical; a damaged one is refused by the file's name",
        ("tests/fenji/workspace/test_backup.py",),
        Twin("src/fenji/workspace/backup.py", "        if _is_sqlite(source):\n", "        if False:\n"),
        "1 M customers in ten minutes; erased persons, until erasure is there",
    ),
)
