"""The segments of a result as pictures name them, in their order; those in none last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fenji.errors import DrawError
from fenji.language import Language, Text
from fenji.segments.lifecycle import Lifecycle
from fenji.segments.rfm8 import Rfm8

if TYPE_CHECKING:
    from fenji.result import Result

NONE = Text("In none", "不属于任何客群")
KINDS = {"rfm_class": Rfm8, "stage": Lifecycle}


def segment_names(result: Result, column: str, chart: str, lang: Language) -> dict[str | None, str]:
    """Every segment by key with its name; one of a definition of the company's own stands under its key.

    A result that has not kept the segments cannot be drawn by them.
    """
    if column not in result.columns:
        problem = Text("this run has kept no segments", "该批次没有保存客群")
        raise DrawError(problem, where=f"{chart} {result.run.id}", fix=Text("Grade again.", "请重新评级。"))
    found: dict[str | None, str] = {one.key: one.name.say(lang) for one in KINDS[column]().segments()}
    return found | {None: NONE.say(lang)}


def in_order(names: dict[str | None, str], keys: set[str | None]) -> list[str | None]:
    """The keys in the order of the names; those without a name before the last, who are in none."""
    known: list[str | None] = [key for key in names if key is not None and key in keys]
    strange: list[str | None] = [*sorted(str(key) for key in keys if key not in names)]
    return [*known, *strange, *([None] if None in keys else [])]
