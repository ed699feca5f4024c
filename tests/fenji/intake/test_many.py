"""Many files at once: each is an import of its own, in the order of names, and a bad one leaves the others alone."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from fenji.errors import FileRefused
from fenji.intake.importing import import_file
from fenji.intake.many import Brought, Piece, import_many, is_many, pieces_of
from fenji.intake.mapping import MappingOptions
from fenji.intake.report import ImportReport
from tests.bad_inputs.made_files import ORDERS, archive, book
from tests.fenji.intake.conftest import Shop

HEADERS = "order_id,customer_id,ordered_at,amount\n"


def bring(shop: Shop, source: str | Path, options: MappingOptions | None = None) -> list[Brought]:
    def take(piece: Piece) -> ImportReport:
        return import_file(
            shop.lake, piece.path, mapping=None, table="orders", settings=shop.settings, options=piece.options
        )

    with pieces_of(source, options) as pieces:
        return import_many(pieces, take)


def folder_of(shop: Shop, **files: str) -> Path:
    folder = shop.folder / "month"
    folder.mkdir()
    for name, rows in files.items():
        (folder / f"{name}.csv").write_text(HEADERS + rows, encoding="utf-8")
    return folder


def test_a_folder_is_imported_file_by_file_in_the_order_of_names(shop: Shop) -> None:
    folder = folder_of(shop, b="B1,C1,2024-02-01,2\n", a="A1,C1,2024-01-01,1\n")
    (folder / "~$a.xlsx").write_bytes(b"lock")
    (folder / ".hidden").write_bytes(b"x")
    brought = bring(shop, folder)
    assert [item.piece.name for item in brought] == ["a.csv", "b.csv"]
    assert [row[0] for row in shop.orders("order_id, import_id")] == ["A1", "B1"]
    assert [row[1] for row in shop.orders("order_id, import_id")] == [1, 2]


def test_a_bad_file_is_named_and_leaves_the_others_alone(shop: Shop) -> None:
    folder = folder_of(shop, a="A1,C1,2024-01-01,1\n", b="", c="C1,C1,2024-01-01,1\n")
    brought = bring(shop, str(folder / "*.csv"))
    assert [item.error.code if isinstance(item.error, FileRefused) else None for item in brought] == [
        None,
        "NO_ROWS",
        None,
    ]
    assert [row[0] for row in shop.orders()] == ["A1", "C1"]


def test_a_zip_of_files_is_imported_with_chinese_names(shop: Shop) -> None:
    path = shop.folder / "export.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("一月/订单.csv", HEADERS + "A1,C1,2024-01-01,1\n")
        made.writestr("二月/订单.csv", HEADERS + "A2,C1,2024-02-01,1\n")
        made.writestr("__MACOSX/._订单.csv", "x")
    assert is_many(path)
    assert {item.piece.name for item in bring(shop, path)} == {"export.zip/订单.csv"}
    assert [row[0] for row in shop.orders()] == ["A1", "A2"]
    assert not any(name.name.startswith("fenji-many") for name in shop.folder.iterdir())


@pytest.mark.parametrize(
    ("entries", "link", "code"),
    [
        ([("../a.csv", b"x")], "", "ZIP_SUSPICIOUS"),
        ([("a.csv", b"/etc/passwd")], "a.csv", "ZIP_SUSPICIOUS"),
        ([("a.csv", b" " * 60_000_000)], "", "TOO_LARGE_UNPACKED"),
        ([(".a", b"x")], "", "FILE_MISSING"),
    ],
)
def test_a_suspicious_zip_is_refused_before_it_is_unpacked(
    shop: Shop, entries: list[tuple[str, bytes]], link: str, code: str
) -> None:
    path = archive(entries, link=link, name="export.zip")(shop.folder)
    with pytest.raises(FileRefused) as refused:
        bring(shop, path)
    assert refused.value.code == code
    assert shop.lake.tables() == ()


def test_every_sheet_of_a_workbook_is_an_import_of_its_own(shop: Shop) -> None:
    def second(sheet: object, made: object) -> None:
        more = made.add_worksheet("二月")  # type: ignore[attr-defined]
        more.write_row(0, 0, ORDERS)
        more.write_row(1, 0, ["B1", "C1", "2024-02-01", 2])
        made.add_worksheet("空")  # type: ignore[attr-defined]

    path = book([ORDERS, ("A1", "C1", "2024-01-01", 1)], shape=second)(shop.folder)
    brought = bring(shop, path, MappingOptions(sheet="*"))
    assert [item.piece.name for item in brought] == ["orders.xlsx [订单]", "orders.xlsx [二月]"]
    assert [row[0] for row in shop.orders()] == ["A1", "B1"]
    again = bring(shop, path, MappingOptions(sheet="*"))
    assert all(item.report is not None and item.report.is_repeat for item in again)


def test_an_empty_folder_says_so(shop: Shop) -> None:
    (shop.folder / "none").mkdir()
    with pytest.raises(FileRefused, match="no files"):
        bring(shop, shop.folder / "none")
