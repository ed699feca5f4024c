"""A damaged, missing or left-behind file is named; a sound lake is silent."""

from __future__ import annotations

import random

import pytest

from fenji.errors import DiskFull, LakeBusy, LakeDamaged, LakeError
from fenji.lake.check import check, remove_orphans
from fenji.lake.hashes import recorded
from fenji.lake.lake import Lake
from fenji.lake.lock import WriteLock
from fenji.lake.space import require_space
from tests.bar.size import sized


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
    for seed in range(sized(12, 500)):
        bit = random.Random(seed).randrange(len(whole) * 8)
        damaged = bytearray(whole)
        damaged[bit // 8] ^= 1 << bit % 8
        file.write_bytes(damaged)
        (issue,) = check(folder).problems
        assert (issue.level, issue.code) == ("error", "differs"), f"seed {seed}"
        assert issue.where.endswith(file.name)
    file.write_bytes(whole)
    assert check(folder).is_sound


def damaged(chance: random.Random, content: bytes, other: bytes) -> bytes:
    """One flipped bit, a cut, nothing at all, or another file's bytes."""
    how = chance.choice(("bit", "bit", "bit", "cut", "empty", "swapped"))
    if how == "bit":
        bit = chance.randrange(len(content) * 8)
        return content[: bit // 8] + bytes([content[bit // 8] ^ 1 << bit % 8]) + content[bit // 8 + 1 :]
    return {"cut": content[: chance.randrange(len(content))], "empty": b"", "swapped": other}[how]


def test_whatever_is_damaged_is_named_before_an_answer_and_the_rest_is_served(folder):
    with Lake.open(folder, threads=1) as lake, lake.write(actor="a", what="b") as tx:
        tx.create("customers", {"customer_id": "VARCHAR"})
        tx.append("customers", "SELECT i::VARCHAR AS customer_id FROM range(70) t(i)")
    files = {one.parent.name: one for one in (folder / "data").rglob("*.parquet")}
    whole = {name: path.read_bytes() for name, path in files.items()}
    with Lake.open(folder, threads=1) as lake:
        for seed in range(sized(20, 500)):
            chance = random.Random(seed)
            hit, other = chance.sample(sorted(files), 2)
            files[hit].write_bytes(damaged(chance, whole[hit], whole[other]))
            (issue,) = check(folder).problems
            assert (issue.level, issue.where) == ("error", f"data/main/{hit}/{files[hit].name}"), f"seed {seed}"
            with pytest.raises(LakeDamaged, match=files[hit].name):
                lake.verify([hit])
            lake.verify([other])
            assert lake.engine.rows(f"SELECT count(*) > 60 AS served FROM lake.main.{other}") == [{"served": True}]
            files[hit].write_bytes(whole[hit])
    assert check(folder).is_sound


def test_a_damaged_list_of_hashes_is_named_or_says_what_it_said(folder):
    path = folder / "hashes.sqlite"
    whole, said = path.read_bytes(), recorded(folder)
    for seed in range(sized(15, 500)):
        chance = random.Random(seed)
        path.write_bytes(damaged(chance, whole, b"SQLite format 3" * 300))
        report = check(folder)
        assert not report.is_sound or recorded(folder) == said, f"seed {seed}"
    path.write_bytes(whole)


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
