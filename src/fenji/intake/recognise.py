"""Which header is which column: recognised Chinese and English names, and errors that show found against needed."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from fenji.errors import MappingError
from fenji.intake.landing import PROFILE
from fenji.intake.mapping import Mapping, MappingOptions
from fenji.intake.presets import preset_for
from fenji.intake.stated import COLUMNS as STATED_COLUMNS
from fenji.intake.surveys import with_questions
from fenji.language import Text
from fenji.tables import CANONICAL
from fenji.tables.table import plain_header

if TYPE_CHECKING:
    from fenji.tables.table import Column

# What intake works out itself: no header may feed these.
DERIVED = frozenset({"import_id", "source", "is_listed", "is_stated_time", "void_at", "ordered_on", "happened_on",
                     "given_on", "sent_on"})  # fmt: skip
_DERIVED_IN_ORDERS = frozenset({"kind"})
_GENERATED = frozenset({"payment_id", "interaction_id", "feedback_id", "touch_id", "contact_id"})
TABLES = (
    "customers",
    "orders",
    "order_lines",
    "payments",
    "products",
    "interactions",
    "feedback",
    "touches",
    "contacts",
)


def columns_of(table: str) -> dict[str, Column]:
    """The canonical columns a file for this table may feed; orders and order lines come from the same files."""
    if table not in TABLES:
        raise MappingError(
            Text(f"there is no table '{table}' to import into", f"没有可导入的表“{table}”"),
            where=table,
            fix=Text(f"Choose one of: {', '.join(TABLES)}.", f"可选：{', '.join(TABLES)}。"),
        )
    names = ("orders", "order_lines") if table in ("orders", "order_lines") else (table,)
    derived = DERIVED | (_DERIVED_IN_ORDERS if "orders" in names else frozenset())
    found: dict[str, Column] = {}
    for name in names:
        for column in CANONICAL[name].columns:
            if column.name not in derived:
                found.setdefault(column.name, column)
    if "orders" in names:
        for name in PROFILE:
            found.setdefault(name, CANONICAL["customers"].column(name))
    return found | (STATED_COLUMNS if table == "customers" else {})


def recognised(headers: Sequence[str], table: str, options: MappingOptions, *, where: str) -> Mapping:
    """The mapping that the headers suggest: a known system's, else each column takes its best-known synonym.

    Each header feeds one column. `options.preset` names a system; without it a system is known by its headers. A
    table of feedback whose headers are questions becomes a survey, question by question.
    """
    preset = preset_for(headers, table, options, where=where)
    if preset is not None:
        mapping = preset.mapping(headers, options)
        check_mapping(mapping, headers, where=where)
        return mapping
    by_plain: dict[str, list[str]] = {}
    for header in headers:
        if plain_header(header):
            by_plain.setdefault(plain_header(header), []).append(header)
    taken: dict[str, str] = {}
    for column in columns_of(table).values():
        if column.name in options.constants:
            continue
        for word in (column.name, column.label.zh, column.label.en, *column.synonyms):
            found = [header for header in by_plain.get(plain_header(word), ()) if header not in taken.values()]
            if found:
                _refuse_twins(found[0], headers, where)
                taken[column.name] = found[0]
                break
    mapping = with_questions(Mapping(table, taken, options), headers)
    check_mapping(mapping, headers, where=where)
    return mapping


def check_mapping(mapping: Mapping, headers: Sequence[str], *, where: str) -> None:
    """Refuses a mapping that names unknown columns or headers, or leaves a required column without a header."""
    columns = columns_of(mapping.table)
    unknown = [
        name for name in (*mapping.columns, *mapping.options.constants, *mapping.options.emptied) if name not in columns
    ]
    if unknown:
        raise _unknown_columns(unknown, list(columns), where)
    dropped = [rule.column for rule in mapping.options.drop_rows]
    needed = dict.fromkeys((*mapping.columns.values(), *mapping.options.questions, *dropped))
    absent = [header for header in needed if header not in headers]
    if absent:
        raise _absent_headers(absent, headers, where)
    for header in mapping.columns.values():
        _refuse_twins(header, headers, where)
    given = {*mapping.columns, *mapping.options.constants}
    missing = [name for name in _required(mapping) if name not in given]
    if missing:
        raise _missing(mapping.table, missing, headers, where)


def required_of(mapping: Mapping) -> set[str]:
    """Columns that no row may leave empty: an order may lack its customer (a guest), nothing else that is needed."""
    return {name for name in _required(mapping) if name in mapping.columns} - (
        {"customer_id"} if mapping.table in ("orders", "order_lines") else set()
    )


def _required(mapping: Mapping) -> list[str]:
    """Columns without which a row of this table has no meaning."""
    if mapping.table not in ("orders", "order_lines"):
        own = CANONICAL[mapping.table]
        made = _GENERATED | DERIVED | ({"kind"} if mapping.options.questions else set())
        return [column.name for column in own.columns if column.is_required and column.name not in made]
    is_product = {"quantity", "unit_price"} <= set(mapping.columns) and "amount" not in mapping.columns
    amounts = ["quantity", "unit_price"] if is_product or mapping.options.amount != "column" else ["amount"]
    return ["order_id", "customer_id", "ordered_at", *amounts]


def _refuse_twins(header: str, headers: Sequence[str], where: str) -> None:
    twins = [index for index, other in enumerate(headers) if plain_header(other) == plain_header(header)]
    if len(twins) < 2:
        return
    letters = ", ".join(column_letter(index) for index in twins)
    raise MappingError(
        Text(
            f"the header '{header}' stands over several columns ({letters})", f"表头“{header}”出现在多列（{letters}）"
        ),
        where=where,
        fix=Text("Rename all but the one that is meant.", "请保留所需的一列，其余改名。"),
    )


def column_letter(index: int) -> str:
    """The letter of a column as Excel shows it.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _unknown_columns(names: list[str], known: list[str], where: str) -> MappingError:
    guesses = "; ".join(f"{name} → {', '.join(get_close_matches(name, known, n=2)) or '?'}" for name in names)
    return MappingError(
        Text(f"unknown canonical column(s): {', '.join(names)}", f"没有这样的标准列：{', '.join(names)}"),
        where=where,
        fix=Text(
            f"Nearest names: {guesses}. All: {', '.join(known)}.", f"相近的列：{guesses}。全部：{', '.join(known)}。"
        ),
    )


def _absent_headers(absent: list[str], headers: Sequence[str], where: str) -> MappingError:
    near = "; ".join(f"{name} → {', '.join(get_close_matches(name, headers, n=2)) or '?'}" for name in absent)
    found = ", ".join(header for header in headers if header)
    return MappingError(
        Text(f"the file has no column(s) {', '.join(absent)}", f"文件中没有列：{', '.join(absent)}"),
        where=where,
        fix=Text(f"Nearest names: {near}. The file has: {found}.", f"相近的列名：{near}。文件中有：{found}。"),
    )


def _missing(table: str, missing: list[str], headers: Sequence[str], where: str) -> MappingError:
    columns = columns_of(table)
    found = ", ".join(header for header in headers if header) or "-"
    near = []
    for name in missing:
        words = [name, columns[name].label.zh, columns[name].label.en, *columns[name].synonyms]
        close = {match for word in words for match in get_close_matches(word, headers, n=1, cutoff=0.5)}
        near.append(f"{name}: {', '.join(sorted(close)) or '?'}")
    need_en = ", ".join(f"{name} ({columns[name].label.en})" for name in missing)
    need_zh = ", ".join(f"{name}({columns[name].label.zh})" for name in missing)
    return MappingError(
        Text(f"needed but not found: {need_en}; the file has: {found}", f"缺少必需的列：{need_zh}；文件中有：{found}"),
        where=where,
        fix=Text(
            f"Name the columns in a mapping (columns: …). Nearest: {'; '.join(near)}.",
            f"请在映射中指明（columns: …）。相近的列名：{'; '.join(near)}。",
        ),
    )
