"""A lake made again keeps every decision, and every run is replayed as it saw them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fenji.errors import LakeDamaged
from fenji.intake.identity.merges import merges, reviews
from fenji.lake.rebuild import table_digest
from fenji.workspace.consents import consents, keep
from fenji.workspace.decisions import KEPT
from fenji.workspace.duplicates import merge, review, unmerge
from fenji.workspace.judgements import judge, judgements
from fenji.workspace.marks import add_mark, marks, remove_mark
from fenji.workspace.opting_out import opt_out, opt_outs
from fenji.workspace.overrides import end_override, overrides, set_override
from fenji.workspace.publishing import roll_back
from fenji.workspace.rebuild import rebuild
from fenji.workspace.versions import history
from fenji.workspace.workspace import Workspace
from tests.fenji.workspace.decided import JUNE, TEXT, mine
from tests.fenji.workspace.test_contact_list import said as granted

LINES = "order_id,customer_id,ordered_at,amount\n"
FIRST = f"{LINES}A1,C1,2024-01-01,9000\nA2,C2,2024-03-01,3000\nA3,C3,2024-06-29,10\n"
LATER = f"{LINES}B1,C2,2024-06-20,2500\nB2,C4,2024-06-21,10\n"


@pytest.fixture
def mart(tmp_path: Path) -> Workspace:
    workspace = Workspace.create(tmp_path / "shop")
    for name, text in (("a.csv", FIRST), ("b.csv", LATER)):
        (tmp_path / name).write_text(text, "utf-8")
    workspace.import_file(tmp_path / "a.csv", "orders")
    (workspace.folder / "schemes" / "mine.yaml").write_text(TEXT, "utf-8")
    return workspace


def decide(workspace: Workspace, later: Path) -> None:
    """Every kind of decision, taken and taken back, with a grading after each, and an import between."""
    promised = {"scheme": mine(), "tier": "VIP", "until": date(2024, 9, 1), "begins_on": JUNE, "reason": "promised"}
    steps = (
        lambda: (merge(workspace, {"C2": "C1"}, reason="same phone"), set_override(workspace, "C3", **promised)),
        lambda: (workspace.import_file(later, "orders"), unmerge(workspace, "C2"),
                 review(workspace, "different", ["C1", "C2"], reason="two people"),
                 add_mark(workspace, "C1", "blacklist", reason="unpaid")),
        lambda: (end_override(workspace, 1, reason="done"), remove_mark(workspace, "C1", "blacklist", reason="paid"),
                 judge(workspace, "C1", scheme=mine(), item="配合度", points=Decimal(8), reason="kind")),
        lambda: (opt_out(workspace, "C4", said_by="letter", reason="no"), keep(workspace, [granted("C1")])),
    )  # fmt: skip
    for step in steps:
        step()
        workspace.grade("mine", as_of=JUNE)
    (workspace.folder / "schemes" / "mine.yaml").write_text(TEXT.replace("from_score: 80", "from_score: 45"), "utf-8")
    workspace.grade("mine", as_of=JUNE)
    roll_back(workspace, "mine", 1, reason="as before")


def test_decisions_are_carried_over_and_every_run_sees_them_as_it_did(mart: Workspace, tmp_path: Path) -> None:
    decide(mart, tmp_path / "b.csv")
    runs = mart.runs("mine")
    assert len({run.digest for run in runs}) >= 4
    before = {name: table_digest(mart.lake, name) for name in KEPT if mart.lake.has(name)}
    assert set(KEPT) - set(before) == {"contact_lists", "listed"}  # lists ask for addresses, which these have not
    told = (merges(mart.lake, active=False), reviews(mart.lake), overrides(mart.lake), marks(mart.lake),
            judgements(mart.lake), history(mart.lake, "mine"), opt_outs(mart.lake), consents(mart.lake))  # fmt: skip
    done = rebuild(mart)
    assert done.is_same
    assert {name: done.digests[name] for name in before} == {name: (digest, digest) for name, digest in before.items()}
    assert told == (merges(mart.lake, active=False), reviews(mart.lake), overrides(mart.lake), marks(mart.lake),
                    judgements(mart.lake), history(mart.lake, "mine"), opt_outs(mart.lake),
                    consents(mart.lake))  # fmt: skip
    for run in runs:
        assert mart.replay(run.id) == (run.digest, run.digest), run.id
    newest = mart.grade("mine", as_of=JUNE).run
    assert newest.version == 1
    assert mart.check().problems == ()


def test_a_damaged_decision_stops_the_rebuild_for_no_original_holds_it(mart: Workspace) -> None:
    merge(mart, {"C2": "C1"}, reason="same phone")
    path = max((mart.folder / "lake").rglob("merges/**/*.parquet"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    mart.close()
    path.write_bytes(bytes(content))
    with pytest.raises(LakeDamaged, match=path.name):
        rebuild(mart)
    assert not (mart.folder / "lake.rebuilding").exists()


def test_without_a_catalog_facts_come_back_and_the_loss_of_decisions_is_said(mart: Workspace) -> None:
    merge(mart, {"C2": "C1"}, reason="same phone")
    mart.close()
    (mart.folder / "lake" / "catalog.sqlite").write_bytes(b"gone")
    done = rebuild(Workspace.open(mart.folder))
    assert done.is_bare
    assert Workspace.open(mart.folder).lake.has("orders")
    assert not Workspace.open(mart.folder).lake.has("merges")
