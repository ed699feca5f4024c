"""Marks and judgements decide grades from their day on, are signed, and are seen again by every replay."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fenji.errors import FenjiError, UnknownCustomer
from fenji.workspace.duplicates import merge
from fenji.workspace.judgements import judge, judgements, left_out_by
from fenji.workspace.marks import add_mark, counting, marks, remove_mark
from fenji.workspace.standards import readable
from fenji.workspace.workspace import Workspace
from tests.fenji.workspace.decided import JUNE, MAY, by, mine, shop, tiers


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A shop for questions that are refused; one mark is kept in it."""
    workspace = shop(tmp_path_factory.mktemp("asked") / "shop")
    add_mark(workspace, "C1", "blacklist", reason="unpaid", on=MAY)
    return workspace


@pytest.fixture
def mart(tmp_path: Path) -> Workspace:
    return shop(tmp_path / "shop", asked_by="李雷")


def test_the_blacklist_caps_at_once_from_its_day_on_and_old_runs_replay(mart: Workspace) -> None:
    before = mart.grade("mine", as_of=JUNE)
    grades = {row["customer_id"]: (row["tier"], row["reason"]) for row in before.rows()}
    assert grades == {
        "C1": ("VIP", "score:VIP"),
        "C2": ("regular", "score:regular"),
        "C3": ("small", "rest:small"),
        "C4": ("regular", "limit:overdue"),
    }
    assert add_mark(mart, "C1", "黑名单", reason="unpaid invoices").begins_on == JUNE
    marked = mart.grade("mine", as_of=JUNE)
    row = marked.customer("C1").row
    assert (row["tier"], row["reason"], row["mark_count_黑名单"]) == ("small", "limit:blacklist", 1)
    assert tiers(mart, MAY)["C1"] == "VIP"
    gone = remove_mark(by(mart, "韩梅"), "C1", "blacklist", reason="paid", on=date(2024, 7, 1))
    assert (gone.actor, gone.removed_by, gone.removed_reason) == ("李雷", "韩梅", "paid")
    assert (tiers(mart, JUNE)["C1"], tiers(mart, date(2024, 7, 1))["C1"]) == ("small", "VIP")
    for run in (before.run, marked.run):
        assert mart.replay(run.id) == (run.digest, run.digest)


def test_a_mark_goes_with_the_customer_into_a_merge(mart: Workspace) -> None:
    add_mark(mart, "C3", "blacklist", reason="fraud", on=JUNE)
    merge(mart, {"C3": "C1"}, reason="one person")
    assert tiers(mart)["C1"] == "small"


def test_judged_points_count_with_their_author_and_the_last_word_holds(mart: Workspace) -> None:
    words = {"scheme": mine(), "item": "Cooperation", "reason": "answers within a day"}
    judge(mart, "C2", points=Decimal("9.5"), on=MAY, **words)  # type: ignore[arg-type]
    first = mart.grade("mine", as_of=JUNE).customer("C2").row
    assert (first["points_attitude"], first["score"]) == (9500, Decimal("54.5"))
    judge(by(mart, "韩梅"), "C2", points=Decimal(2), **words)  # type: ignore[arg-type]
    second = mart.grade("mine", as_of=JUNE).customer("C2").row
    assert (second["points_attitude"], second["score"]) == (2000, Decimal(47))
    assert mart.grade("mine", as_of=MAY).customer("C2").row["points_attitude"] == 9500
    judge(mart, "C2", points=None, **words)  # type: ignore[arg-type]
    assert mart.grade("mine", as_of=JUNE).customer("C2").row["score"] == Decimal(45)
    assert [(one.actor, one.points, one.most) for one in judgements(mart.lake, customer_id="C2")] == [
        ("李雷", Decimal("9.5"), 10),
        ("韩梅", 2, 10),
        ("李雷", None, 10),
    ]


def test_a_version_made_before_anybody_was_judged_says_that_it_leaves_the_item_out(mart: Workspace) -> None:
    mart.grade("mine", as_of=JUNE)
    one = judge(mart, "C1", scheme=mine(), item="配合度", points=Decimal(8), reason="kind")
    assert left_out_by(mart.lake, one) == 1
    mart.grade("mine", as_of=JUNE, recalibrate=True)
    assert left_out_by(mart.lake, one) is None


@pytest.mark.parametrize(
    ("call", "where", "en", "zh"),
    [
        (lambda w: add_mark(w, "C9", "blacklist", reason="x"), "mark", "no customer has the id 'C9'", "没有ID为“C9”"),
        (lambda w: add_mark(w, "C2", "blaklist", reason="x"), "mark", "Did you mean 'blacklist'?", "是不是“黑名单”？"),
        (lambda w: add_mark(w, "C2", "blacklist", reason=None), "--reason", "the reason is missing", "缺少原因"),
        (lambda w: add_mark(w, "C1", "拉黑", reason="x"), "mark", "bears the mark blacklist", "已有“黑名单”标记"),
        (lambda w: remove_mark(w, "C1", "watch", reason="x"), "mark", "Its marks: blacklist.", "现有标记：黑名单。"),
        (lambda w: remove_mark(w, "C1", "blacklist", reason="x", on=date(2024, 5, 30)), "--on", "was set on 2024-05-31",
         "自 2024-05-31 起才生效"),
        (lambda w: judge(w, "C1", scheme=mine(), item="配合", points=Decimal(1), reason="x"), "--item (mine)",
         "Did you mean '配合度'?", "是不是“配合度”？"),
        (lambda w: judge(w, "C1", scheme=mine(), item="配合度", points=Decimal("10.5"), reason="x"), "--points",
         "10.5 is outside of 0 to 10", "10.5 不在 0 至 10 之间"),
        (lambda w: judge(w, "C1", scheme=mine(), item="配合度", points=Decimal("NaN"), reason="x"), "--points",
         "outside of 0 to 10", "不在 0 至 10 之间"),
        (lambda w: judge(w, "C1", scheme=w.scheme("value"), item="配合度", points=Decimal(1), reason="x"), "--item",
         "'value' has no subjective items", "“value”没有主观评分项"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    asked: Workspace, call: object, where: str, en: str, zh: str
) -> None:
    snapshot = asked.lake.snapshot()
    with pytest.raises(FenjiError) as refused:
        call(asked)  # type: ignore[operator]
    assert refused.value.where == where
    assert en in refused.value.say("en")
    assert zh in refused.value.say("zh")
    assert asked.lake.snapshot() == snapshot


def test_a_kind_of_the_companys_own_is_taken_where_it_is_no_slip(asked: Workspace) -> None:
    add_mark(asked, "C2", "同行", reason="competitor", on=JUNE)
    add_mark(asked, "C3", "watched", reason="x", on=JUNE, is_new=True)
    assert [one.kind for one in marks(asked.lake) if one.holds_on(JUNE)] == ["blacklist", "同行", "watched"]
    assert [one.kind for one in marks(asked.lake) if one.holds_on(MAY)] == ["blacklist"]
    assert counting(readable(asked), "black list") == ["mine"]
    with pytest.raises(UnknownCustomer, match="Did you mean 'C1'"):
        add_mark(asked, "c1", "同行", reason="x")
