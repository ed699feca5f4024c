"""The standards a workspace can grade by: its own files in schemes/, and the ready-made ones."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

from fenji.errors import FenjiError, UnknownName
from fenji.language import Text
from fenji.metrics.measure import measure
from fenji.metrics.period import Period, fill
from fenji.pipeline import asking, recorded_tables
from fenji.scheme.checks import check as check_scheme
from fenji.scheme.load import read_scheme, standard, standards
from fenji.scheme.model import Scheme
from fenji.workspace.stated import last_stated_day
from fenji.workspace.tables import profiled_tables
from fenji.workspace.versions import body, published, scheme_to_grade_by, versions, with_versions

if TYPE_CHECKING:
    from fenji.errors import Issue
    from fenji.workspace.workspace import Workspace

_KIND = Text("scheme", "分级标准")
_BROKEN = Text("has mistakes: see `fenji scheme check`", "有错误：请运行 `fenji scheme check`")


@dataclass(frozen=True)
class SchemeEntry:
    """A standard at hand; `version` is the newest it was graded by, None before the first grading."""

    name: str
    title: Text
    version: int | None
    origin: Literal["workspace", "ready-made"]
    path: Path | None
    published: int | None = None


def entries(workspace: Workspace) -> list[SchemeEntry]:
    """Every standard at hand by name; a workspace's own takes the place of a ready-made one of the same name."""
    found = {name: _entry(workspace, name, scheme.title) for name, scheme in standards().items()}
    for path in _files(workspace):
        try:
            scheme = read_scheme(path)
        except FenjiError:
            found[path.stem] = _entry(workspace, path.stem, _BROKEN, path)
            continue
        found[scheme.name] = _entry(workspace, scheme.name, scheme.title, path)
    return [found[name] for name in sorted(found)]


def _entry(workspace: Workspace, name: str, title: Text, path: Path | None = None) -> SchemeEntry:
    kept = versions(workspace.lake, name)
    newest = kept[-1].version if kept else None
    now = next((one.version for one in kept if one.state == "published"), None)
    return SchemeEntry(name, title, newest, "ready-made" if path is None else "workspace", path, now)


def find(workspace: Workspace, named: str | Path | Scheme) -> Scheme:
    """The standard with that name or in that file; an unknown name is an error with the nearest guess."""
    if isinstance(named, Scheme):
        return named
    if isinstance(named, Path) or named.endswith((".yaml", ".yml")):
        return read_scheme(Path(named))
    for path in _files(workspace):
        if path.stem == named:
            return read_scheme(path)
    ready = standards()
    if named in ready:
        return standard(named)
    known = {*ready, *(path.stem for path in _files(workspace))}
    raise UnknownName(_KIND, named, known=known, where="--scheme")


def to_grade_by(workspace: Workspace, named: str | Path | Scheme) -> Scheme:
    """The standard that grades when it is asked for so: a published version goes before its file (see `versions`).

    A ready-made standard is nobody's change: it grades only while no version of its name was ever published here.
    """
    if isinstance(named, Scheme | Path) or named.endswith((".yaml", ".yml")):
        return find(workspace, named)
    try:
        written, refused = find(workspace, named), None
    except UnknownName as unknown:
        written, refused = None, unknown
    is_own = any(path.stem == named for path in _files(workspace))
    chosen = scheme_to_grade_by(workspace, written.name if written else named, written if is_own else None)
    chosen = chosen or written
    if chosen is None:
        assert refused is not None
        raise refused
    return chosen


def known_name(workspace: Workspace, named: str) -> str:
    """The name of a standard that is at hand or has versions; an unknown one is an error with the nearest guess."""
    if named in with_versions(workspace.lake):
        return named
    return find(workspace, named).name


def usual_scheme(workspace: Workspace, named: str | None = None) -> Scheme:
    """The standard a decision is about: the one named, else that of the newest grading, else `value`."""
    if named is not None:
        return to_grade_by(workspace, named)
    lake = workspace.lake
    newest = "SELECT scheme FROM lake.main.runs ORDER BY as_of DESC, created_at DESC LIMIT 1"
    found = lake.engine.rows(newest) if lake.has("runs") else []
    return to_grade_by(workspace, found[0]["scheme"] if found else "value")


def readable(workspace: Workspace) -> list[Scheme]:
    """Every standard at hand that can be read, and those that graded from a file elsewhere."""
    found = {scheme.name: scheme for scheme in standards().values()}
    for name in with_versions(workspace.lake):
        now = published(workspace.lake, name)
        if now is not None:
            found[name] = body(workspace.lake, name, now.version).scheme
    for path in _files(workspace):
        with suppress(FenjiError):
            scheme = read_scheme(path)
            found[scheme.name] = scheme
    return list(found.values())


def last_day(workspace: Workspace) -> date | None:
    """The day of the last order, without orders that of the newest customer list; None without either."""
    day: date | None = None
    if workspace.lake.has("orders"):
        sql = "SELECT max(ordered_on) AS day FROM lake.main.orders WHERE kind = 'sale'"
        day = workspace.lake.engine.rows(sql)[0]["day"]
    return day or last_stated_day(workspace.lake)


def check(workspace: Workspace, named: str | Path, *, as_of: date | None) -> list[Issue]:
    """Issues of a standard; with head-counts where the workspace has customers."""
    scheme = find(workspace, named)
    tables = profiled_tables(workspace.lake)
    if "customers" not in tables and "orders" not in tables:
        return check_scheme(scheme)
    engine = workspace.lake.engine
    day = as_of or last_day(workspace)
    if day is None:
        return check_scheme(scheme)
    period = Period(as_of=day, zone=workspace.settings.zone, window=scheme.window)
    expression = measure(tables, scheme.measures(), period, recorded=recorded_tables(tables, engine))
    name = f"checked_{uuid4().hex[:12]}"
    measured = engine.keep(name, fill(engine.compile(expression), period.slots(scheme.windows())))
    try:
        return check_scheme(scheme, measured, asking(engine), customers=tables.get("customers"))
    finally:
        engine.drop(name)


def _files(workspace: Workspace) -> list[Path]:
    return sorted((workspace.folder / "schemes").glob("*.y*ml"))
