"""Every picture of the sample shop by name, and how it is judged: overlaps, overflows, untranslated words.

`python -m tests.fenji.pictures.every` draws the golden pictures anew and prints the table of docs/pictures.md.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from fenji.language import LANGUAGES, Language, Text
from fenji.pictures.plates import concentration_picture, lifecycle_picture, moves_picture, tiers_card
from fenji.pictures.sheets import SIZES
from fenji.pictures.typeset import Sheet
from fenji.segments.lifecycle import Lifecycle
from tests.fenji.pictures import test_journey_map, test_plates, test_strategy
from tests.fenji.pictures.laid import mistakes_of

KINDS = ("strategy", "journey", "lifecycle", "tiers", "moves", "concentration")
GOLDEN = Path(__file__).parents[2] / "golden" / "pictures"
COMPANY = Text("Example Company", "示例公司")
PPI = 22

_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff]")
_ENGLISH = re.compile(r"[A-Za-z]{3,}")
_NAMES = re.compile(r"fenji( 分级)?|VIP|RFM|value-v1-[\d-]+|\bvalue\b")
"""Names that are the same in both languages: of the program, of a tier, of a standard and its run."""

_DATA = re.compile("四川|江苏|浙江|北京|广东|上海|山东|湖北|王敏|质量|物流|customer service|𠮷祥商贸|“[^”]*”")
"""What the sample's own rows and customers say, which nobody translates."""


@dataclass(frozen=True)
class Judged:
    """What was found wrong with a picture; all nought where it may hang on a wall."""

    overlaps: int
    overflows: int
    untranslated: int

    def __str__(self) -> str:
        return f"{self.overlaps} / {self.overflows} / {self.untranslated}"


@cache
def drawn(kind: str, lang: Language, size: str) -> Sheet:
    """A picture of the sample shop."""
    result, sheet = test_strategy.graded(), SIZES[size]
    how: dict[str, Any] = {"company": COMPANY, "lang": lang, "size": sheet}
    if kind == "strategy":
        written = test_strategy.WRITTEN.model_copy(update={"company": COMPANY})
        return test_strategy.picture(lang=lang, size=sheet, journey=_journey(), stages=_stages(), written=written)
    if kind == "journey":
        return test_journey_map.drawn(test_journey_map.found(), lang, sheet)
    if kind == "lifecycle":
        relation = f"(SELECT *, 'loyal' AS stage FROM {result.relation})"
        staged = replace(result, relation=relation, columns=(*result.columns, "stage"))
        return lifecycle_picture(staged, _stages(), (Lifecycle(),), **how)
    if kind == "moves":
        return moves_picture(result, test_plates.COLUMNS, test_plates.MOVES, **how)
    return (tiers_card if kind == "tiers" else concentration_picture)(result, **how)


def judged(sheet: Sheet, lang: Language) -> Judged:
    """How many words lie over something, how many leave their page or place, how many are of the other language."""
    found = mistakes_of(sheet)
    overlaps = sum(" lies over " in one or " crosses " in one for one in found)
    return Judged(overlaps, len(found) - overlaps, len(untranslated(sheet, lang)))


def untranslated(sheet: Sheet, lang: Language) -> list[str]:
    """The words on a sheet that are not of its language, names left out."""
    said = [_DATA.sub("", _NAMES.sub("", one["words"])) for one in sheet.words()]
    return [one for one in said if (_CHINESE if lang == "en" else _ENGLISH).search(one)]


def table() -> Iterator[str]:
    """The table of docs/pictures.md, a line a picture."""
    for kind in KINDS:
        for size in SIZES:
            found = " | ".join(str(judged(drawn(kind, lang, size), lang)) for lang in LANGUAGES)
            yield f"| {kind} | {size} | {found} |"


def small(sheet: Sheet) -> Image.Image:
    """The picture as small as it is kept."""
    return Image.open(io.BytesIO(sheet.png(PPI))).convert("L")


def _stages() -> list[Any]:
    from decimal import Decimal

    from fenji.pictures.evidence import Flow, StageRow

    segments = Lifecycle().segments()
    counts = [20, 12, 34, 96, 41, 25, 60, 12]
    return [
        StageRow(one.key, one.name, n, Decimal(n) / sum(counts), Flow(n // 2, n, segments[0].name, 3))
        for one, n in zip(segments, counts, strict=True)
    ]


def _journey() -> list[Any]:
    from fenji.journeys.journey import usual_journey
    from fenji.pictures.evidence import JourneyStage

    pain = Text("Web visit: no order within 30 days for 43%", "网站访问后 30 天内，43% 没有下单")
    chance = Text("Review: 82 of 100: ask them to recommend", "评价评分 82 分：可邀请其推荐")
    return [
        JourneyStage(stage.name, 1200 * n or None, pain if n % 2 else None, chance if n % 2 == 0 else None)
        for n, stage in enumerate(usual_journey().stages)
    ]


def main() -> None:
    """Keeps the golden pictures and prints the table."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        small(drawn(kind, "zh", "a3")).quantize(32).save(GOLDEN / f"{kind}.png", optimize=True)
    sys.stdout.write("\n".join(table()) + "\n")


if __name__ == "__main__":
    main()
