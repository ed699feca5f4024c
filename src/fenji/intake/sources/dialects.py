"""How each database is asked for a table as text: nothing is rounded, cut or lost on the way."""

from __future__ import annotations

from collections.abc import Mapping

from fenji.engines.engine import literal, quoted
from fenji.engines.scanner import Kind


def name_in(kind: Kind, name: str) -> str:
    """A column's name as that database quotes it.

    >>> name_in("mysql", "订单号"), name_in("postgres", "订单号")
    ('`订单号`', '"订单号"')
    """
    return "`" + name.replace("`", "``") + "`" if kind == "mysql" else quoted(name)


def value_in(kind: Kind, value: str) -> str:
    """A value as that database writes a string; MySQL reads backslashes too."""
    return literal(value.replace("\\", "\\\\") if kind == "mysql" else value)


def table_in(kind: Kind, table: str) -> str:
    """A table, `orders` or `sales.orders`, as a query.

    >>> table_in("postgres", "sales.orders")
    'SELECT * FROM "sales"."orders"'
    """
    return "SELECT * FROM " + ".".join(name_in(kind, part) for part in table.split("."))


def text_in(kind: Kind, column: str, type_: str) -> str:
    """One column as text, made by the database itself: digits, 0000-00-00 and infinity arrive as they are there."""
    name = name_in(kind, column)
    if kind == "postgres":
        return f"CAST({name} AS text) AS {name}"
    if kind == "mysql":
        if type_ == "BLOB":
            return f"HEX({name}) AS {name}"
        number = f"{name} + 0" if type_ == "BOOLEAN" else name  # bit(1) would arrive as one byte
        return f"CAST({number} AS CHAR CHARACTER SET utf8mb4) AS {name}"
    return f"CASE typeof({name}) WHEN 'blob' THEN hex({name}) ELSE CAST({name} AS text) END AS {name}"


def texts(kind: Kind, query: str, columns: Mapping[str, str], *, where: str = "", order: str = "") -> str:
    """The query's columns as text; `where` and `order` see the values as the database types them."""
    listed = ", ".join(text_in(kind, column, type_) for column, type_ in columns.items())
    return f"SELECT {listed} FROM (\n{query}\n) AS q{where}{order}"


def extent(kind: Kind, query: str, cursor: str) -> str:
    """How far a cursor column reaches: its greatest value as text, the rows, and the rows without one."""
    name = name_in(kind, cursor)
    text = "CHAR CHARACTER SET utf8mb4" if kind == "mysql" else "text"
    return (
        f"SELECT CAST(max({name}) AS {text}) AS high, count(*) AS n, "
        f"count(*) - count({name}) AS unknown FROM (\n{query}\n) AS q"
    )
