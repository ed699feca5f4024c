"""What stands in the rows of somebody who was erased: amounts and days for totals, nothing that tells who it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from fenji.engines.engine import literal, quoted
from fenji.lake.erase import Blank
from fenji.tables import CANONICAL

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.lake.lake import Lake
    from fenji.workspace.erasing_person import Person

NOBODY = re.compile(r"erased-[0-9a-f]{16}")
WHO = ("customer_id", "into_id", "first_id", "second_id", "parent_id", "referred_customer_id")
FACTS = ("orders", "order_lines", "payments", "interactions", "feedback", "touches")
IDS = ("order_id", "refunds_order_id", "payment_id", "interaction_id", "feedback_id", "touch_id", "contact_id")
RECORDS = "imports"
SCRUBBED = ("file", "mapping", "findings", "headers", "profile", "changes", "reason", "rejects_file")
_ALWAYS = frozenset(
    [
        "source",
        "currency",
        "run_id",
        "scheme",
        "compared_with",
        "segmentation",
        "segment",
        "event",
        "actor",
        "approver",
        "tier",
        "system_tier",
        "reason_code",
        "system_reason",
        "verdict",
        "undone_by",
        "state",
        "digest",
        "result_table",
    ]
)
_KINDS = frozenset({"customers", "orders", "order_lines", "overrides", "marks", "segment_events"})
_SAID_FREELY = ("subject", "text", "question", "response", "note", "status")
_FROM_NAMES = ("name_order",)
MODEL = "model of "
_OTHERS = 5  # so many other customers share a word that tells nobody apart


def is_nobody(customer_id: str | None) -> bool:
    """Whether an id stands for somebody who was erased."""
    return customer_id is not None and NOBODY.fullmatch(customer_id) is not None


def nobody_sql(column: str = "customer_id") -> str:
    """The same in SQL."""
    return f"coalesce(regexp_full_match({column}, {literal(NOBODY.pattern)}), FALSE)"


def blanks(table: str, columns: Mapping[str, str], person: Person, common: Mapping[str, Sequence[str]]) -> list[Blank]:
    """How a table is blanked: whose rows they are gives way to a word by chance, so do numbers; texts that fewer than
    five others share, and days of a profile or a result, are unknown from now on. Amounts stay.

    `common`: column → the words of the person that others share.
    """
    who = [name for name in WHO if name in columns]
    if table == RECORDS:
        return _scrubbed(columns, person)
    if not who:
        return []
    own = [name for name in who if name not in ("parent_id", "referred_customer_id")] or who
    mine = " OR ".join(f"{name} IN ({_listed(person.ids)})" for name in own)
    if "order_id" in columns and person.orders and "customer_id" in columns:
        mine = f"({mine}) OR (customer_id IS NULL AND order_id IN (SELECT order_id FROM persons_orders))"
    found = [Blank(mine, _row(table, columns, person, common))]
    for name in who:
        value = "NULL" if table in FACTS and name == "customer_id" else _token(name, person)
        found.append(Blank(f"{name} IN ({_listed(person.ids)})", {name: value}))
    return found


def blanks_of_rows(columns: Mapping[str, str], where: str, salt: str) -> Blank:
    """Rows of facts that become nobody's: amounts, days and words of trade stay, whose they were and numbers go."""
    row = {}
    for name, kind in columns.items():
        if name in WHO:
            row[name] = "NULL"
        elif name in IDS:
            row[name] = f"'erased-' || substr(sha256({literal(salt)} || {quoted(name)}), 1, 16)"
        elif _is_text(kind) and name in _SAID_FREELY:
            row[name] = "NULL"
    return Blank(where, row)


def shared_words(lake: Lake, table: str, person: Person) -> dict[str, list[str]]:
    """Column → the words in the person's rows of a table that at least five others have too: they tell nobody apart."""
    columns = lake.columns(table)
    if "customer_id" not in columns:
        return {}
    return words_shared(lake.engine, f"lake.main.{quoted(table)}", table, columns, person)


def words_shared(
    engine: Engine, relation: str, table: str, columns: Mapping[str, str], person: Person
) -> dict[str, list[str]]:
    """The same of any relation with a customer's number."""
    mine = f"customer_id IN ({_listed(person.ids)})"
    names = [one for one in columns if _is_text(columns[one]) and not _stays(table, one) and one not in (*WHO, *IDS)]
    if not names or not engine.rows(f"SELECT 1 FROM {relation} WHERE {mine} LIMIT 1"):
        return {}
    asked = [
        f"SELECT {literal(name)} AS name, {column} AS word FROM {relation} WHERE {column} IN (SELECT DISTINCT {column} "
        f"FROM {relation} WHERE {mine}) AND customer_id IS NOT NULL AND NOT ({mine}) AND NOT {nobody_sql()} "
        f"GROUP BY 2 HAVING count(DISTINCT customer_id) >= {_OTHERS}"
        for name in names
        for column in (quoted(name),)
    ]
    found: dict[str, list[str]] = {}
    for row in engine.rows(f"{' UNION ALL '.join(asked)} ORDER BY 1, 2"):
        found.setdefault(row["name"], []).append(row["word"])
    return found


def _row(table: str, columns: Mapping[str, str], person: Person, common: Mapping[str, Sequence[str]]) -> dict[str, str]:
    profile = {column.name for column in CANONICAL["customers"].columns} if table.startswith(MODEL) else set()
    row = {}
    for name, kind in columns.items():
        if name in WHO or _stays(table, name):
            continue
        if name in IDS:
            row[name] = _token(name, person)
        elif name == "is_listed":
            row[name] = "FALSE"
        elif _is_text(kind):
            words = () if table in ("customers", "contacts") or name in profile else common.get(name, ())
            row[name] = f"CASE WHEN {quoted(name)} IN ({_listed(words)}) THEN {quoted(name)} END" if words else "NULL"
        elif (
            name in _FROM_NAMES
            or (kind.upper() in ("DATE", "TIMESTAMP") and table not in FACTS and name != "decided_at")
            or "[" in kind
            or kind.upper().startswith(("STRUCT", "MAP", "JSON"))
        ):
            row[name] = "NULL"
    return row


def _scrubbed(columns: Mapping[str, str], person: Person) -> list[Blank]:
    """Texts that name files and say what was found in them: the person's words give way to dots."""
    words = [*person.words, *(one for one in person.ids if len(one) >= 3)]
    found = []
    for name in SCRUBBED:
        if name not in columns or not words:
            continue
        value = quoted(name)
        for word in words:
            value = f"regexp_replace({value}, {literal(bounded(word))}, '…', 'g')"
        where = " OR ".join(f"regexp_matches({quoted(name)}, {literal(bounded(word))})" for word in words)
        found.append(Blank(where, {name: value}))
    return found


def bounded(word: str) -> str:
    """A pattern (RE2) for a word where it stands alone: C1 is not found in C12.

    >>> bool(re.search(bounded("C1"), "of C1.")), bool(re.search(bounded("C1"), "C12"))
    (True, False)
    """
    start = r"\b" if re.match(r"[0-9A-Za-z_]", word) else ""
    end = r"\b" if re.search(r"[0-9A-Za-z_]$", word) else ""
    return f"{start}{re.sub(r'[^A-Za-z0-9_]', _escaped, word)}{end}"


def _escaped(found: re.Match[str]) -> str:
    letter = found[0]
    return f"\\{letter}" if ord(letter) < 128 and not letter.isspace() else letter


def _stays(table: str, name: str) -> bool:
    return name in _ALWAYS or (name == "kind" and table in _KINDS) or (name == "reason" and table not in _SAID)


_SAID = frozenset({"overrides", "marks", "judgements", "opt_outs", "consents", "merges", "duplicate_reviews"})


def _token(name: str, person: Person) -> str:
    column = quoted(name)
    return (
        f"CASE WHEN {column} IS NULL OR regexp_full_match({column}, {literal(NOBODY.pattern)}) THEN {column} "
        f"ELSE 'erased-' || substr(sha256({literal(person.salt)} || {column}), 1, 16) END"
    )


def _is_text(kind: str) -> bool:
    return kind.upper() in ("VARCHAR", "STRING", "TEXT")


def _listed(values: Iterable[str]) -> str:
    return ", ".join(literal(value) for value in values) or "NULL"


assert set(FACTS) <= set(CANONICAL)
