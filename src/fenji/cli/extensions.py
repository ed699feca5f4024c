"""Commands other packages add by the entry-point group `fenji.commands`: named at once, loaded when called."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from fenji.cli.command import Command
from fenji.language import Text

_SUMMARY = Text("added by {package}", "由 {package} 提供")


def extension_names() -> dict[str, Text]:
    """The names of added commands and who adds them, without importing any of them."""
    return {name: _SUMMARY.fill(package=point.module.partition(".")[0]) for name, point in _points().items()}


def extension(name: str) -> Command:
    """The added command with that name, loaded now."""
    loaded = _points()[name].load()
    if not isinstance(loaded, Command):
        raise TypeError(f"the entry point {name!r} of group fenji.commands is no fenji.cli.command.Command")
    return loaded


@cache
def _points() -> dict[str, EntryPoint]:
    return {point.name: point for point in sorted(entry_points(group="fenji.commands"), key=lambda point: point.name)}
