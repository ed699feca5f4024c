"""A quick look at a file before anything is imported: what it is, its header, its first rows, what it leaves open."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from fenji.errors import Issue
from fenji.intake.asked import Question
from fenji.intake.mapping import MappingOptions
from fenji.intake.reader import read_file, request_of
from fenji.intake.staged import shown
from fenji.intake.warned import file_findings

ROWS = 20


@dataclass(frozen=True)
class Peek:
    """What a file shows of itself; `questions` must be answered by options before it can be imported."""

    kind: str
    encoding: str
    delimiter: str
    sheets: tuple[str, ...]
    hidden_sheets: tuple[str, ...]
    sheet: str
    header_row: int
    headers: tuple[str, ...]
    sample_rows: tuple[tuple[str, ...], ...]
    warnings: tuple[Issue, ...]
    questions: tuple[Question, ...] = ()


def peek(path: Path, options: MappingOptions | None = None, *, name: str | None = None, rows: int = ROWS) -> Peek:
    """The first rows of a file and how it would be read, from a child process; nothing is stored.

    What the file leaves open comes as questions, with the likely answer taken for the preview. A file that cannot
    be taken at all raises `FileRefused`, as the import would.
    """
    name = name or path.name
    with tempfile.TemporaryDirectory(prefix="fenji-peek-") as folder:
        outcome = read_file(request_of(path, Path(folder), options or MappingOptions(), rows=rows), name=name).outcome
    return Peek(
        kind=outcome.kind,
        encoding=outcome.encoding,
        delimiter=outcome.delimiter,
        sheets=outcome.sheets,
        hidden_sheets=outcome.hidden_sheets,
        sheet=outcome.sheet,
        header_row=outcome.header_row,
        headers=outcome.headers,
        sample_rows=tuple(tuple(shown(cell) for cell in row) for row in outcome.samples),
        warnings=tuple(file_findings(outcome, None, name)),
        questions=outcome.questions,
    )
