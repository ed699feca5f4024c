"""A standard as a YAML file again: what is usual is left out, numbers are numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml

from fenji.scheme.model import Scheme

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_NUMBERS = frozenset({"from_score", "from", "to", "points", "value", "low", "high", "most", "judged_at_most", "unknown",
                      "never", "hysteresis", "above", "at_least", "below", "at_most", "is"})  # fmt: skip


def write_scheme(scheme: Scheme) -> str:
    """The standard as text; read again it is the same standard.

    >>> from fenji.scheme.load import read_scheme, standard
    >>> read_scheme(write_scheme(standard("electronics"))).digest == standard("electronics").digest
    True
    """
    data = scheme.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    return yaml.safe_dump(_plain(data), allow_unicode=True, sort_keys=False, width=120)


def _plain(data: Any, key: str = "") -> Any:
    if isinstance(data, Mapping):
        return {name: _plain(part, name) for name, part in data.items()}
    if isinstance(data, list):
        return [_plain(part, key) for part in data]
    if key in _NUMBERS and isinstance(data, str) and _NUMBER.fullmatch(data):
        number = Decimal(data)
        return int(number) if number == number.to_integral_value() else float(number)
    return data
