"""The journey map: laid out soundly whatever was found, a gap where nobody answered, notes beside the numbers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fenji.journeys.found import JourneyFound, PointFound, Step
from fenji.journeys.journey import Annotation, Journey, Stage, Touchpoint, usual_journey
from fenji.language import LANGUAGES, Language, Text, same
from fenji.pictures.journey_map import journey_map
from fenji.pictures.sheets import A3, SIZES, Size
from fenji.pictures.typeset import Sheet
from tests.fenji.pictures.laid import mistakes_of, words_of
from tests.sample_result import sample_result

RUN = sample_result(5).run
THEMES = ((same("质量"), 120), (same("物流"), 80))


def found(journey: Journey | None = None, **more: Any) -> JourneyFound:
    journey = journey or usual_journey()
    points = [
        PointFound(point, 1200 - 37 * n, 300, Decimal("61.5"), 90, Decimal("0.4"), Decimal("0.5"), Decimal("0.3"),
                   THEMES, Decimal(50 + 5 * n) if n % 3 else None, 90 if n % 3 else 0)
        for n, point in enumerate(journey.touchpoints)
    ]  # fmt: skip
    keys = [point.key for point in journey.touchpoints]
    steps = tuple(Step(one, other, 100, Decimal("3.5")) for one in keys for other in keys[::4])
    values: dict[str, Any] = {"points": tuple(points), "steps": steps, "first": {keys[0]: 10}, "before_order": {}}
    values |= {"rose": {keys[0]: Decimal("0.4")}, "fell": {keys[0]: Decimal("0.2")}, "customers": 1000, **more}
    return JourneyFound(journey=journey, **values)


def stages(many: int) -> Journey:
    """Own stages with names as long as they come, each with seven touchpoints."""
    made = tuple(
        Stage(key=f"s{n}", name=Text(f"Internationalization {n}", f"战略合作深化阶段{n}")) for n in range(many)
    )
    points = tuple(
        Touchpoint(key=f"p{n}_{m}", name=Text("Representative's consultation", "客户代表上门面谈与咨询"),
                   stage=f"s{n}", table="interactions", kind=(f"{n}-{m}",))
        for n in range(many) for m in range(7)
    )  # fmt: skip
    notes = tuple(
        Annotation(stage=stage.key, owner=same("欧阳明月"), actions=(same("每周复盘一次"),)) for stage in made
    )
    return Journey(stages=made, touchpoints=points, annotations=notes)


def drawn(what: JourneyFound, lang: Language = "zh", size: Size = A3) -> Sheet:
    return journey_map(what, RUN, company=Text("Example", "𠮷祥商贸"), lang=lang, size=size)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", SIZES.values(), ids=str)
@pytest.mark.parametrize("journey", [usual_journey(), stages(2), stages(7)], ids=["usual", "two", "seven"])
def test_nothing_lies_over_anything_or_leaves_the_page(lang: Language, size: Size, journey: Journey) -> None:
    assert mistakes_of(drawn(found(journey), lang, size)) == []


def test_nothing_met_is_said_and_no_score_is_a_gap(tmp_path: Path) -> None:
    sheet = drawn(found(points=(), steps=(), first={}, rose={}, fell={}), "en")
    assert mistakes_of(sheet) == []
    assert all(stage["score"] is None for stage in sheet.facts["stages"])
    said = words_of(sheet.pdf(), tmp_path)
    assert said.count("Notouchpointwasmethere.") == 5
    assert "noanswers" in said


def test_contacts_of_what_is_not_listed_are_summed_up() -> None:
    sheet = drawn(found(stages(2)), "en")
    listed = sheet.facts["stages"][0]["points"]
    assert [row["name"] for row in listed][-1] == "3 others"
    assert sum(int(row["contacts"].replace(",", "")) for row in listed) == sum(1200 - 37 * n for n in range(7))


def test_what_people_noted_stands_after_what_the_numbers_say() -> None:
    note = Annotation(stage="use", pains=(same("说明书太难"),), owner=same("王敏"), actions=(same("改写"),))
    journey = usual_journey().model_copy(update={"annotations": (note,)})
    use = drawn(found(journey)).facts["stages"][3]
    assert use["pains"].splitlines()[-1] == "说明书太难"
    assert len(use["pains"].splitlines()) == 3
    assert use["actions"].splitlines() == ["负责：王敏", "改写"]


def test_the_same_journey_gives_the_same_bytes() -> None:
    assert drawn(found()).pdf() == drawn(found()).pdf()
