"""A quick look at a file before anything is imported: what it is, its header, its first rows, what it leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fenji.errors import Issue
from fenji.intake.asked import Question
from fenji.intake.mapping import MappingOptions

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


def peek(path: Path, options: MappingOptions | None = None, *, name: str | None = None) -> Peek:
    """The first rows of a file and how it would be read, from a child process; nothing is stored.

    What the file leaves open comes as questions, with the likely answer taken for the preview. A file that cannot
    be taken at all raises `FileRefused`, as the import would.
    """
    raise NotImplementedError
