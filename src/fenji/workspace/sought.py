"""What makes long lists quick: texts that searches look through first, a number that names sort by."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from fenji.workspace.pinyin import SOUND

if TYPE_CHECKING:
    import ibis.expr.types as ir

NUMBERS, LETTERS, NAME_ORDER = "sought_numbers", "sought_letters", "name_order"
READ_THROUGH = ("customer_id", "name", SOUND, NUMBERS, LETTERS)  # so often that unpacking them would be the work
_IN = {NUMBERS: ("customer_id", "mobile", "landline"), LETTERS: ("name_initials", SOUND, "email")}
_BYTES = 8  # of a number


def with_sought(shown: ir.Table) -> ir.Table:
    """The rows with what a search by digits and one by letters may find, and how names sort as a number.

    A search looks through one of the texts first and asks the columns themselves only of those who may be found: a
    fifth of the work. They hold telephones and addresses: for people who may see those, and for no others.

    The number is the first eight letters of how a name sounds; whoever shares them is put in order by the name itself.
    """
    there = {text: [name for name in names if name in shown.columns] for text, names in _IN.items()}
    shown = shown.mutate(**{text: _joined(shown, names) for text, names in there.items() if names})
    return shown if SOUND not in shown.columns else shown.mutate(**{NAME_ORDER: _as_number(shown[SOUND])})


def _joined(shown: ir.Table, names: list[str]) -> ir.StringValue:
    texts: list[ir.StringValue] = [shown[name].fill_null("") for name in names]
    return reduce(lambda before, text: before + " " + text, texts).lower()


def _as_number(name: ir.StringValue) -> ir.IntegerValue:
    import ibis

    @ibis.udf.scalar.builtin(name="hex")  # type: ignore[untyped-decorator]
    def written(text: str) -> str:  # type: ignore[empty-body]
        """The bytes of a text, two signs each."""

    @ibis.udf.scalar.builtin(name="rpad")  # type: ignore[untyped-decorator]
    def filled(text: str, length: int, sign: str) -> str:  # type: ignore[empty-body]
        """A text with signs after it up to a length, or cut to it."""

    number: ir.IntegerValue = ("0x" + filled(written(name), 2 * _BYTES, "0")).cast("uint64")
    return number
