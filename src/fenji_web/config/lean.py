"""Keeps pandas out of the processes of the web app: DuckDB and Altair would load it, nothing of ours needs it."""

from __future__ import annotations

import sys
from importlib.abc import MetaPathFinder


class _NoPandas(MetaPathFinder):
    """Finds pandas absent."""

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:  # noqa: ARG002 - importlib's
        if fullname == "pandas":
            raise ModuleNotFoundError("fenji works without pandas", name=fullname)


def hide_pandas() -> None:
    """From here on this process does without.

    Two threads of a server that load it at the same moment see half of it, and a chart fails; it also costs 60 MB.
    """
    if "pandas" not in sys.modules and not any(isinstance(one, _NoPandas) for one in sys.meta_path):
        sys.meta_path.insert(0, _NoPandas())
