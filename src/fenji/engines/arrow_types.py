"""Arrow's types as Ibis names them, for tables that come as Arrow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

_NAMED: Mapping[str, str] = {
    "bool": "boolean",
    "int8": "int8",
    "int16": "int16",
    "int32": "int32",
    "int64": "int64",
    "float": "float32",
    "double": "float64",
    "string": "string",
    "large_string": "string",
    "string_view": "string",
    "date32[day]": "date",
    "timestamp[us]": "timestamp(6)",
    "timestamp[us, tz=UTC]": "timestamp('UTC', 6)",
    "null": "null",
}


def ibis_types(schema: pa.Schema) -> dict[str, str]:
    """Column → Ibis type; KeyError for a type that no table of ours has.

    >>> import pyarrow as pa
    >>> ibis_types(pa.schema([("id", pa.string()), ("amount", pa.decimal128(18, 2))]))
    {'id': 'string', 'amount': 'decimal(18, 2)'}
    """
    return {field.name: _ibis_type(str(field.type)) for field in schema}


def _ibis_type(name: str) -> str:
    if name.startswith("decimal128("):
        return name.replace("decimal128", "decimal")
    return _NAMED[name]
