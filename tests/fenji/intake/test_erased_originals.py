"""Rows of somebody erased leave the original that was just kept, however their cells were written."""

from __future__ import annotations

from pathlib import Path

from fenji.intake.erased import redact_arrived
from fenji.intake.mapping import Mapping
from fenji.lake.tombstones import Tombstone, Tombstones, keep, place


def test_a_row_told_by_telephone_or_mail_leaves_the_original_in_whatever_spelling(tmp_path: Path) -> None:
    stones = Tombstones("k")
    told = (("mobile", "13987650011"), ("email", "zorqa@blim.cn"))
    marks = tuple((kind, stones.mark(kind, value)) for kind, value in told)
    keep(tmp_path, Tombstones("k", (Tombstone("E0001", "2024-06-30", marks),)))
    original = tmp_path / "list.csv"
    rows = ("A,139 8765 0011,", "B,+86 139-8765-0011,", "C,,ZORQA@Blim.cn", "D,13900000001,d@x.cn", "E,13900000002,")
    original.write_text("\n".join(("id,tel,mail", *rows, "")), "utf-8")
    redact_arrived(
        original, Mapping("customers", {"customer_id": "id", "mobile": "tel", "email": "mail"}), place(tmp_path)
    )
    assert original.read_text("utf-8").split() == ["id,tel,mail", "D,13900000001,d@x.cn", "E,13900000002,"]


def test_whoever_registered_after_their_erasure_is_welcome_and_stays_in_the_original(tmp_path: Path) -> None:
    stones = Tombstones("k")
    marks = (("mobile", stones.mark("mobile", "13987650011")),)
    keep(tmp_path, Tombstones("k", (Tombstone("E0001", "2024-06-30", marks),)))
    original = tmp_path / "list.csv"
    rows = [
        f"{at},13987650011,{day}" for at, day in enumerate(("2024/7/1", "20240701", "2024-06-30", "", "2024年7月2日"))
    ]
    original.write_text("\n".join(("id,tel,since", *rows, "")), "utf-8")
    columns = {"customer_id": "id", "mobile": "tel", "registered_on": "since"}
    redact_arrived(original, Mapping("customers", columns), place(tmp_path))
    assert [line[0] for line in original.read_text("utf-8").split()[1:]] == ["0", "1", "4"]
