"""Layouts of shops, ERPs and CRMs that are known by name or by their headers: mappings that nobody has to write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from fenji.errors import UnknownName
from fenji.intake.mapping import Mapping, MappingOptions
from fenji.language import Text
from fenji.tables.table import plain_header

NONE = "none"
_TABLES = {"order_lines": "orders"}

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where PyYAML was built with libyaml


@dataclass(frozen=True)
class Preset:
    """One system's export: the headers it is known by, the headers of each column (best first), how it is read."""

    name: str
    title: Text
    table: str
    shape: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    options: dict[str, Any]

    def fits(self, headers: Sequence[str]) -> bool:
        """Whether every header it is known by is there."""
        plain = {plain_header(header) for header in headers}
        return all(plain_header(header) in plain for header in self.shape)

    def mapping(self, headers: Sequence[str], options: MappingOptions) -> Mapping:
        """Its mapping for a file with these headers; what a person has said goes before what the preset says."""
        by_plain: dict[str, str] = {}
        for header in headers:
            by_plain.setdefault(plain_header(header), header)
        taken: dict[str, str] = {}
        for column, headers_of in self.columns.items():
            known = (*headers_of, column)
            found = [by_plain[plain_header(header)] for header in known if plain_header(header) in by_plain]
            free = [header for header in found if header not in taken.values()]
            if free and column not in options.constants:
                taken[column] = free[0]
        said = options.model_dump(exclude_defaults=True)
        status = {**self.options.get("status", {}), **said.get("status", {})}
        merged = {**self.options, **said, "status": status, "preset": self.name}
        return Mapping(self.table, taken, MappingOptions.model_validate(merged))


def preset_for(headers: Sequence[str], table: str, options: MappingOptions, *, where: str) -> Preset | None:
    """The preset a person has named, else the one whose headers the file has; of several the most particular.

    `preset: none` keeps a file from being taken for a known system's.
    """
    known = {preset.name: preset for preset in presets()}
    if options.preset == NONE:
        return None
    if options.preset is not None:
        if options.preset not in known:
            raise UnknownName(Text("preset", "预设"), options.preset, known=(*known, NONE), where=where)
        return known[options.preset]
    wanted = _TABLES.get(table, table)
    fitting = [preset for preset in known.values() if preset.table == wanted and preset.fits(headers)]
    return max(fitting, key=lambda preset: len(preset.shape), default=None)


@cache
def presets() -> tuple[Preset, ...]:
    """Every preset, by name."""
    folder = files("fenji.intake") / "presets"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name)
    return tuple(_read(entry.name.removesuffix(".yaml"), _loaded(entry.read_text("utf-8"))) for entry in found)


def _loaded(text: str) -> Any:
    return yaml.load(text, _LOADER)  # noqa: S506 - both loaders are the safe one


def _read(name: str, values: dict[str, Any]) -> Preset:
    columns = {
        column: (headers,) if isinstance(headers, str) else tuple(headers)
        for column, headers in values["columns"].items()
    }
    title = Text(values["title"]["en"], values["title"]["zh"])
    return Preset(name, title, values["table"], tuple(values["shape"]), columns, values.get("options") or {})
