"""A contact list holds exactly who consented to this purpose and this channel, each with the consent it rests on."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from fenji.errors import FenjiError
from fenji.tables.purposes import asked_for
from fenji.workspace.consent_file import import_consents
from fenji.workspace.consents import Said, consents, keep
from fenji.workspace.contact_file import Listed, write_contacts
from fenji.workspace.contact_list import Asked, lists_of, still_allowed
from fenji.workspace.duplicates import merge
from fenji.workspace.opting_out import opt_out
from fenji.workspace.workspace import Workspace
from tests.bar.size import sized
from tests.fenji.workspace.decided import JUNE, TEXT
from tests.fenji.workspace.people import people
from tests.sample_result import order

JAN, FEB, MAR = datetime(2024, 1, 5), datetime(2024, 2, 5), datetime(2024, 3, 5)
SMS = Asked(*asked_for("短信"))


def shop(folder: Path, customers: int = 8) -> Workspace:
    """Customers P1 … with a mobile each; P7 has that of P1; P8 none; all but P6 bought enough for a VIP."""
    rows: list[dict[str, Any]] = [
        {"customer_id": f"P{n}", "name": "=HYPERLINK(1)" if n == 2 else f"客户{n}", "mobile": f"138{n:08d}"}
        for n in range(1, customers + 1)
    ]
    if customers == 8:
        rows[6]["mobile"], rows[7]["mobile"] = rows[0]["mobile"], None
    orders = [order(f"O{n}", f"P{n}", date(2024, 3, 1), "10" if n == 6 else "9000") for n in range(1, customers + 1)]
    workspace = people(folder, {"customers": rows, "orders": orders})
    (folder / "schemes" / "mine.yaml").write_text(TEXT, "utf-8")
    workspace.grade("mine", as_of=JUNE)
    return workspace


@pytest.fixture
def mart(tmp_path: Path) -> Workspace:
    return shop(tmp_path / "shop")


def said(customer: str, event: str = "granted", at: datetime = JAN, *, purpose: str = "营销", **more: Any) -> Said:
    values = {"source": "注册页", "text_version": "v1", "channel": "短信", **more}
    return Said.of(customer_id=customer, purpose=purpose, event=event, happened_at=at, **values)


def listed(workspace: Workspace, path: Path, asked: Asked = SMS, **more: Any) -> tuple[Listed, list[str]]:
    made = write_contacts(workspace, workspace.result(), asked, path, "zh", **more)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return made, [row["客户ID"] for row in csv.DictReader(file)]


def test_everybody_left_out_is_counted_with_why(mart: Workspace, tmp_path: Path) -> None:
    words = [said(f"P{n}") for n in (1, 2, 3, 4, 7, 8)]
    words += [said("P3", "withdrawn", FEB), said("P4", expires_on=date(2024, 2, 1), at=FEB)]
    words += [said("P5", purpose="调研")]
    keep(mart, words)
    opt_out(mart, "P2", said_by="letter", reason="no")
    mart.grade("mine", as_of=JUNE)
    made, ids = listed(mart, tmp_path / "vip.csv", Asked(SMS.purpose, SMS.channel))
    assert ids == ["P1"]
    assert made.left_out == {
        "opted_out": 1, "withdrawn": 1, "expired": 1, "no_consent": 2, "no_address": 1, "same_address": 1,
    }  # fmt: skip
    assert made.customers + sum(made.left_out.values()) == 8
    with (tmp_path / "vip.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row == {
        "客户ID": "P1",
        "姓名": "客户1",
        "等级": "VIP客户",
        "手机": "13800000001",
        "同意编号": "1",
        "同意有效期至": "",
    }
    (kept,) = lists_of(mart.lake, "P1")
    assert (kept["list_id"], kept["purpose"], kept["channel"], kept["customers"]) == (1, "marketing", "sms", 1)
    assert lists_of(mart.lake, "P2") == []


def test_a_name_is_never_a_formula_in_either_file(mart: Workspace, tmp_path: Path) -> None:
    keep(mart, [said("P2")])
    listed(mart, tmp_path / "list.csv")
    assert "'=HYPERLINK(1)" in (tmp_path / "list.csv").read_text("utf-8-sig")
    write_contacts(mart, mart.result(), SMS, tmp_path / "list.xlsx", "zh")
    with ZipFile(tmp_path / "list.xlsx") as book:
        parts = {name: book.read(name).decode("utf-8") for name in book.namelist() if name.endswith(".xml")}
    assert any("=HYPERLINK(1)" in part for part in parts.values())
    assert not any("<f>" in part for name, part in parts.items() if "worksheets" in name)


def test_the_newest_word_holds_by_when_it_was_said_not_by_when_it_was_brought(mart: Workspace, tmp_path: Path) -> None:
    keep(mart, [said("P1", at=JAN), said("P1", "withdrawn", MAR)])
    old = tmp_path / "old.csv"
    old.write_text("客户ID,用途,渠道,状态,来源,时间,文本版本\nP1,营销,短信,同意,注册页,2024-02-01,v1\n", "utf-8")
    assert import_consents(mart, old).kept == 1
    assert listed(mart, tmp_path / "list.csv")[1] == []
    keep(mart, [said("P1", at=datetime(2024, 4, 1))])
    assert listed(mart, tmp_path / "again.csv")[1] == ["P1"]


def test_a_withdrawal_goes_with_the_person_into_a_merge_and_with_the_number_to_other_ids(
    mart: Workspace, tmp_path: Path
) -> None:
    keep(mart, [said("P1"), said("P7"), said("P7", "withdrawn", FEB), said("P3"), said("P4", "withdrawn", FEB)])
    made, ids = listed(mart, tmp_path / "list.csv")
    assert (ids, made.left_out["suppressed"]) == (["P3"], 1)
    merge(mart, {"P4": "P3"}, reason="one person")
    mart.grade("mine", as_of=JUNE)
    assert listed(mart, tmp_path / "merged.csv")[1] == []


def test_there_is_no_consent_to_everything_and_none_without_a_text(mart: Workspace) -> None:
    for wrong in ({"purpose": "全部用途"}, {"purpose": "all"}, {"channel": "*"}, {"text_version": ""}, {"source": " "}):
        with pytest.raises(FenjiError):
            said("P1", **wrong)
    with pytest.raises(FenjiError):
        keep(mart, [said("P99")])
    assert consents(mart.lake) == []


def test_a_consent_keeps_its_proof(mart: Workspace) -> None:
    keep(mart, [said("P1", proof="扫描件 12", expires_on=date(2030, 1, 1))])
    (one,) = consents(mart.lake, customer_id="P1")
    assert (one.purpose, one.channel, one.basis, one.source, one.text_version, one.proof) == (
        "marketing", "sms", "consent", "注册页", "v1", "扫描件 12",
    )  # fmt: skip
    assert one.state_on(date(2030, 1, 1)) == "granted"
    assert one.state_on(date(2030, 1, 2)) == "expired"
    assert one.actor
    assert one.decided_at is not None


def test_whoever_withdraws_between_choosing_and_sending_is_sent_nothing(tmp_path: Path) -> None:
    rounds, each = sized(2, 10), sized(20, 100)
    mart = shop(tmp_path / "many", customers=rounds * each + 20)
    everybody = [f"P{n}" for n in range(1, rounds * each + 21)]
    keep(mart, [said(one) for one in everybody])
    gone: list[str] = []
    for number in range(rounds):
        leaving = everybody[number * each : (number + 1) * each]
        before: list[int] = []

        def withdraw(leaving: list[str] = leaving, before: list[int] = before) -> None:
            if not before:
                before.append(1)
                keep(mart, [said(one, "withdrawn", MAR) for one in leaving])

        _, ids = listed(mart, tmp_path / f"{number}.csv", meanwhile=withdraw)
        gone += leaving
        assert not {*ids} & {*gone}
        assert still_allowed(mart, everybody, SMS) == {*everybody} - {*gone}
    assert len(gone) == rounds * each
