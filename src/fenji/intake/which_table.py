"""Which canonical table a file is for, told by its headers; where two fit alike, nobody guesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fenji.errors import FileRefused
from fenji.intake.recognise import TABLES, columns_of
from fenji.language import Text
from fenji.tables import CANONICAL
from fenji.tables.table import plain_header

_NEEDED = {
    "orders": ({"order_id"}, {"ordered_at"}, {"amount", "unit_price"}),
    "customers": ({"customer_id"}, {"name", "mobile", "email", "existing_grade", "registered_on", "wechat"}),
    "contacts": ({"customer_id"}, {"title", "contact_id", "is_primary"}),
    "payments": ({"customer_id"}, {"due_on", "due_amount", "payment_id"}),
    "products": ({"product_id"}, {"name", "category", "unit_cost"}),
    "interactions": ({"customer_id"}, {"happened_at"}),
    "feedback": ({"customer_id"}, {"given_at"}, {"score", "text", "question", "kind"}),
    "touches": ({"customer_id"}, {"campaign", "sent_at"}),
}


@dataclass(frozen=True)
class Fit:
    """A table and how many headers of the file it knows."""

    table: str
    known: int


def fitting_tables(headers: Sequence[str]) -> list[Fit]:
    """The tables whose needed columns are all among the headers, best first."""
    plain = {plain_header(header) for header in headers if plain_header(header)}
    found = []
    for table, needed in _NEEDED.items():
        columns = columns_of(table)
        known = {name for name, column in columns.items() if plain & column.headers}
        if all(known & any_of for any_of in needed):
            found.append(
                Fit(table, len({header for header in plain if any(header in columns[n].headers for n in known)}))
            )
    order = list(_NEEDED)
    return sorted(found, key=lambda fit: (-fit.known, order.index(fit.table)))


def which_table(headers: Sequence[str], *, where: str) -> str:
    """The table that knows more of the headers than any other; a file that fits none or two alike is asked about."""
    fits = fitting_tables(headers)
    if fits and (len(fits) == 1 or fits[0].known > fits[1].known):
        return fits[0].table
    best = [fit.table for fit in fits if fit.known == fits[0].known] if fits else list(TABLES)
    names = ", ".join(f"{name} ({CANONICAL[name].title.en})" for name in best)
    zh = "、".join(f"{name}({CANONICAL[name].title.zh})" for name in best)
    problem = Text("the headers do not tell which table this is", "无法从表头判断这是哪张标准表")
    fix = Text(f"Name it with --as: {names}.", f"请用 --as 指定：{zh}。")
    raise FileRefused("WHICH_TABLE", problem, where=where, fix=fix)
