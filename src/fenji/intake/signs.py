"""What the reader sees of a column while it writes it: which bytes occur, how long cells are; it spares questions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_LOW = bytes(range(0x20)) + b"\x7f"
_HAN = bytes(range(0xE4, 0xEA))  # what U+4000 to U+9FFF begin with: hanzi, which nothing cleans and nothing composes
_LEADS = bytes(range(0xC0, 0x100))


@dataclass(frozen=True)
class Signs:
    """True of every cell of a staged column: its bytes, its number of filled cells, and their lengths in bytes.

    `has_edges`: a cell begins or ends with a blank. `dashes`: hyphens in all cells together. `rises`: every cell is
    greater than the one before, so no value stands twice; `first` and `last` tell whether a later part of the file
    goes on rising.
    """

    letters: bytes = b""
    filled: int = 0
    shortest: int = 0
    longest: int = 0
    has_edges: bool = False
    dashes: int = 0
    rises: bool = True
    first: str = ""
    last: str = ""

    @property
    def is_tidy(self) -> bool:
        """No cell needs cleaning: no blanks around it, no controls, no apostrophe, nothing beyond ASCII but hanzi."""
        return not (self.has_edges or self.has_any(_LOW + b"'")) and not set(self.letters) & (set(_LEADS) - set(_HAN))

    @property
    def has_no_offsets(self) -> bool:
        """No moment among the cells says how far it is from UTC: two hyphens a day, no plus, no letter but T."""
        return self.dashes == 2 * self.filled and set(self.letters) <= set(b"0123456789-: .T")

    @property
    def is_ascii(self) -> bool:
        """No cell has anything beyond ASCII."""
        return not self.letters or max(self.letters) < 0x80

    def has_any(self, letters: bytes) -> bool:
        """Whether one of these bytes occurs in a cell."""
        return bool(set(self.letters) & set(letters))

    def has_all(self, letters: bytes) -> bool:
        """Whether all of these bytes occur, in one cell or in several."""
        return set(letters) <= set(self.letters)

    def could_be(self, words: Sequence[str]) -> tuple[str, ...]:
        """Those of the words (in small letters) that a cell could be, whatever its case.

        >>> Signs(b"A0123", 9, 4, 8).could_be(["null", "-", "a"]), Signs(b"-NUL", 9, 1, 4).could_be(["null", "-"])
        ((), ('null', '-'))
        """
        have = set(self.letters.lower())
        if not self.is_ascii:  # the case of other letters is nothing bytes can tell
            have |= set(self.letters)
        return tuple(
            word for word in words if self.shortest <= len(word.encode()) <= self.longest and set(word.encode()) <= have
        )

    def then(self, later: Signs) -> Signs:
        """Of this column and the part of it that follows in the file."""
        if not later.filled or not self.filled:
            some = later if later.filled else self
            return replace(some, rises=False)
        return Signs(
            bytes(sorted({*self.letters, *later.letters})),
            self.filled + later.filled,
            min(self.shortest, later.shortest),
            max(self.longest, later.longest),
            self.has_edges or later.has_edges,
            self.dashes + later.dashes,
            self.rises and later.rises and self.last < later.first,
            self.first,
            later.last,
        )

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Signs:
        """The signs back from the child's words."""
        return cls(**{**values, "letters": bytes.fromhex(values["letters"])})

    def to_json(self) -> dict[str, Any]:
        """The signs as the child hands them over."""
        return {**vars(self), "letters": self.letters.hex()}


ANYTHING = Signs(bytes(range(256)), 0, 0, 1 << 30, has_edges=True, rises=False)  # nothing is known


def signs_of(column: pa.Array, before: Signs | None) -> Signs:
    """The signs of a batch of text cells, after those of the batches before it."""
    import numpy as np

    count = len(column)
    _, places, content = column.buffers()
    if column.null_count or not count or places is None:
        column = column.fill_null("")
        _, places, content = column.buffers()
    offsets = np.frombuffer(places, np.int32, count + 1, column.offset * 4) if count else np.zeros(1, np.int32)
    lengths = np.diff(offsets)
    filled = lengths[lengths > 0]
    if not filled.size or content is None:
        blank = Signs(rises=False)
        return blank if before is None else before.then(blank)
    known = before.letters if before else b""
    data = bytes(memoryview(content)[int(offsets[0]) : int(offsets[-1])])
    letters = bytes(sorted({*data.translate(None, known), *known}))
    found = Signs(
        letters,
        len(filled),
        int(filled.min()),
        int(filled.max()),
        0x20 in letters and _has_edges(np.frombuffer(content, np.uint8), offsets[:-1][lengths > 0], filled),
        data.count(b"-"),
        (before is None or before.rises) and len(filled) == count and _rises(column),
        column[0].as_py() or "",
        column[count - 1].as_py() or "",
    )
    return found if before is None else before.then(found)


def together(parts: Iterable[Sequence[Signs]]) -> tuple[Signs, ...]:
    """The signs of each column over several parts of one file, in their order."""
    every = [tuple(part) for part in parts if part]
    if not every:
        return ()
    whole = every[0]
    for part in every[1:]:
        whole = tuple(one.then(two) for one, two in zip(whole, part, strict=True))
    return whole


def _has_edges(letters: Any, starts: Any, lengths: Any) -> bool:
    return bool((letters[starts] == 0x20).any() or (letters[starts + lengths - 1] == 0x20).any())


def _rises(column: pa.Array) -> bool:
    import pyarrow.compute as pc

    if len(column) < 2:
        return True
    return bool(pc.all(pc.greater(column.slice(1), column.slice(0, len(column) - 1))).as_py())
