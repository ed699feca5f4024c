"""Your columns → ours: which header feeds which canonical column, and how its words are to be read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from fenji.errors import MappingError
from fenji.intake.stated_words import read_day, read_window
from fenji.language import Text

Kind = Literal["sale", "refund", "void"]


class DropRows(BaseModel):
    """Rows to leave out, told by one column's text: `{column: 订单号, starts_with: C}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str
    equals: str | None = None
    starts_with: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _is_means_equals(cls, value: Any) -> Any:
        if isinstance(value, dict) and "is" in value:
            value = {**value, "equals": value["is"]}
            del value["is"]
        return value

    @model_validator(mode="after")
    def _says_one_thing(self) -> DropRows:
        if (self.equals is None) == (self.starts_with is None):
            raise ValueError("give either 'is' or 'starts_with'")
        return self


class MappingOptions(BaseModel):
    """How the file is to be read where it does not speak for itself; nothing given means: decided from the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sheet: str | None = None
    header_row: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    two_row_header: bool = False
    fill_down: bool = False
    unclear_headers: Literal["ask", "letters"] = "ask"
    date_order: Literal["ymd", "dmy", "mdy"] | None = None
    zone: str | None = None
    currency: str | None = None
    empty_words: tuple[str, ...] | None = None
    status: dict[str, Kind] = {}
    refund_prefix: str | None = None
    drop_rows: tuple[DropRows, ...] = ()
    identical_lines: Literal["keep", "drop"] = "keep"
    amount: Literal["column", "quantity*unit_price", "order"] = "column"
    negative_amount: Literal["refund", "reject"] | None = None
    decimal_mark: Literal[".", ","] | None = None
    units: Literal["read", "reject"] | None = None
    calendar: Literal["gregorian", "roc", "buddhist"] | None = None
    future: Literal["reject", "keep"] = "reject"
    emptied: tuple[str, ...] = ()  # columns of a list whose blank cells empty what was known
    sentinels: Literal["empty", "keep"] = "empty"
    id_checksum: Literal["warn", "reject"] = "warn"
    preset: str | None = None
    constants: dict[str, str] = {}
    questions: tuple[str, ...] = ()
    stated_on: Annotated[str, BeforeValidator(read_day)] | None = None
    stated_window: Annotated[str, BeforeValidator(read_window)] | None = None


@dataclass(frozen=True)
class Mapping:
    """One file shape's way into one canonical table: canonical column → header of the file.

    >>> Mapping("orders", {"order_id": "订单号"}).to_json()
    '{"columns": {"order_id": "订单号"}, "options": {}, "table": "orders"}'
    """

    table: str
    columns: dict[str, str]
    options: MappingOptions = field(default_factory=MappingOptions)

    def to_json(self) -> str:
        """The mapping as the import record keeps it: only what differs from the defaults."""
        options = self.options.model_dump(exclude_defaults=True)
        values = {"table": self.table, "columns": self.columns, "options": options}
        return json.dumps(values, ensure_ascii=False, sort_keys=True)

    @property
    def fed(self) -> tuple[str, ...]:
        """The canonical columns that get a value: from a header, or a constant."""
        return (*self.columns, *(name for name in self.options.constants if name not in self.columns))

    @property
    def digest(self) -> str:
        """The SHA-256 of the mapping: the same file with the same mapping is the same import."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()


def read_mapping(source: Path | str | dict[str, Any] | Mapping, *, table: str | None = None) -> Mapping:
    """A mapping from a YAML file or a dictionary: `table`, `columns` and `options`; every mistake is named at once.

    >>> read_mapping({"columns": {"order_id": "InvoiceNo"}, "options": {"refund_prefix": "C"}}, table="orders").table
    'orders'
    """
    if isinstance(source, Mapping):
        return source
    where = "mapping" if isinstance(source, dict) else str(source)
    values = source if isinstance(source, dict) else _yaml(Path(source))
    unknown = sorted(set(values) - {"table", "columns", "options"})
    columns = values.get("columns") or {}
    if unknown or not isinstance(columns, dict):
        raise _wrong(where, f"unknown part(s): {', '.join(unknown)}" if unknown else "columns must be a list of pairs")
    name = values.get("table") or table
    if not name or (table and name != table):
        raise _wrong(where, f"it is for the table {name!r}, not {table!r}" if name else "the table is not named")
    try:
        options = MappingOptions.model_validate(values.get("options") or {})
    except ValidationError as error:
        listed = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise _wrong(where, listed) from error
    return Mapping(str(name), {str(key): str(value) for key, value in columns.items()}, options)


def _yaml(path: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeError) as error:
        raise MappingError(
            Text("the mapping file cannot be read", "无法读取映射文件"),
            where=str(path),
            fix=Text("Check its path; it must be UTF-8 text.", "请检查路径，文件须为 UTF-8 文本。"),
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise _wrong(f"{path} line {mark.line + 1}" if mark else str(path), "it is no valid YAML") from error
    if not isinstance(values, dict):
        raise _wrong(str(path), "it is empty")
    return values


def _wrong(where: str, what: str) -> MappingError:
    return MappingError(
        Text(f"the mapping cannot be used: {what}", f"映射不可用：{what}"),
        where=where,
        fix=Text(
            "A mapping has `table`, `columns` (canonical column: header) and `options`.",
            "映射由 table、columns（标准列：表头）和 options 组成。",
        ),
    )
