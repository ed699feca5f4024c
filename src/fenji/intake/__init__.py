"""Raw files become canonical tables: read, mapped, typed, checked, and committed in one transaction."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fenji.intake.findings import Guests
    from fenji.intake.importing import import_file
    from fenji.intake.mapping import Mapping, MappingOptions, read_mapping
    from fenji.intake.report import ImportReport, IntakeSettings

__all__ = ["Guests", "ImportReport", "IntakeSettings", "Mapping", "MappingOptions", "import_file", "read_mapping"]

_HOME = {
    "Guests": "findings",
    "ImportReport": "report",
    "IntakeSettings": "report",
    "Mapping": "mapping",
    "MappingOptions": "mapping",
    "read_mapping": "mapping",
}


def __getattr__(name: str) -> Any:
    """Loads what is asked for on first use: the reader's child process must stay light."""
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"fenji.intake.{_HOME.get(name, 'importing')}"), name)
