"""Files of lists and facts other than orders: lists update what is known, facts are added once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.intake.cells import quote
from fenji.intake.duplicates import settle, settle_with_lake
from fenji.intake.kinds import kind_value
from fenji.intake.landing import meet_customers
from fenji.intake.mapping import Mapping
from fenji.intake.stated import COLUMNS, STAGED, StatedFile, figures_of, land_stated, stage_stated
from fenji.intake.surveys import answers_sql
from fenji.intake.typed import FACTS, PROBLEMS_FOUND, SKIPPED
from fenji.tables import CANONICAL

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.lake.commit import Transaction

RECORDS = "fj_records"
LISTS = frozenset({"customers", "products", "contacts"})


def stage_records(engine: Engine, mapping: Mapping, source: str, currency: str) -> None:
    """Makes the table of this file's records, settled within the file."""
    rows = f"{RECORDS}_rows"
    records = _records(mapping, source, currency)
    if mapping.options.questions:
        _reject_unanswered(engine, mapping)
        records = answers_sql(engine, mapping, records, FACTS)
    engine.run(f"CREATE OR REPLACE TEMP VIEW {rows} AS {records}")
    content = tuple(name for name in CANONICAL[mapping.table].duckdb_columns() if name != "import_id")
    content += figures_of(mapping)
    settle(engine, rows, key=CANONICAL[mapping.table].key, content=content)
    engine.run(f"CREATE OR REPLACE TEMP TABLE {RECORDS} AS SELECT * FROM {rows}")


def land_records(tx: Transaction, mapping: Mapping, source: str, import_id: int, stated: StatedFile) -> None:
    """Settles the records with the lake and writes them: a list's rows update, a fact's are added once.

    Figures that a customer list states go to their own table; a row that brings a new one is no duplicate.
    """
    stage_stated(tx, mapping, RECORDS, stated, source)
    land_stated(tx, mapping, stated, import_id)
    if mapping.table in LISTS:
        _update_list(tx, mapping, import_id)
    else:
        _add_facts(tx, mapping, import_id)
    if mapping.table != "customers" and "customer_id" in CANONICAL[mapping.table].duckdb_columns():
        meet_customers(tx, RECORDS, source, import_id)


def _reject_unanswered(engine: Engine, mapping: Mapping) -> None:
    questions = mapping.options.questions
    nothing = f"coalesce({', '.join(f'question_{number}' for number in range(len(questions)))}) IS NULL"
    engine.run(
        f"INSERT INTO {PROBLEMS_FOUND} SELECT __row, {quote(questions[0])}, 'REQUIRED', NULL FROM {FACTS} "
        f"WHERE {nothing}"
    )


def _records(mapping: Mapping, source: str, currency: str) -> str:
    table = CANONICAL[mapping.table]
    parts = ["__row"]
    for name, kind in table.duckdb_columns().items():
        if name == "source":
            parts.append(f"{quote(source)} AS source")
        elif name == "currency":
            given = quote(mapping.options.currency or currency)
            parts.append(f"coalesce(currency, {given}) AS currency" if name in mapping.fed else f"{given} AS currency")
        elif name == "is_listed":
            parts.append("TRUE AS is_listed")
        elif name.endswith("_on") and f"{name[:-3]}_at" in mapping.columns and name not in mapping.columns:
            parts.append(f'"{name[:-3]}_at__day" AS "{name}"')
        elif name in mapping.fed:
            parts.append(f'{kind_value(mapping.table, name)} AS "{name}"')
        elif mapping.options.questions and name == "kind":
            parts.append("'survey' AS kind")
        elif name in table.key:
            parts.append(f"{_made_key(mapping)} AS {name}")
        elif name != "import_id":
            parts.append(f'CAST(NULL AS {kind}) AS "{name}"')
    parts += [name for name in COLUMNS if mapping.table == "customers" and name in mapping.columns]
    return f"SELECT {', '.join(parts)} FROM {FACTS}"


def _made_key(mapping: Mapping) -> str:
    """A number for facts that came without one: made of their content, so that the same fact again is the same."""
    answers = [f"question_{number}" for number in range(len(mapping.options.questions))]
    body = ", ".join(f"coalesce(CAST(\"{name}\" AS VARCHAR), '')" for name in (*mapping.fed, *answers))
    return f"md5(concat_ws('|', {body})) || '-' || row_number() OVER (PARTITION BY {body} ORDER BY __row)"


def _add_facts(tx: Transaction, mapping: Mapping, import_id: int) -> None:
    table = CANONICAL[mapping.table]
    same = tuple(name for name in mapping.fed if name not in table.key)
    same += ("question", "text") if mapping.options.questions else ()
    number = next(name for name in table.key if name != "source")
    settle_with_lake(
        tx.engine,
        new=RECORDS,
        old=f"lake.main.{mapping.table}",
        key=table.key,
        same=same,
        rows_of=f"SELECT {number}, __row FROM {RECORDS}",
        number=number,
    )
    tx.append(mapping.table, f"SELECT * EXCLUDE (__row), {import_id} AS import_id FROM {RECORDS}")


def _update_list(tx: Transaction, mapping: Mapping, import_id: int) -> None:
    """Known rows take the file's filled cells and keep the rest; rows that say nothing new are skipped.

    Blank cells of the columns that the mapping calls `emptied` are taken too: what was known is known no longer.
    """
    table = CANONICAL[mapping.table]
    old = f"lake.main.{mapping.table}"
    joined = " AND ".join(f"n.{name} = o.{name}" for name in table.key)
    fed = [name for name in mapping.fed if name not in table.key and name not in COLUMNS]
    emptied = {*mapping.options.emptied} & {*fed}
    same = {name: f"n.{name} IS NOT DISTINCT FROM o.{name}" for name in fed}
    known = [said if name in emptied else f"(n.{name} IS NULL OR {said})" for name, said in same.items()]
    equal = " AND ".join(known) or "TRUE"
    listed = " AND o.is_listed" if mapping.table == "customers" else ""
    tx.engine.run(
        f"INSERT INTO {SKIPPED} SELECT n.__row FROM {RECORDS} n JOIN {old} o ON {joined} WHERE {equal}{listed} "
        f"AND n.__row NOT IN (SELECT row FROM {STAGED})"
    )
    tx.engine.run(f"DELETE FROM {RECORDS} WHERE __row IN (SELECT __row FROM {SKIPPED})")
    columns = [name for name in table.duckdb_columns() if name not in (*table.key, "import_id", "is_listed")]
    taken = {name: f'n."{name}"' if name in emptied else f'coalesce(n."{name}", o."{name}")' for name in columns}
    merged = ", ".join(f'{value} AS "{name}"' for name, value in taken.items())
    keys = ", ".join(f"n.{name}" for name in table.key)
    flag = ", TRUE AS is_listed" if mapping.table == "customers" else ""
    tx.engine.run(
        f"CREATE OR REPLACE TEMP TABLE fj_merged AS SELECT {keys}, {merged}{flag}, {import_id} AS import_id "
        f"FROM {RECORDS} n LEFT JOIN {old} o ON {joined}"
    )
    listing = ", ".join(table.key)
    tx.delete(mapping.table, f"({listing}) IN (SELECT ({listing}) FROM fj_merged)")
    tx.append(mapping.table, "SELECT * FROM fj_merged")
