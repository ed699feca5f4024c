"""Several standards side by side: the primary one and others, graded together, listed together, crossed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.workspace import runs as ledger

if TYPE_CHECKING:
    from fenji.result import Result
    from fenji.workspace.workspace import Workspace


def newest_result(workspace: Workspace, *, run: str | None = None, scheme: str | None = None) -> Result:
    """A run by its id, the newest of a scheme, or (neither named) of the primary one; of any where that has none."""
    if run is None and scheme is None:
        primary = workspace.settings.primary_scheme
        if any(one.run.scheme == primary for one in ledger.runs(workspace.lake)):
            scheme = primary
    return workspace.result(run, scheme=scheme)
