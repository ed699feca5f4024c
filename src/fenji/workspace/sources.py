"""Databases and web services into a workspace: fetched to one file, then imported as every file is."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.errors import Issue, LakeBusy, UnknownName
from fenji.intake.mapping import Mapping, MappingOptions, read_mapping
from fenji.intake.recognise import check_mapping, columns_of, recognised
from fenji.intake.sources.cursor import Before, before
from fenji.intake.sources.refusals import wrong
from fenji.intake.sources.secrets import find_secret
from fenji.intake.sources.source import DatabaseSource, DltSource, FolderSource, RestSource, Source, read_source
from fenji.intake.staging import staging_folder
from fenji.language import Text
from fenji.outward.allowed import Allowed
from fenji.tables.table import plain_header
from fenji.workspace.folder_source import import_folder
from fenji.workspace.importing import import_file

if TYPE_CHECKING:
    from fenji.engines.scanner import Address
    from fenji.intake.report import ImportReport
    from fenji.intake.sources.fetched import Fetched, Look
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Any, float], None]
FOLDER = "sources"
OWNER = Allowed.of_owner()
FETCHING = Text("fetching", "获取数据")


@dataclass(frozen=True)
class SourceReport:
    """What a source brought: rows fetched, the import they became (None: nothing new), the cursor before and after."""

    name: str
    rows: int
    report: ImportReport | None
    cursor_before: str | None
    cursor_after: str | None
    findings: tuple[Issue, ...]


def sources(workspace: Workspace) -> list[str]:
    """The names of the sources that are written down in this workspace."""
    return sorted(path.stem for path in (workspace.folder / FOLDER).glob("*.yaml"))


def find_source(workspace: Workspace, name: str) -> Source:
    """The source `sources/<name>.yaml`."""
    known = sources(workspace)
    if name not in known:
        raise UnknownName(Text("source", "数据源"), name, known=known, where=f"{FOLDER}/")
    return read_source(workspace.folder / FOLDER / f"{name}.yaml", name=name)


def import_source(
    workspace: Workspace,
    source: Source,
    *,
    accepts_changes: bool = False,
    from_start: bool = False,
    progress: Progress | None = None,
    allowed: Allowed = OWNER,
) -> SourceReport:
    """Fetches what is new and imports it in one transaction; the cursor moves with the rows or not at all.

    A connection lost half way, a repeated page or a changed column leaves everything as it was. `allowed` says which
    machines may be asked; whoever runs this on their own machine may ask all of their network.
    """
    if isinstance(source, FolderSource):
        with _alone(workspace, source.name):
            rows, newest, findings = import_folder(workspace, source, progress)
        return SourceReport(source.name, rows, newest, None, None, findings)
    with _alone(workspace, source.name), staging_folder(workspace.lake.folder) as folder:
        earlier = _before(workspace, source)
        start = Before(earlier.footer and _without_cursor(earlier)) if from_start else earlier
        if progress:
            progress(FETCHING, 0.0)
        fetched = _fetch(workspace, source, start, folder, accepts_changes=accepts_changes, allowed=allowed)
        if progress:
            progress(FETCHING, 1.0)
        return take(workspace, source, fetched, earlier, progress=progress)


def import_dlt(
    workspace: Workspace,
    resource: Iterable[Any],
    *,
    name: str,
    into: str,
    accepts_changes: bool = False,
    progress: Progress | None = None,
    **given: Any,
) -> SourceReport:
    """The rows of any dlt resource as a canonical table; `given` as in a source's file: columns, options, source."""
    from fenji.intake.sources.dlt_source import fetch_resource

    source = read_source({"kind": "dlt", "name": name, "into": into, **given})
    with _alone(workspace, name), staging_folder(workspace.lake.folder) as folder:
        earlier = _before(workspace, source)
        fetched = fetch_resource(resource, name=name, earlier=earlier, folder=folder, accepts_changes=accepts_changes)
        return take(workspace, source, fetched, earlier, progress=progress)


def take(
    workspace: Workspace, source: Source, fetched: Fetched, earlier: Before, *, progress: Progress | None = None
) -> SourceReport:
    """A fetched file goes the way of every file: mapping, typing, checks, one transaction, its original kept."""
    reached = earlier.footer.cursor if earlier.footer else None
    cursor = fetched.footer.cursor
    report = None
    if fetched.rows:
        mapping = mapping_for(source, list(fetched.footer.columns))
        report = import_file(
            workspace, fetched.path, source.into, mapping=mapping, source=source.source, progress=progress
        )
    return SourceReport(
        source.name,
        fetched.rows,
        report,
        reached.value if reached else None,
        cursor.value if cursor and (report or reached) else None,
        fetched.findings,
    )


def check_source(workspace: Workspace, source: DatabaseSource | RestSource) -> tuple[Look, Mapping, Before]:
    """Whether a source answers, what it would bring and how its columns are understood; nothing is fetched."""
    look, earlier = look_into(workspace, source)
    return look, mapping_for(source, list(look.columns)), earlier


def look_into(
    workspace: Workspace, source: DatabaseSource | RestSource, *, allowed: Allowed = OWNER
) -> tuple[Look, Before]:
    """Whether a source answers and what it holds, before anybody says how its columns are understood."""
    with staging_folder(workspace.lake.folder) as folder:
        earlier = _before(workspace, source)
        if isinstance(source, RestSource):
            from fenji.intake.sources.dlt_source import look_at_rest

            home = workspace.folder.resolve()
            return look_at_rest(source, folder=folder, home=home, allowed=allowed), earlier
        from fenji.intake.sources.database import look_at

        return look_at(source, _judged(workspace, source, allowed), earlier=earlier, folder=folder), earlier


def mapping_for(source: Source, headers: list[str]) -> Mapping:
    """The columns that are named, and for the others what the headers suggest."""
    options = read_mapping({"options": source.options}, table=source.into).options
    ours = {header: name for name, header in source.columns.items()}
    taken = {plain_header(name) for name in source.columns}
    seen = [ours.get(header) or ("" if plain_header(header) in taken else header) for header in headers]
    check_mapping_names(source, headers)
    found = recognised(seen, source.into, MappingOptions(), where=source.name)
    mapping = Mapping(source.into, {**found.columns, **source.columns}, options)
    check_mapping(mapping, headers, where=source.name)
    return mapping


def check_mapping_names(source: Source, headers: list[str]) -> None:
    """Refuses columns of ours that don't exist, and columns the source doesn't have."""
    known = columns_of(source.into)
    for name, header in source.columns.items():
        if name not in known:
            raise UnknownName(Text("column", "标准列"), name, known=known, where=source.name)
        if header not in headers:
            raise UnknownName(Text("column of the source", "数据源的列"), header, known=headers, where=source.name)


def address_of(workspace: Workspace, source: DatabaseSource) -> Address:
    """Where the source's database is; a file's path is from the workspace's folder."""
    from fenji.intake.sources.address import read_address, sqlite_address

    folder = workspace.folder.resolve()
    if source.file is not None:
        return sqlite_address(Path(source.file), where=source.name, folder=folder)
    assert source.url_env is not None
    return read_address(find_secret(source.url_env, folder=folder), where=source.url_env, folder=folder)


def _judged(workspace: Workspace, source: DatabaseSource, allowed: Allowed) -> Address:
    from fenji.intake.sources.address import judged_address

    return judged_address(address_of(workspace, source), allowed, where=source.name)


def _fetch(
    workspace: Workspace, source: Source, earlier: Before, folder: Path, *, accepts_changes: bool, allowed: Allowed
) -> Fetched:
    if isinstance(source, (DltSource, FolderSource)):
        raise wrong(source.name, Text("a dlt resource is imported from Python", "dlt 资源须在 Python 中导入"))
    if isinstance(source, RestSource):
        from fenji.intake.sources.dlt_source import fetch_rest

        return fetch_rest(
            source,
            earlier=earlier,
            folder=folder,
            home=workspace.folder.resolve(),
            accepts_changes=accepts_changes,
            allowed=allowed,
        )
    from fenji.intake.sources.database import fetch

    return fetch(
        source,
        _judged(workspace, source, allowed),
        earlier=earlier,
        folder=folder,
        archive=_archive(workspace),
        accepts_changes=accepts_changes,
    )


def _before(workspace: Workspace, source: Source) -> Before:
    return before(workspace.lake, _archive(workspace), name=source.name, file=source.file_name)


def _without_cursor(earlier: Before) -> Any:
    from dataclasses import replace

    assert earlier.footer is not None
    return replace(earlier.footer, cursor=None)


def _archive(workspace: Workspace) -> Path:
    return workspace.folder.resolve() / "originals"


@contextmanager
def _alone(workspace: Workspace, name: str) -> Iterator[None]:
    """One import of a source at a time: two would fetch the same rows."""
    if not name:
        raise wrong(name, Text("a source needs a name", "数据源需要名称"))
    place = workspace.folder / "lake" / "tmp" / f"source-{name}.lock"
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            busy = True
        else:
            busy = False
        if busy:
            problem = Text("this source is being imported already", "该数据源正在导入中")
            raise LakeBusy(problem, where=name, fix=Text("Wait until it is done.", "请等待其完成。"))
        yield
