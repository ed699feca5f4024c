"""What a preview starts from, as files that answer alone: the web edits a standard without opening the lake."""

from __future__ import annotations

import glob
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from fenji.language import Text
from fenji.review.measured import column_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.engines.duckdb import DuckDBEngine
    from fenji.metrics.measure import Measure
    from fenji.review.suggest import Proposal, Target
    from fenji.scheme.calibrated import CalibratedScheme
    from fenji.scheme.model import Scheme
    from fenji.workspace.workspace import Workspace

Progress = Callable[[Text, float], None]
SUFFIX = ".preview.json"


@dataclass(frozen=True)
class PreviewFile:
    """A standard as it grades, the day previews of it look at, and the beginning of the measured files' names.

    `stamp` is the data it was written from (`stamp_of`): another stamp means that something was imported or decided
    since.
    """

    scheme: CalibratedScheme
    as_of: date
    currency: str
    stem: str
    stamp: str
    notes: tuple[Text, ...] = ()

    def to_json(self) -> str:
        """The whole as JSON; `from_json` gives an equal one."""
        return json.dumps(
            {
                "scheme": self.scheme.to_json(),
                "as_of": self.as_of.isoformat(),
                "currency": self.currency,
                "stem": self.stem,
                "stamp": self.stamp,
                "notes": [[note.en, note.zh] for note in self.notes],
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> PreviewFile:
        """What was kept."""
        from fenji.scheme.calibrated import CalibratedScheme

        kept = json.loads(text)
        return cls(
            scheme=CalibratedScheme.from_json(kept["scheme"]),
            as_of=date.fromisoformat(kept["as_of"]),
            currency=kept["currency"],
            stem=kept["stem"],
            stamp=kept["stamp"],
            notes=tuple(Text(*note) for note in kept["notes"]),
        )


def write_preview_file(
    workspace: Workspace, scheme: str | Scheme, *, also: Sequence[Measure] = (), progress: Progress | None = None
) -> PreviewFile:
    """Measures customers for previews of a standard where that has not been done, and says where they are found.

    `also`: figures of a changed standard that the standard as it is doesn't ask for.
    """
    from fenji.workspace.measured import measured_stem
    from fenji.workspace.simulating import base_of

    stamp = stamp_of(workspace.folder)
    written = _as_it_is(workspace, scheme)
    base = base_of(workspace, written, progress=progress, also=also)
    stem = measured_stem(workspace, base.scheme.measures(), as_of=base.as_of, currency=base.currency)
    found = PreviewFile(base.scheme, base.as_of, base.currency, stem, stamp, base.notes)
    write_whole(_place(workspace.folder, written.name), found.to_json())
    return found


def read_preview_file(folder: Path, scheme: str) -> PreviewFile | None:
    """What previews of a standard start from, in a workspace's folder; None where nobody asked for one yet."""
    try:
        return PreviewFile.from_json(_place(folder, scheme).read_text("utf-8"))
    except (FileNotFoundError, KeyError, ValueError):
        return None


@contextmanager
def opened_measured(
    folder: Path, start: PreviewFile, measures: Sequence[Measure]
) -> Iterator[tuple[DuckDBEngine, ir.Table] | None]:
    """The measured customers on a connection of its own, read-only and locked; None where no file has the figures.

    Opened while somebody else replaces the file it reads on undisturbed.
    """
    from fenji.engines.duckdb import DuckDBEngine
    from fenji.errors import LakeError
    from fenji.workspace.measured import FOLDER, TABLE

    files = (folder / "runs" / FOLDER).glob(f"{glob.escape(start.stem)}.*.duckdb")
    wanted = {column_of(one) for one in measures}
    for path in sorted(files, key=_age):
        try:
            engine = DuckDBEngine.read_model(path)
        except LakeError:  # removed between the listing and now
            continue
        with engine:
            table = engine.table(TABLE)
            if wanted <= set(table.columns):
                yield engine, table
                return
    yield None


def proposed_border(
    folder: Path, start: PreviewFile, scheme: Scheme, tier: str, target: Target
) -> tuple[Proposal, dict[str, Decimal]] | None:
    """The border at which a tier of a standard being edited holds what it should, and every setting that changes.

    None where customers aren't measured for the standard. Errors as of `border_for`.
    """
    from fenji.pipeline import asking
    from fenji.review.changes import Changed
    from fenji.review.simulate import graded_by
    from fenji.review.suggest import border_for, kept_in_order
    from fenji.workspace.simulating import Base, compared

    with opened_measured(folder, start, (*start.scheme.measures(), *scheme.measures())) as opened:
        if opened is None:
            return None
        engine, measured = opened
        base = Base(start.scheme, measured, start.as_of, start.currency)
        after = compared(base, Changed(scheme, ()), engine=engine).after
        found = border_for(graded_by(measured, after), after, tier, target, asking(engine))
        changes = {found.path: found.now}
        if scheme.grade_by == "score":
            changes |= kept_in_order(after, tier, found.now)
        return found, changes


def stamp_of(folder: Path) -> str:
    """A short text that differs once anything was written into a workspace: its lake, standards or settings.

    It looks at the files' times and sizes alone and opens none of them.
    """
    files = [folder / "lake" / name for name in ("catalog.sqlite", "catalog.sqlite-wal")]
    files += [folder / "fenji.yaml", *sorted((folder / "schemes").glob("*.y*ml"))]
    seen = "|".join(f"{path.name} {_size_and_time(path)}" for path in files)
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


def write_whole(path: Path, words: str) -> None:
    """Writes a small file beside and renames it: a reader meets the whole or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting = path.with_name(f"{path.name}.{os.getpid()}.{uuid4().hex[:8]}.part")
    try:
        waiting.write_text(words, "utf-8")
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)


def _as_it_is(workspace: Workspace, scheme: str | Scheme) -> Scheme:
    """The standard that grades; of one that was only ever drafted the newest version."""
    from fenji.errors import UnknownName
    from fenji.workspace.standards import to_grade_by
    from fenji.workspace.versions import body, versions

    try:
        return to_grade_by(workspace, scheme)
    except UnknownName:
        kept = versions(workspace.lake, scheme) if isinstance(scheme, str) else []
        if not kept:
            raise
        return body(workspace.lake, kept[-1].scheme, kept[-1].version).scheme


def _place(folder: Path, scheme: str) -> Path:
    from fenji.workspace.measured import FOLDER

    return folder / "runs" / FOLDER / f"{scheme}{SUFFIX}"


def _size_and_time(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return "-"
    return f"{found.st_size} {found.st_mtime_ns}" if found.st_size else "-"


def _age(path: Path) -> int:
    try:
        return -path.stat().st_mtime_ns
    except OSError:
        return 0
