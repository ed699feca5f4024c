"""Questions about jobs and runs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fenji_web import library
from fenji_web.runs.models import DONE, RUNNING, WAITING, Job

if TYPE_CHECKING:
    from pathlib import Path

    from fenji_web.accounts.models import User
    from fenji_web.library import Result, Run, Text


def job_under_way() -> Job | None:
    """The job that runs, else the one that waits longest."""
    jobs = Job.objects.filter(state__in=(RUNNING, WAITING)).select_related("created_by")
    return jobs.order_by("state", "created_at").first()


def job_of(person: User, pk: int) -> Job | None:
    """A job, where it is the person's own or the person administers."""
    found = Job.objects.filter(pk=pk).select_related("created_by").first()
    return found if found and (found.created_by_id == person.pk or person.can("people")) else None


def recent_jobs(count: int = 12) -> list[Job]:
    """The newest jobs, of everybody."""
    return list(Job.objects.select_related("created_by")[:count])


@dataclass(frozen=True)
class RunLine:
    """One run in the list: what it was, the file it rests in, how many customers moved which way."""

    run: Run
    title: Text
    path: Path
    moves: dict[str, int]

    @property
    def promotions(self) -> int:
        """Customers who rose."""
        return self.moves.get("promotion", 0)

    @property
    def demotions(self) -> int:
        """Customers who fell."""
        return self.moves.get("demotion", 0)


_LINES: dict[Path, RunLine] = {}
_MOVES = "SELECT move, count(*) AS n FROM customers GROUP BY move"


def run_lines(runs_folder: Path) -> list[RunLine]:
    """Every run that has a read model, newest day first; each file is read once in this process."""
    files = sorted(runs_folder.glob("*.duckdb"), key=lambda path: path.stat().st_mtime_ns)
    for gone in set(_LINES) - set(files):
        del _LINES[gone]
    newest = {line.run.id: line for line in (_line(path) for path in files) if line is not None}
    return sorted(newest.values(), key=lambda line: (line.run.as_of, line.path.stat().st_mtime_ns), reverse=True)


def run_file(runs_folder: Path, run_id: str) -> Path | None:
    """The newest read model of a run."""
    return next((line.path for line in run_lines(runs_folder) if line.run.id == run_id), None)


def last_replay(run_id: str) -> Job | None:
    """The newest replay of a run that came to an end."""
    return Job.objects.filter(kind="replay", state=DONE, arguments__run=run_id).first()


def schemes_to_grade_by(workspace_folder: Path) -> dict[str, Text]:
    """The standards one may grade by, with their titles: the workspace's own, those graded before, the ready-made.

    As the worker kept them last; a file that was put in by hand since is read by itself.
    """
    kept = library.standards_file.read_standards(workspace_folder)
    known = () if kept is None else kept.standards
    found = {one.name: one.title for one in known if not one.is_broken and (one.text or one.published)}
    if kept is None:
        found = {name: scheme.title for name, scheme in library.load.standards().items()}
    for path in sorted((workspace_folder / "schemes").glob("*.y*ml")):
        if path.stem not in {one.name for one in known}:
            try:
                scheme = library.load.read_scheme(path)
            except library.FenjiError:
                continue
            found[scheme.name] = scheme.title
    for name in library.graded_schemes(workspace_folder / "runs"):
        found.setdefault(name, library.same(name))
    return found


def masked(result: Result) -> Result:
    """The result as those read it who may not see contact data: people's names and numbers masked, companies' kept."""
    has, of = set(result.columns), library.masks.mask_sql
    hidden = {one: of(one, has_kind="kind" in has) for one in library.masks.SHOWN if one in has}
    hidden |= {one: f"nullif({one}, {one})" for one in library.masks.hidden_columns() if one in has}
    parts = ", ".join(f"{sql} AS {column}" for column, sql in hidden.items())
    gone = result.gone and f"(SELECT * REPLACE ({of('name')} AS name) FROM {result.gone})"
    return replace(result, relation=f"(SELECT * REPLACE ({parts}) FROM {result.relation})", gone=gone)


def _line(path: Path) -> RunLine | None:
    """One file's line; a file of an older layout has none until its run is opened again."""
    if path not in _LINES:
        try:
            result = library.open_file(path)
        except library.FenjiError:
            return None
        moves = {row["move"]: row["n"] for row in result.engine.rows(_MOVES)}
        result.engine.close()
        _LINES[path] = RunLine(result.run, result.scheme.scheme.title, path, moves)
    return _LINES[path]
