"""Everything a workspace keeps, looked through part by part: files, originals, results, lists, what people wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from fenji.engines.digest import digest
from fenji.errors import FenjiError, Issue
from fenji.intake.archive import hash_of
from fenji.intake.redact import expected
from fenji.lake.check import check
from fenji.language import Text
from fenji.workspace import runs as ledger
from fenji.workspace.resealing import sealed_rows

if TYPE_CHECKING:
    from fenji.workspace.workspace import Workspace

OTHERS = "fenji.checks"
_RESTORE = Text("Restore it from a backup.", "请从备份恢复。")
_REPLAY = Text("Restore it from a backup, then try `fenji replay`.", "请从备份恢复，再执行 `fenji replay`。")
_GRADE = Text("Remove the file: it is written again when it is asked for.", "请删除该文件，需要时会自动重新生成。")


@dataclass(frozen=True)
class Part:
    """One part of what is kept: how many things were looked at, and what is wrong with them."""

    key: str
    name: Text
    looked_at: int
    problems: tuple[Issue, ...]


Check = Callable[["Workspace"], Part]


def every_part(workspace: Workspace) -> Iterator[Part]:
    """Each part as it is found: the lake first, since the others read it; a damaged lake ends the look.

    Other packages add parts by the entry-point group `fenji.checks`: functions of a workspace that return a Part. The
    web app adds its database and the log. What cannot be looked at is a problem of its part, never an end to the look.
    """
    whole = check(workspace.folder / "lake")
    yield Part("lake", Text("files of the lake", "数据湖文件"), whole.files, whole.problems)
    if not whole.is_sound:
        return
    others = sorted(entry_points(group=OTHERS), key=lambda point: point.name)
    for look in (_originals, _results, _lists, _written, *(point.load() for point in others)):
        yield _looked(look, workspace)


def _looked(look: Check, workspace: Workspace) -> Part:
    try:
        return look(workspace)
    except FenjiError as error:
        wrong = Issue("error", error.where, error.problem, error.fix, "unreadable")
        return Part(look.__name__.strip("_"), Text("what could not be looked at", "无法检查的内容"), 0, (wrong,))


def _originals(workspace: Workspace) -> Part:
    """Every imported file as it came, or as it was left when somebody in it was erased."""
    folder, problems, seen = workspace.folder / "originals", [], 0
    for row in workspace.imports():
        path = folder / str(row["original"] or "")
        wanted = expected(folder, path.name, str(row["sha256"])) if row["original"] and row["sha256"] else None
        if wanted is None:
            continue
        seen += 1
        if not path.is_file() or hash_of(path) != wanted:
            problem = Text("import #{n}: the original is missing or was changed", "导入 #{n} 的原始文件缺失或已被改动")
            problems.append(Issue("error", path.name, problem.fill(n=row["import_id"]), _RESTORE, "original"))
    return Part("originals", Text("imported files", "导入的原始文件"), seen, tuple(problems))


def _results(workspace: Workspace) -> Part:
    """The rows of every run against the digest that was kept with it."""
    engine, problems, kept = workspace.lake.engine, [], ledger.runs(workspace.lake)
    for one in kept:
        if digest(engine.batches(sealed_rows(one.result_table), [one.run.id])) != one.run.digest:
            problem = Text("the rows of a run are not what was sealed", "评级批次的数据与封存时不一致")
            problems.append(Issue("error", one.run.id, problem, _REPLAY, "result"))
    return Part("results", Text("graded results", "评级结果"), len(kept), tuple(problems))


def _lists(workspace: Workspace) -> Part:
    """Every file that lists read: it opens, and it shows a run that is kept, with as many customers."""
    from fenji.workspace.model_file import SUFFIX, open_file

    known = {one.run.id: one.run for one in ledger.runs(workspace.lake)}
    problems, paths = [], sorted((workspace.folder / "runs").glob(f"*{SUFFIX}"))
    for path in paths:
        try:
            result = open_file(path)
        except FenjiError as error:
            problems.append(Issue("error", path.name, error.problem, _GRADE, "list"))
            continue
        run = known.get(result.run.id)
        told = result.engine.rows(f"SELECT count(*) AS n FROM {result.relation}")[0]["n"]
        result.engine.close()
        if run is None or (run.digest, run.customers) != (result.run.digest, told):
            problem = Text("the list shows another result than the run", "查询清单与评级批次不一致")
            problems.append(Issue("error", path.name, problem, _GRADE, "list"))
    return Part("lists", Text("lists that pages read", "页面读取的查询清单"), len(paths), tuple(problems))


def _written(workspace: Workspace) -> Part:
    """What people wrote: standards of the workspace and the playbook can be read."""
    from fenji.scheme.load import read_scheme
    from fenji.workspace.advising import playbook_in

    paths, problems = sorted((workspace.folder / "schemes").glob("*.yaml")), []
    for path in paths:
        try:
            read_scheme(path)
        except FenjiError as error:
            problems.append(Issue("error", path.name, error.problem, error.fix, "standard"))
    _, wrong = playbook_in(workspace.folder)
    problems += list(wrong.issues) if wrong else []
    return Part("written", Text("what people wrote", "人工编写的内容"), len(paths) + 1, tuple(problems))
