"""What one number of the bar is: what is shown, by which tests, and the defect that they must notice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parents[2]


@dataclass(frozen=True)
class Twin:
    """One line of the product made wrong; `old` stands exactly once in the file."""

    file: str
    old: str
    new: str

    def fits(self, folder: Path = HERE) -> bool:
        """Whether there is exactly one place to make wrong."""
        return (folder / self.file).read_text("utf-8").count(self.old) == 1

    def put_into(self, folder: Path) -> None:
        """Makes the line wrong in a copy of the tree."""
        path = folder / self.file
        words = path.read_text("utf-8")
        if words.count(self.old) != 1:
            raise ValueError(f"{self.file} does not hold exactly once: {self.old!r}")
        path.write_text(words.replace(self.old, self.new), "utf-8")


@dataclass(frozen=True)
class Proof:
    """A number, what it shows, the tests that show it, the defect they must notice, and what they do not show."""

    number: int
    shows: str
    tests: tuple[str, ...]
    twin: Twin
    not_shown: str = ""
