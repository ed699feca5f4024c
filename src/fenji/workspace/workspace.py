"""The folder a company works in: raw data in, runs kept, results read."""

from __future__ import annotations

import getpass
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fenji.conventions import adopt
from fenji.errors import WorkspaceError
from fenji.language import LANGUAGES, Language, Text
from fenji.workspace import runs as ledger
from fenji.workspace.settings import Settings

if TYPE_CHECKING:
    from fenji.errors import Issue
    from fenji.intake.importing import ImportReport
    from fenji.intake.undo import Undone
    from fenji.lake.check import CheckReport
    from fenji.lake.lake import Lake
    from fenji.result import Result
    from fenji.result_records import Run
    from fenji.review.simulation import Simulation
    from fenji.review.verdict import Evaluation
    from fenji.scheme.model import Scheme
    from fenji.workspace.evaluating import Trial
    from fenji.workspace.standards import SchemeEntry
    from fenji.workspace.suggesting import Question, Suggestion

Progress = Callable[[Text, float], None]
SPARING = "800MB"
FOLDERS = ("schemes", "originals", "rejects", "runs", "exports", "compiled")


@dataclass(frozen=True)
class Workspace:
    """One company's customers, standards, runs and exports in one folder.

    `may_commit` is asked right before every commit and raises where whoever opened it has lost the right to write.

    >>> import tempfile
    >>> workspace = Workspace.create(Path(tempfile.mkdtemp()) / "shop")
    >>> workspace.settings.currency, workspace.runs()
    ('CNY', [])
    """

    folder: Path
    settings: Settings
    asked_by: str | None = None
    most_memory: str | None = None
    may_commit: Callable[[], None] | None = None

    @classmethod
    def create(cls, folder: Path | str, **settings: object) -> Workspace:
        """A new workspace in a new or empty folder; settings as in fenji.yaml (currency, zone, name …).

        It appears whole or not at all.
        """
        folder = Path(folder)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise WorkspaceError(
                Text("the folder is not empty", "文件夹不是空的"),
                where=str(folder),
                fix=Text("Choose a new folder for the workspace.", "请为工作区选择一个新文件夹。"),
            )
        chosen = Settings.of(**{"name": folder.resolve().name, **settings})
        from fenji.lake.lake import Lake

        making = folder.with_name(f".{folder.name}.{os.getpid()}.part")
        try:
            for name in FOLDERS:
                (making / name).mkdir(parents=True, exist_ok=True)
            Lake.create(making / "lake", memory_limit=chosen.memory_limit).close()
            chosen.write(making)
            making.replace(folder)
        finally:
            shutil.rmtree(making, ignore_errors=True)
        adopt(chosen.conventions)
        return cls(folder, chosen)

    @classmethod
    def open(cls, folder: Path | str) -> Workspace:
        """The workspace that is in a folder."""
        folder = Path(folder)
        settings = Settings.read(folder)
        adopt(settings.conventions)
        return cls(folder, settings)

    @cached_property
    def lake(self) -> Lake:
        """Where this workspace's data rests; opened on first use."""
        from fenji.lake.lake import Lake

        return Lake.open(self.folder / "lake", memory_limit=self.memory_limit, may_commit=self.may_commit)

    @property
    def memory_limit(self) -> str:
        """How much memory a query may take: as whoever opened the workspace said, else as the settings say."""
        return self.most_memory or self.settings.memory_limit

    def sparing(self) -> Workspace:
        """The same workspace whose queries take less memory, unless a company set its own limit.

        For pictures and reports, so that drawing one from a million customers stays under 1.5 GB: what outgrows the
        limit spills to the disk and takes about a fifth more time. A lake that it opens is its own: close it.

        >>> import tempfile
        >>> workspace = Workspace.create(Path(tempfile.mkdtemp()) / "shop")
        >>> workspace.sparing().memory_limit, workspace.memory_limit
        ('800MB', '2GB')
        """
        is_set = self.settings.memory_limit != Settings.model_fields["memory_limit"].default
        return self if is_set else replace(self, most_memory=SPARING)

    def close(self) -> None:
        """Closes the lake where it was opened."""
        if "lake" in self.__dict__:
            self.lake.close()
            del self.__dict__["lake"]

    def import_file(
        self,
        path: Path | str,
        table: str | None = None,
        *,
        mapping: Any = None,
        options: Mapping[str, Any] | None = None,
        source: str | None = None,
        progress: Progress | None = None,
    ) -> ImportReport:
        """Takes a file into a canonical table in one transaction; what cannot be typed goes to a reject file.

        Without a table its headers say which one it is for.
        """
        from fenji.workspace.importing import import_file

        return import_file(self, Path(path), table, mapping=mapping, options=options, source=source, progress=progress)

    def undo_import(self, import_id: int, *, reason: str = "", cascade: bool = False) -> Undone:
        """Takes one import back: its rows leave, what it updated returns; grades say that they rest on older data."""
        from fenji.workspace.importing import undo_import

        return undo_import(self, import_id, reason=reason, cascade=cascade)

    def import_demo(self, name: str, progress: Progress | None = None) -> None:
        """Loads a ready-made data set (complete_journey, simulated); nothing where it is there already."""
        from fenji.workspace.importing import import_demo

        import_demo(self, name, progress=progress)

    def imports(self) -> list[dict[str, Any]]:
        """Every import, oldest first: file, table, counts, when and by whom, and which entry took it back."""
        from fenji.workspace.importing import imports

        return imports(self)

    def grade(
        self,
        scheme: str | Path | Scheme = "value",
        *,
        as_of: date | None = None,
        recalibrate: bool = False,
        progress: Progress | None = None,
        engine: str = "duckdb",
        is_whole: bool = False,
    ) -> Result:
        """Grades every customer as of a day and keeps the run; the same question on the same data is answered again.

        `as_of` is by default the day of the last order. A standard graded before keeps its cut points, unless
        `recalibrate` asks for new ones, which makes a new version. `engine` is the address of another engine that
        computes instead (local[2], spark://…, sc://…, postgres://…): the same rows, the same digest. Who grades
        millions of orders day by day goes on from figures kept before, with the same result, unless `is_whole`.
        """
        from fenji.workspace.grading import grade
        from fenji.workspace.standards import to_grade_by

        wanted = to_grade_by(self, scheme)
        if engine != "duckdb":
            from fenji.workspace.elsewhere import grade_elsewhere

            return grade_elsewhere(self, wanted, engine=engine, as_of=as_of, recalibrate=recalibrate, progress=progress)
        return grade(self, wanted, as_of=as_of, recalibrate=recalibrate, progress=progress, is_whole=is_whole)

    def runs(self, scheme: str | None = None) -> list[Run]:
        """Every kept run, by as-of date."""
        return [kept.run for kept in ledger.runs(self.lake, scheme)]

    def result(self, run_id: str | None = None, scheme: str | None = None) -> Result:
        """A kept run's result: by its id, or the newest (of one scheme); an error where nothing was graded yet."""
        from fenji.workspace.grading import open_kept

        return open_kept(self, run_id=run_id, scheme=scheme)

    def replay(self, run_id: str) -> tuple[str, str]:
        """A run's kept digest, and the digest of grading the same snapshot by the same version again."""
        from fenji.workspace.grading import replay

        return replay(self, run_id)

    def schemes(self) -> list[SchemeEntry]:
        """The standards at hand: the workspace's own and the ready-made, each with its newest graded version."""
        from fenji.workspace.standards import entries

        return entries(self)

    def scheme(self, named: str | Path | Scheme) -> Scheme:
        """A standard by name (the workspace's own first) or by file."""
        from fenji.workspace.standards import find

        return find(self, named)

    def check_scheme(self, named: str | Path, as_of: date | None = None) -> list[Issue]:
        """What is wrong or risky in a standard, with head-counts on this workspace's customers where it has any."""
        from fenji.workspace.standards import check

        return check(self, named, as_of=as_of)

    def simulate(
        self,
        wanted: Scheme | str | Path | Mapping[str, Any],
        *,
        scheme: str | Path | Scheme = "value",
        as_of: date | None = None,
        recalibrate: bool = False,
        progress: Progress | None = None,
    ) -> Simulation:
        """What changes by path (`{"tiers.VIP.from_score": 75}`), or another standard, would do; nothing is written."""
        from fenji.workspace.simulating import simulated

        return simulated(self, wanted, scheme=scheme, as_of=as_of, recalibrate=recalibrate, progress=progress)

    def suggest(
        self,
        asked: Question,
        *,
        scheme: str | Path | Scheme = "value",
        as_of: date | None = None,
        progress: Progress | None = None,
    ) -> Suggestion:
        """Borders or cut points for a target, with what they would do; nothing is saved."""
        from fenji.workspace.suggesting import suggested

        return suggested(self, asked, scheme=scheme, as_of=as_of, progress=progress)

    def evaluate(self, trial: Trial | None = None, *, progress: Progress | None = None) -> Evaluation:
        """Which standard would have predicted best on past days, and how sure that is; nothing is written."""
        from fenji.workspace.evaluating import Trial, evaluated

        return evaluated(self, trial or Trial(), progress=progress)

    def check(self, *, clean: bool = False) -> CheckReport:
        """Whether every file of the lake is there and as it was written; `clean` removes files nothing refers to."""
        from fenji.lake.check import check, remove_orphans
        from fenji.workspace.unfinished import remove_unfinished

        self.close()
        if clean:
            remove_orphans(self.folder / "lake")
            remove_unfinished(self.folder)
        return check(self.folder / "lake")

    def exports_folder(self, lang: Language) -> Path:
        """Where exports in one language lie."""
        assert lang in LANGUAGES
        folder = self.folder / "exports" / lang
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def actor(self) -> str:
        """Who is asking, for the record: the person named (`asked_by`), else the system's user."""
        if self.asked_by is not None:
            return self.asked_by
        try:
            return getpass.getuser()
        except (KeyError, OSError):
            return "unknown"
