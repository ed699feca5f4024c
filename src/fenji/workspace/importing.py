"""Files and demo data into a workspace: where the originals and the rejected rows of an import rest."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.errors import UnknownName
from fenji.intake.importing import ImportReport, IntakeSettings
from fenji.intake.importing import import_file as take_file
from fenji.intake.mapping import MappingOptions, read_mapping
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Any, float], None]
DEMOS = ("complete_journey", "simulated")


def intake_settings(workspace: Workspace, source: str | None = None) -> IntakeSettings:
    """Zone, currency and places that an import into this workspace keeps to."""
    folder = workspace.folder.resolve()
    return IntakeSettings(
        zone=workspace.settings.zone,
        currency=workspace.settings.currency,
        source=source or workspace.settings.name,
        archive=folder / "originals",
        rejects=folder / "rejects",
        actor=workspace.actor,
    )


def import_file(
    workspace: Workspace,
    path: Path,
    table: str,
    *,
    mapping: Any = None,
    options: Mapping[str, Any] | None = None,
    source: str | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """One file into one canonical table, by a mapping, a mapping file, or the headers it has.

    `options` say how to read a file whose headers are recognised; a mapping has its own.
    """
    return take_file(
        workspace.lake,
        path,
        table=table,
        mapping=None if mapping is None else read_mapping(mapping, table=table),
        options=None if options is None else MappingOptions.model_validate(dict(options)),
        settings=intake_settings(workspace, source),
        progress=progress,
    )


def import_demo(workspace: Workspace, name: str, *, progress: Progress | None = None) -> None:
    """A ready-made data set into this workspace; nothing where it is there already."""
    if name not in DEMOS:
        raise UnknownName(Text("data set", "数据集"), name, known=DEMOS, where="demo")
    demo = importlib.import_module(f"fenji.intake.demo.{name}")
    demo.load(workspace.lake, intake_settings(workspace), progress)
