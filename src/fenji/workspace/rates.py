"""A workspace's dated rate table, where it has one: rates.csv beside fenji.yaml."""

from __future__ import annotations

from pathlib import Path

from fenji.tables.rates import Rates, read_rates


def workspace_rates(folder: Path) -> Rates | None:
    """The rates a person put into the workspace; None where there is no file, and then nothing is converted."""
    path = folder / "rates.csv"
    return read_rates(path) if path.is_file() else None
