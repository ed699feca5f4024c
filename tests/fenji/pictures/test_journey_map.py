"""The journey map: laid out soundly whatever was found, a gap where nobody answered, notes beside the numbers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fenji.journeys.found import BeforeOrder, JourneyFound, Loop, Occurs, PointFound, Quote, Step
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
    values |= {"rose": {keys[0]: Decimal("0.4")}, "fell": {keys[0]: Decimal("0.2")}, "customers": 1000,
               "movers": {"promotion": 40, "demotion": 30}, **more}  # fmt: skip
    names = [stage.key for stage in journey.stages]
    lost = Occurs("interactions", "every", "拜访", None, None, None, 12345)
    everything = {
        "flows": tuple(Step(one, other, 90, Decimal("12.5")) for one in names for other in names),
        "loops": (Loop(keys[0], keys[1], 1234, 500),),
        "first_touch": (BeforeOrder(keys[0], 2010, Decimal("11.7")),),
        "last_touch": (BeforeOrder(keys[1], 1893, Decimal("0.2")),),
        "rose_steps": {(keys[0], keys[1]): Decimal("0.6")},
        "fell_steps": {(keys[0], keys[1]): Decimal("0.1")},
        "words": dict.fromkeys(names[::2], (("物流", 120), ("质量", 80), ("customer service", 7))),
        "quotes": tuple(Quote(name, "快递太慢了，等了整整一个星期才送到，客服也没有回音" * 2) for name in names[::2]),
        "occurs": (lost,),
    }
    return JourneyFound(journey=journey, **(everything | values))


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
    nothing: dict[str, Any] = dict.fromkeys(("points", "steps", "flows", "loops", "first_touch", "last_touch"), ())
    sheet = drawn(found(first={}, rose={}, fell={}, words={}, quotes=(), **nothing), "en")
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


def test_who_rose_and_fell_is_compared_where_enough_of_both_are_known() -> None:
    assert "升级客户走过" in drawn(found()).facts["words"]["note"]
    assert "升级" not in drawn(found(movers={"promotion": 400, "demotion": 29})).facts["words"]["note"]


def test_of_whom_the_map_is_stands_in_its_title_and_footer() -> None:
    facts = drawn(found(only=Text("Tier: VIP", "等级：VIP"))).facts
    assert "等级：VIP" in facts["subtitle"]
    assert "等级：VIP" in facts["footer"]
