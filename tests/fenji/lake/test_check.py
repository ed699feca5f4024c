"""A damaged, missing or left-behind file is named; a sound lake is silent."""

from __future__ import annotations

import random

import pytest

from fenji.errors import DiskFull, LakeBusy, LakeDamaged, LakeError
from fenji.lake.check import check, remove_orphans
from fenji.lake.lake import Lake
from fenji.lake.lock import WriteLock
from fenji.lake.space import require_space


@pytest.fixture
def file(folder):
    (found,) = (folder / "data").rglob("*.parquet")
    return found


def test_a_sound_lake_has_no_problems(folder, file):
    report = check(folder)
    assert report.is_sound
    assert (report.problems, report.files, report.bytes, report.orphans) == ((), 1, file.stat().st_size, ())


def test_every_single_flipped_bit_is_found_and_the_file_named(folder, file):
    whole = file.read_bytes()
    for seed in range(12):
        bit = random.Random(seed).randrange(len(whole) * 8)
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
        file.write_bytes(damaged)
        (issue,) = check(folder).problems
        assert (issue.level, issue.code) == ("error", "differs"), f"seed {seed}"
        assert issue.where.endswith(file.name)
    file.write_bytes(whole)
    assert check(folder).is_sound


@pytest.mark.parametrize("length", [0, 1, 100])
def test_a_truncated_file_is_named(length, folder, file):
    file.write_bytes(file.read_bytes()[:length])
    (issue,) = check(folder).problems
    assert (issue.level, issue.where) == ("error", f"data/main/orders/{file.name}")


def test_a_missing_file_is_named_in_both_languages(folder, file):
    file.unlink()
    (issue,) = check(folder).problems
    assert issue.code == "missing"
    assert file.name in issue.say("en")
    assert "文件缺失" in issue.say("zh")


def test_two_files_that_changed_places_are_both_named(folder, file):
    with Lake.open(folder, threads=1) as lake, lake.write(actor="a", what="b") as tx:
        tx.append("orders", "SELECT i AS order_id, i * 1.5 AS amount FROM range(100, 200) t(i)")
    one, two = sorted((folder / "data").rglob("*.parquet"))
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert [issue.code for issue in check(folder).problems] == ["differs", "differs"]


def test_a_damaged_delete_file_is_named(folder, file):
    with Lake.open(folder, threads=1) as lake, lake.write(actor="a", what="b") as tx:
        assert tx.delete("orders", "order_id < ?", [10]) == 10
    (deletes,) = (folder / "data").rglob("*-delete.parquet")
    damaged = bytearray(deletes.read_bytes())
    damaged[40] ^= 1
    deletes.write_bytes(damaged)
    (issue,) = check(folder).problems
    assert deletes.name in issue.where
    with Lake.open(folder, threads=1) as lake, pytest.raises(LakeDamaged):
        lake.verify(["orders"])


def test_verify_names_the_damaged_file_before_a_wrong_sum_is_given(folder, file):
    with Lake.open(folder, threads=1) as lake:
        lake.verify(["orders"])
        damaged = bytearray(file.read_bytes())
        damaged[len(damaged) // 3] ^= 1
        file.write_bytes(damaged)
        with pytest.raises(LakeDamaged) as caught:
            lake.verify(["orders"])
    assert file.name in caught.value.say("zh")


def test_a_damaged_catalog_is_named_and_nothing_is_removed(folder, file):
    catalog = folder / "catalog.sqlite"
    pages = bytearray(catalog.read_bytes())
    pages[4096 * 2 : 4096 * 5] = bytes(4096 * 3)
    catalog.write_bytes(pages)
    (issue,) = check(folder).problems
    assert (issue.level, issue.where, issue.code) == ("error", "catalog.sqlite", "catalog")
    with pytest.raises(LakeDamaged):
        remove_orphans(folder)
    assert file.is_file()


def test_a_catalog_that_is_no_catalog_cannot_be_opened(folder):
    (folder / "catalog.sqlite").write_bytes(b"not a database, whatever its name says" * 100)
    assert not check(folder).is_sound
    with pytest.raises(LakeDamaged, match=r"catalog\.sqlite"):
        Lake.open(folder)


def test_a_missing_catalog_is_said_and_never_made_anew_over_the_data(folder):
    (folder / "catalog.sqlite").unlink()
    assert [issue.code for issue in check(folder).problems] == ["catalog"]
    with pytest.raises(LakeError):
        Lake.open(folder)
    with pytest.raises(LakeError, match="data files without a catalog"):
        Lake.create(folder)


def test_lost_hashes_are_an_error_not_silence(folder):
    (folder / "hashes.sqlite").unlink()
    assert [issue.code for issue in check(folder).problems] == ["unsealed"]


def test_orphans_are_listed_and_removed_and_nothing_else(folder, file):
    orphan = folder / "data" / "main" / "orders" / "left-behind.parquet"
    orphan.write_bytes(b"half a file")
    report = check(folder)
    assert report.is_sound
    assert report.orphans == ("main/orders/left-behind.parquet",)
    assert remove_orphans(folder) == report.orphans
    assert check(folder).problems == ()
    assert file.is_file()


def test_while_someone_writes_their_files_are_neither_listed_nor_removed(folder):
    (folder / "data" / "on-its-way.parquet").write_bytes(b"x")
    with WriteLock(folder, owner="韩梅梅", what="import"):
        report = check(folder)
        assert report.orphans == ()
        assert [issue.level for issue in report.problems] == ["note"]
        with pytest.raises(LakeBusy):
            remove_orphans(folder, wait_seconds=0)
    assert check(folder).orphans == ("on-its-way.parquet",)


def test_files_of_past_snapshots_are_kept_and_checked(folder, file):
    with Lake.open(folder, threads=1) as lake, lake.write(actor="a", what="b") as tx:
        tx.delete("orders", "true")
    assert remove_orphans(folder) == ()
    file.unlink()
    assert [issue.code for issue in check(folder).problems] == ["missing"]


def test_too_little_space_is_said_before_the_work(tmp_path):
    require_space(tmp_path, bytes_needed=1, what="orders.csv")
    with pytest.raises(DiskFull) as caught:
        require_space(tmp_path, bytes_needed=10**18, what="orders.csv")
    assert "1000000000000 MB" in caught.value.say("en")
