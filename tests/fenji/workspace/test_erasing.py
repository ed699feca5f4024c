"""Somebody erased is in no file any more, stays out whatever comes back, and the numbers of the others stay."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from fenji.errors import FenjiError
from fenji.lake import erase as in_lake
from fenji.lake.tombstones import known, place
from fenji.workspace import erasing
from fenji.workspace.backup import back_up, restore
from fenji.workspace.certificates import CertificateFalse, certificates, read_certificate
from fenji.workspace.erasing_files import erased_pattern
from fenji.workspace.erasing_person import NobodyFound, Person
from fenji.workspace.holds import HeldByLaw, Hold, hold, release
from fenji.workspace.rebuild import rebuild
from fenji.workspace.workspace import Workspace
from tests.bar.size import sized
from tests.canaries import found_in
from tests.fenji.workspace.erased_shop import MARKED, imported, rows_of, words_of

ANNA, BERT, CARL = MARKED
FAILPOINTS = (*in_lake.FAILPOINTS, *erasing.FAILPOINTS)
QUICK = (in_lake.AFTER_EXCHANGE, erasing.AFTER_MODELS)
ERASE = """
import sys
from pathlib import Path
from fenji.workspace.erasing import erase
from fenji.workspace.workspace import Workspace
erase(Workspace.open(Path(sys.argv[1])), sys.argv[2], reason="r")
"""


@pytest.fixture
def shop(shop_to_change: Path) -> Path:
    return shop_to_change


@pytest.fixture
def first(marked_shop: Path) -> Path:
    return marked_shop


@pytest.fixture(scope="module")
def without_anna(marked_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(marked_shop, tmp_path_factory.mktemp("erased") / "shop"))
    erased(folder, ANNA)
    return folder


def erased(folder: Path, customer: str) -> erasing.Erasure:
    with closing(Workspace.open(folder)) as workspace:
        return erasing.erase(workspace, customer, reason="a letter", approved_by="li")


def counts(folder: Path) -> dict[str, list[tuple[str | None, int]]]:
    with closing(Workspace.open(folder)) as workspace:
        found = {run.id: workspace.result(run.id) for run in workspace.runs()}
        return {
            name: [(one.tier.key if one.tier else None, one.customers) for one in result.tiers()]
            for name, result in found.items()
        }


def is_sound(folder: Path) -> bool:
    with closing(Workspace.open(folder)) as workspace:
        same = all(before == now for before, now in (workspace.replay(run.id) for run in workspace.runs()))
        return same and not workspace.check().problems


def test_before_an_erasure_the_search_finds_every_mark(first: Path) -> None:
    for customer in MARKED:
        assert words_of(customer) - {f"zq{MARKED.index(customer)}why0zq", f"zq{MARKED.index(customer)}late0zq"} <= set(
            found_in(first, words_of(customer))
        )


def test_no_file_holds_anything_of_somebody_who_was_erased(without_anna: Path) -> None:
    assert found_in(without_anna, words_of(ANNA)) == {}
    assert (without_anna / "exports" / "others.csv").exists()
    assert found_in(without_anna, words_of(CARL)) != {}


def test_the_numbers_of_every_tier_stay_and_runs_replay_to_their_new_seal(first: Path, without_anna: Path) -> None:
    assert counts(without_anna) == counts(first)
    assert is_sound(without_anna)


def test_amounts_stay_and_are_nobodys(first: Path, without_anna: Path) -> None:
    sql = "SELECT sum(amount) AS money, count(*) AS n, count(customer_id) AS known FROM lake.main.{}"
    for table in ("orders", "order_lines"):
        with closing(Workspace.open(first)) as before, closing(Workspace.open(without_anna)) as after:
            (was,), (now,) = (one.lake.engine.rows(sql.format(table)) for one in (before, after))
        assert (was["money"], was["n"]) == (now["money"], now["n"])
        assert now["known"] < was["known"]


def test_the_certificate_says_what_went_and_a_changed_one_is_refused(without_anna: Path, tmp_path: Path) -> None:
    (path,) = certificates(without_anna)
    key = known(without_anna).key
    told = read_certificate(path, key)
    assert {one["store"] for one in told["stores"]} >= {"lake", "models", "originals", "rejects", "exports"}
    assert [one["old_digest"] != one["new_digest"] for one in told["runs"]] == [True, True]
    assert (told["reason"], told["approved_by"]) == ("a letter", "li")
    false = tmp_path / "false.json"
    false.write_text(json.dumps({**told, "approved_by": "wang"}), "utf-8")
    with pytest.raises(CertificateFalse):
        read_certificate(false, key)


def test_merged_customers_go_together_and_so_does_what_waits_in_the_future(shop: Path) -> None:
    ended = erased(shop, BERT)
    assert ended.merged == 1
    assert found_in(shop, words_of(BERT) | words_of(CARL)) == {}
    erased(shop, ANNA)  # whose order of 2199 waits among the rejects
    assert found_in(shop, words_of(ANNA)) == {}
    assert is_sound(shop)


def test_the_old_file_again_brings_nobody_back_and_says_how_many_rows_stay_out(shop: Path, tmp_path: Path) -> None:
    erased(shop, ANNA)
    with closing(Workspace.open(shop)) as workspace:
        for table in ("customers", "orders", "feedback"):
            report = imported(workspace, tmp_path, table, [*rows_of(table), {**rows_of(table)[-1]}], f"again-{table}")
            (note,) = [one for one in report.findings if one.code == "ERASED"]
            assert note.problem.en.startswith("1 row " if table == "customers" else "3 rows ")
            assert note.level == "warning"
    (tmp_path / "again-customers.csv").unlink()
    assert found_in(shop, words_of(ANNA)) == {}
    assert is_sound(shop)


def test_an_old_backup_brings_nobody_back(shop: Path, tmp_path: Path) -> None:
    made = back_up(shop, tmp_path / "kept")
    erased(shop, ANNA)
    (told,) = [read_certificate(path, known(shop).key) for path in certificates(shop)]
    assert [one["folder"] for one in told["backups"]] == [str(made.folder)]
    back = restore(made.folder, tmp_path / "back", tombstones=place(shop))
    assert found_in(back.folder, words_of(ANNA)) == {}
    assert counts(back.folder) == counts(shop)
    assert is_sound(back.folder)


def test_the_lake_made_again_from_its_originals_is_the_one_without_them(shop: Path) -> None:
    erased(shop, ANNA)
    with closing(Workspace.open(shop)) as workspace:
        assert rebuild(workspace).is_same
    assert is_sound(shop)
    erased(shop, BERT)
    assert found_in(shop, words_of(ANNA) | words_of(BERT)) == {}  # nor does the lake that was kept beside


@pytest.mark.parametrize("name", FAILPOINTS if sized(0, 1) else QUICK)
def test_an_erasure_killed_half_way_is_ended_by_the_next_word(name: str, shop: Path, first: Path) -> None:
    environment = {**os.environ, "FENJI_FAILPOINT": f"{name}:kill"}
    command = [sys.executable, "-c", ERASE, str(shop), ANNA]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    with closing(Workspace.open(shop)) as workspace:
        assert workspace.check().is_sound
        assert len(erasing.finish(workspace)) == 1
    assert found_in(shop, words_of(ANNA)) == {}
    assert counts(shop) == counts(first)
    assert len(certificates(shop)) == 1


def test_a_legal_hold_keeps_somebody_until_it_is_ended(shop: Path) -> None:
    hold(shop, Hold(ANNA, "a lawsuit", "li"))
    with pytest.raises(HeldByLaw, match="a lawsuit"):
        erased(shop, ANNA)
    assert release(shop, ANNA)
    assert erased(shop, ANNA).number == "E0001"


def test_nobody_of_that_number_is_an_error_and_leaves_no_trace(first: Path) -> None:
    with pytest.raises(NobodyFound):
        erased(first, "ZQ-NOBODY")
    assert not place(first).exists()


def test_a_disk_that_fills_up_leaves_the_lake_as_it_was(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FENJI_FAILPOINT", f"{in_lake.BEFORE_EXCHANGE}:enospc")
    with pytest.raises(FenjiError):
        erased(shop, ANNA)
    monkeypatch.delenv("FENJI_FAILPOINT")
    with closing(Workspace.open(shop)) as workspace:
        assert workspace.check().problems == ()
        assert workspace.lake.engine.rows("SELECT 1 FROM lake.main.customers WHERE customer_id = ?", [ANNA])


def test_words_of_others_name_nobody_however_a_name_or_telephone_was_written() -> None:
    wanted = erased_pattern(Person(("C7",), ("Zorqa Blimvex", "13987650011", "z@blim.cn", "李雷雷")))
    for said in (
        "ZORQA BLIMVEX called",
        "139 8765 0011",
        "+86 139-8765-0011",
        "008613987650011",
        "Z@Blim.CN",
        "找李雷雷",
    ):
        assert wanted.search(said), said
    for said in ("2139876500112", "139876500110", "Zorqa Blimvexter", "z@blim.cnx"):
        assert not wanted.search(said), said
