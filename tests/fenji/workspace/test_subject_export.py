"""A person's export holds all of theirs and nothing of others, by the published schema, and comes back the same."""

from __future__ import annotations

import json
import time
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from python_calamine import CalamineWorkbook

from fenji.errors import FenjiError
from fenji.tables import CANONICAL
from fenji.workbook.subject_workbook import write_subject
from fenji.workspace.consents import Said, keep
from fenji.workspace.contact_list import Asked
from fenji.workspace.duplicates import merge
from fenji.workspace.judgements import judge
from fenji.workspace.marks import add_mark
from fenji.workspace.opting_out import opt_out
from fenji.workspace.subject_export import subject, to_json
from fenji.workspace.subject_import import import_subject
from fenji.workspace.workspace import Workspace
from tests.bar.size import sized
from tests.fenji.workspace.decided import JUNE, TEXT, mine
from tests.fenji.workspace.people import people

SCHEMA = Path(__file__).parents[3] / "docs" / "reference" / "subject.schema.json"
DAY, AT = date(2024, 3, 1), datetime(2024, 3, 1, 8)
NAMES_SOMEBODY = ("parent_id", "referred_customer_id")


def canary(person: str, table: str, column: str) -> str:
    return f"canary-{person}-{table}-{column}"


def value(person: str, table: str, column: str, kind: str) -> Any:
    """A word of this person alone for every text of every table; a plain value for what is no text."""
    if column == "customer_id":
        return person
    if column in ("source", "currency"):
        return "shop" if column == "source" else "CNY"
    if column in ("kind", "direction"):
        return {"orders": "sale", "order_lines": "sale", "interactions": "in"}.get(table, "person")
    if kind == "VARCHAR":
        return canary(person, table, column)
    plain = {"BOOLEAN": True, "DATE": DAY, "BIGINT": None, "TIMESTAMP": None if column == "void_at" else AT}
    return plain.get(kind, 5)


def seeded(folder: Path, persons: list[str]) -> Workspace:
    tables = {
        name: [
            {column: value(person, name, column, kind) for column, kind in table.duckdb_columns().items()}
            for person in persons
        ]
        for name, table in CANONICAL.items()
        if "customer_id" in table.duckdb_columns() and name != "stated"
    }
    for rows in tables.values():
        for row, other in zip(rows, [*persons[1:], persons[0]], strict=True):
            row |= {name: other for name in NAMES_SOMEBODY if name in row}
    workspace = people(folder, tables)
    (folder / "schemes" / "mine.yaml").write_text(TEXT, "utf-8")
    return workspace


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Twins with everything known of both; the first was decided on, listed, merged with a third, and has opted out."""
    from fenji.tables.purposes import asked_for
    from fenji.workspace.contact_file import write_contacts

    workspace = seeded(tmp_path_factory.mktemp("subject") / "shop", ["ANNA", "BERT", "ANNA2"])
    merge(workspace, {"ANNA2": "ANNA"}, reason="canary-ANNA-merge")
    for person in ("ANNA", "BERT"):
        keep(workspace, [Said.of(customer_id=person, purpose="营销", channel="短信", event="granted", happened_at=AT,
                                 source=f"canary-{person}-consent", text_version="v1")])  # fmt: skip
        add_mark(workspace, person, "watch", reason=f"canary-{person}-mark", on=DAY)
        judge(
            workspace, person, scheme=mine(), item="配合度", points=Decimal(5), reason=f"canary-{person}-judged", on=DAY
        )
    result = workspace.grade("mine", as_of=JUNE)
    write_contacts(workspace, result, Asked(*asked_for("短信")), workspace.folder / "exports" / "list.csv", "zh")
    opt_out(workspace, "ANNA", said_by="letter", reason="canary-ANNA-out")
    workspace.grade("mine", as_of=JUNE)
    return workspace


def test_every_word_of_the_person_is_in_it_and_none_of_anybody_else(shop: Workspace, tmp_path: Path) -> None:
    began = time.monotonic()
    told = subject(shop, "ANNA")
    words = to_json(told)
    write_subject(told, tmp_path / "anna.xlsx", "zh")
    assert time.monotonic() - began < 60
    wanted = {
        canary(person, name, column)
        for person in ("ANNA", "ANNA2")
        for name, table in CANONICAL.items()
        if "customer_id" in table.duckdb_columns() and name != "stated"
        for column, kind in table.duckdb_columns().items()
        if value(person, name, column, kind) == canary(person, name, column) and column not in NAMES_SOMEBODY
    } | {f"canary-ANNA-{end}" for end in ("merge", "consent", "mark", "judged", "out")}
    assert [word for word in sorted(wanted) if f'"{word}"' not in words] == []
    assert "BERT" not in words
    book = CalamineWorkbook.from_path(str(tmp_path / "anna.xlsx"))
    cells = "\n".join(
        str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
    )
    assert [word for word in sorted(wanted) if word not in cells] == []
    assert "BERT" not in cells


def test_it_says_what_was_graded_by_what_reason_and_who_received_it(shop: Workspace) -> None:
    told = subject(shop, "ANNA2")
    assert (told["customer_id"], told["ids"]) == ("ANNA", ["ANNA", "ANNA2"])
    assert [one["reason_code"] for one in told["grades"]][-1] == "ungraded:opted_out"
    assert told["grades"][0]["reason"]
    assert [(one["purpose"], one["channel"], one["file"]) for one in told["recipients"]] == [
        ("marketing", "sms", "list.csv")
    ]


def test_it_validates_against_the_published_schema_and_comes_back_unchanged(shop: Workspace, tmp_path: Path) -> None:
    schema = Draft202012Validator(json.loads(SCHEMA.read_text("utf-8")))
    told = subject(shop, "ANNA")
    assert list(schema.iter_errors(json.loads(to_json(told)))) == []
    assert list(schema.iter_errors({**told, "more": 1}))
    path = tmp_path / "anna.json"
    path.write_text(to_json(told), "utf-8")
    other = Workspace.create(tmp_path / "elsewhere")
    counted = import_subject(other, path)
    assert counted == {name: len(rows) for name, rows in told["tables"].items()}
    again = {table: _unnumbered(rows) for table, rows in _tables(other, told["ids"]).items()}
    assert again == {table: _unnumbered(rows) for table, rows in told["tables"].items()}
    with pytest.raises(FenjiError):
        import_subject(other, path)


def test_an_unknown_customer_is_refused(shop: Workspace) -> None:
    with pytest.raises(FenjiError):
        subject(shop, "NOBODY")


def test_many_customers_make_it_no_slower(tmp_path: Path) -> None:
    """A million customers is the promise; the rows of one are found by the tables' own order."""
    persons = [f"P{n}" for n in range(sized(50, 2000))]
    workspace = seeded(tmp_path / "many", persons)
    workspace.grade("mine", as_of=JUNE)
    began = time.monotonic()
    words = to_json(subject(workspace, "P7"))
    assert time.monotonic() - began < 60
    assert '"canary-P7-customers-name"' in words
    assert not any(f'"canary-{other}-' in words or f'"{other}"' in words for other in persons if other != "P7")


def _tables(workspace: Workspace, ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    from fenji.workspace import subject_export

    return {
        name: subject_export._rows(workspace.lake, name, ids) for name in workspace.lake.tables() if name in CANONICAL
    }


def _unnumbered(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps({**row, "import_id": None}, sort_keys=True) for row in rows)
