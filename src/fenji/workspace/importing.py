"""Files and demo data into a workspace: previewed, written, listed, taken back; where originals and rejects rest."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from fenji.errors import FenjiError, MappingError, UnknownName, WorkspaceError
from fenji.intake import changes, importing, record, undo
from fenji.intake.arriving import Asked
from fenji.intake.importing import ImportReport, IntakeSettings
from fenji.intake.mapping import MappingOptions, read_mapping
from fenji.intake.peek import peek
from fenji.intake.preview import Preview
from fenji.intake.report import FileIs, Rows
from fenji.intake.saved_mappings import saved_mapping
from fenji.intake.which_table import which_table
from fenji.lake import tombstones
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Any, float], None]
DEMOS = ("complete_journey", "simulated")


def intake_settings(
    workspace: Workspace,
    source: str | None = None,
    *,
    rows: Rows = "good",
    file_is: FileIs = "partial",
    accepts_missing: bool = False,
) -> IntakeSettings:
    """Zone, currency and places that an import into this workspace keeps to."""
    folder = workspace.folder.resolve()
    return IntakeSettings(
        zone=workspace.settings.zone,
        currency=workspace.settings.currency,
        source=source or workspace.settings.name,
        archive=folder / "originals",
        rejects=folder / "rejects",
        actor=workspace.actor,
        rows=rows,
        file_is=file_is,
        accepts_missing=accepts_missing,
        mappings=folder / "mappings",
        tombstones=tombstones.place(folder),
    )


def asked_of(
    workspace: Workspace,
    path: Path,
    table: str | None,
    *,
    mapping: Any = None,
    options: Mapping[str, Any] | None = None,
    settings: IntakeSettings | None = None,
) -> Asked:
    """One file and how it is to be taken; without a table its headers say which one, or a question is raised."""
    read = None if mapping is None else read_mapping(mapping, table=table)
    given = None if options is None else read_options(options)
    settings = settings or intake_settings(workspace)
    table = table or (read.table if read else table_of(path, settings, given))
    return Asked(path, table, settings, read, given)


def table_of(path: Path, settings: IntakeSettings, options: MappingOptions | None = None) -> str:
    """The table a file is for: one for which a mapping of its shape was saved, else the one its headers fit best."""
    from fenji.intake.recognise import TABLES

    if options is None:
        for table in TABLES:
            found = saved_mapping(settings.mappings, path, table)
            if found is not None and found.is_exact:
                return table
    return which_table(peek(path, options).headers, where=path.name)


def read_options(options: Mapping[str, Any]) -> MappingOptions:
    """Mapping options from a dictionary; a wrong name or value is an error that lists the right ones."""
    try:
        return MappingOptions.model_validate(dict(options))
    except ValidationError as refused:
        listed = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in refused.errors())
        known = ", ".join(MappingOptions.model_fields)
        problem = Text("these options cannot be used: {listed}", "选项无法使用:{listed}").fill(listed=listed)
        fix = Text("Options are: {known}.", "可用选项:{known}。").fill(known=known)
        raise MappingError(problem, where="options", fix=fix) from refused


def import_file(
    workspace: Workspace,
    path: Path,
    table: str | None,
    *,
    mapping: Any = None,
    options: Mapping[str, Any] | None = None,
    source: str | None = None,
    settings: IntakeSettings | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """One file into one canonical table, at once, by a mapping, a mapping file, a saved mapping, or its headers.

    `options` say how to read a file whose headers are recognised; a mapping has its own. `settings` (see
    `intake_settings`) say whether the file is complete and what happens when rows are bad.
    """
    settings = settings or intake_settings(workspace, source)
    asked = asked_of(workspace, path, table, mapping=mapping, options=options, settings=settings)
    return importing.import_file(
        workspace.lake,
        path,
        table=asked.table,
        mapping=asked.mapping,
        options=asked.options,
        settings=settings,
        progress=progress,
    )


def preview_file(
    workspace: Workspace,
    path: Path,
    table: str | None = None,
    *,
    mapping: Any = None,
    options: Mapping[str, Any] | None = None,
    source: str | None = None,
    settings: IntakeSettings | None = None,
    progress: Progress | None = None,
) -> Preview:
    """What importing the file would do; nothing is written. Takes what `import_file` takes."""
    settings = settings or intake_settings(workspace, source)
    asked = asked_of(workspace, path, table, mapping=mapping, options=options, settings=settings)
    return offer(workspace, asked, lambda _: False, progress)[0]


def offer(
    workspace: Workspace, asked: Asked, decide: Callable[[Preview], bool] | None, progress: Progress | None = None
) -> tuple[Preview, ImportReport | None]:
    """The preview is shown to whoever decides; on yes the same rows are written, without reading the file again.

    Without anybody to decide the file is written at once, and the preview says what it became.
    """
    return importing.offer_file(workspace.lake, asked, decide, progress)


def import_demo(workspace: Workspace, name: str, *, progress: Progress | None = None) -> None:
    """A ready-made data set into this workspace; nothing where it is there already."""
    if name not in DEMOS:
        raise UnknownName(Text("data set", "数据集"), name, known=DEMOS, where="demo")
    demo = importlib.import_module(f"fenji.intake.demo.{name}")
    demo.load(workspace.lake, intake_settings(workspace), progress)
    if tombstones.place(workspace.folder).is_file():
        from fenji.workspace.erased_again import erase_returned

        erase_returned(workspace)
    _keep_journal(workspace)


def imports(workspace: Workspace) -> list[dict[str, Any]]:
    """Every import and every undo, oldest first; `undone_by` is the number of the entry that took it back."""
    return record.journal(workspace.lake.engine)


def find_import(workspace: Workspace, import_id: int) -> dict[str, Any]:
    """One import's record, with `changed`: table → rows added, updated and removed."""
    for row in imports(workspace):
        if row["import_id"] == import_id:
            return {**row, "changed": changes.changes_of(workspace.lake, row)}
    raise WorkspaceError(
        Text("there is no such import", "没有这个导入"),
        where=f"#{import_id}",
        fix=Text("`fenji imports` lists them.", "可用 `fenji imports` 查看。"),
    )


def undo_import(workspace: Workspace, import_id: int, *, reason: str = "", cascade: bool = False) -> undo.Undone:
    """Takes an import back: its rows leave, earlier versions return; results of before say they are of older data."""
    undone = undo.undo_import(workspace.lake, import_id, actor=workspace.actor, reason=reason, cascade=cascade)
    _keep_journal(workspace)
    return undone


def _keep_journal(workspace: Workspace) -> None:
    """Every entry beside the originals, as after each import; what was done stands where the list can't be written."""
    folder = workspace.folder / "originals"
    with suppress(OSError, FenjiError):
        folder.mkdir(exist_ok=True)
        record.keep_journal(workspace.lake.engine, folder)
