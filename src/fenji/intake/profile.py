"""What a column as a whole looks like: the column decides how its cells are read, never a cell for itself."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fenji.errors import MappingError
from fenji.intake.cells import PLAIN_MOMENT, PLAIN_NUMBER, day_month_parts, quote
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.engines.engine import Engine
    from fenji.tables.table import Column


@dataclass(frozen=True)
class Look:
    """How one column's cells are to be read."""

    is_plain: bool = True
    date_order: str = "ymd"
    has_point_zero: bool = False


def profile(engine: Engine, clean_sql: str, columns: Pairs[str, Column], *, date_order: str | None) -> dict[str, Look]:
    """One pass over the cleaned texts (`t_<column>`): which columns are plain, and what decides the others."""
    wanted = {name: _questions(f"t_{name}", column.type) for name, column in columns.items()}
    asked = [f'{sql} AS "{name}:{key}"' for name, parts in wanted.items() for key, sql in parts.items()]
    if not asked:
        return {name: Look() for name in columns}
    (answers,) = engine.rows(f"SELECT {', '.join(asked)} FROM ({clean_sql})")
    looks = {}
    for name, parts in wanted.items():
        found = {key: answers[f"{name}:{key}"] for key in parts}
        looks[name] = _look(found, date_order)
    odd = [name for name, look in looks.items() if columns[name].type in ("date", "timestamp") and not look.is_plain]
    if odd:
        looks.update(_days_and_months(engine, clean_sql, odd, date_order))
    return looks


def _questions(text: str, kind: str) -> dict[str, str]:
    if kind == "string":
        if text.removeprefix("t_").endswith("_id"):
            return {"filled": f"count({text})", "zero": f"count(*) FILTER (regexp_full_match({text}, '[0-9]+\\.0'))"}
        return {}
    if kind in ("date", "timestamp"):
        return {"odd": f"count(*) FILTER (NOT regexp_full_match({text}, {quote(PLAIN_MOMENT)}))"}
    return {"odd": f"count(*) FILTER (NOT regexp_full_match({text}, {quote(PLAIN_NUMBER)}))"}


def _look(found: dict[str, Any], date_order: str | None) -> Look:
    if "zero" in found:
        return Look(has_point_zero=bool(found["filled"]) and found["zero"] == found["filled"])
    return Look(is_plain=not found.get("odd"), date_order=date_order or "ymd")


def _days_and_months(engine: Engine, clean_sql: str, names: list[str], date_order: str | None) -> dict[str, Look]:
    looks = {}
    for name in names:
        is_short, first, second = day_month_parts(f"t_{name}")
        (row,) = engine.rows(
            f"SELECT count(*) AS n, count(*) FILTER ({first} > 12) AS day_first, "
            f"count(*) FILTER ({second} > 12) AS month_first FROM ({clean_sql}) WHERE {is_short}"
        )
        looks[name] = Look(is_plain=False, date_order=date_order or _decided(name, row))
    return looks


def _decided(name: str, row: dict[str, Any]) -> str:
    if not row["n"]:
        return "ymd"
    if row["day_first"] and not row["month_first"]:
        return "dmy"
    if row["month_first"] and not row["day_first"]:
        return "mdy"
    raise MappingError(
        Text(
            "dates like 01/02/2024 can be read both ways, and the column does not decide",
            "01/02/2024 这样的日期有两种读法，该列无法判断",
        ),
        where=name,
        fix=Text(
            "Say it in the mapping's options: date_order: dmy or mdy.",
            "请在映射选项中注明 date_order: dmy(日/月/年)或 mdy(月/日/年)。",
        ),
    )
