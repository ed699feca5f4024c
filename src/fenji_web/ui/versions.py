"""The versions of a file that people write: as a page lists and compares them, and as a file to keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse

from fenji_web import library

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from fenji_web.library import Version

LISTED = 40
_LONGEST = 10  # digits


@dataclass(frozen=True)
class Versions:
    """A page of versions, the newest first, with their texts and that of the one before; two of them compared.

    `was` and `now` are those asked for, else the newest two; 0 where there is none. `older` is where the next page
    begins, 0 after the last.
    """

    listed: Sequence[Version]
    numbers: Sequence[int]
    texts: Mapping[int, str]
    digest: str
    was: int
    now: int
    is_asked: bool
    older: int

    @property
    def newest(self) -> int:
        """The version that holds; 0 where there is none."""
        return self.numbers[0] if self.numbers else 0


def versions_of(folder: Path, file: str, asked: Mapping[str, str]) -> Versions:
    """The versions of a file of the workspace; `asked` may say `from`, `to` and `until`, the first to be listed."""
    every = library.written_file.versions(folder, file)
    numbers = [one.number for one in every]
    newest = numbers[0] if numbers else 0
    said = [number_in(asked.get(name, "")) for name in ("from", "to", "until")]
    was, now, until = (one if one in numbers else 0 for one in said)
    upto = [one for one in every if one.number <= (until or newest)]
    is_asked, was, now = bool(was or now), was or max(newest - 1, 0), now or newest
    wanted = {one.number for one in upto[: LISTED + 1]} | {was, now}
    texts = {n: library.written_file.text_of(folder, file, n) for n in numbers if n in wanted}
    older = upto[LISTED].number if len(upto) > LISTED else 0
    digest = library.written_file.current(folder, file).digest
    return Versions(upto[:LISTED], numbers, texts, digest, was, now, is_asked, older)


def number_in(written: str) -> int:
    """The number of a version as a form or an address says it; 0, which no version has, where it says none."""
    return int(written) if written.isascii() and written.isdecimal() and len(written) < _LONGEST else 0


def yaml_file(text: str, name: str) -> HttpResponse:
    """A text as a YAML file to keep."""
    answer = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
