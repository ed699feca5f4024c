"""The strategy picture: laid out soundly whatever it is given, true to the run, and the same bytes every time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from fenji.errors import DrawError
from fenji.language import Language, Text, same, say_count
from fenji.pictures.evidence import Evidence, JourneyStage, Row, SegmentList, StageRow, measures, segment_lists, stages
from fenji.pictures.sheets import A3, WIDE, Size
from fenji.pictures.strategy import strategy_picture
from fenji.pictures.strategy_file import Strategy
from fenji.pictures.typeset import Sheet
from fenji.result import Result
from fenji.scheme.model import Scheme
from fenji.segments.lifecycle import Lifecycle
from fenji.segments.rfm8 import Rfm8
from tests.fenji.pictures.laid import mistakes_of, words_of
from tests.sample_result import sample_result, sample_scheme

LONG = Text("Internationalization {n}", "重要战略合作伙伴客户{n}")
STAGES = [StageRow(key, same(key), 12, Decimal("0.125"), None) for key in "abcdefgh"]
JOURNEY = [JourneyStage(same(f"阶段{n}"), 1200, same("痛点" * 12), same("机会" * 12)) for n in range(5)]


@cache
def graded(tiers: int = 3, customers: int = 300) -> Result:
    """The sample shop by a ladder of so many tiers."""
    return sample_result(customers, scheme=None if tiers == 3 else ladder(tiers))


def ladder(many: int) -> Scheme:
    scheme = sample_scheme()
    cuts = [Decimal(100 - 100 * (n + 1) // many) for n in range(many)]
    first = scheme.tiers[0]
    tiers = [
        first.model_copy(update={"key": f"t{n}", "name": LONG.fill(n=n), "from_score": cut if n < many - 1 else None,
                                 "rest": n == many - 1})
        for n, cut in enumerate(cuts)
    ]  # fmt: skip
    return scheme.model_copy(update={"tiers": tuple(tiers)})


def _listed(name: str, money: Decimal = Decimal(100)) -> SegmentList:
    rows = tuple(Row(str(n), same(name), 123_456_789, money, Decimal("0.1")) for n in range(9))
    return SegmentList(name, same(name[:20]), rows)


def picture(result: Result | None = None, *, lang: Language = "zh", size: Size = A3, **more: Any) -> Sheet:
    result = result or graded()
    written = more.pop("written", WRITTEN)
    journey = more.pop("journey", None)
    now = measures(result)
    if more.pop("huge", False):
        now |= {"customers": HUGE, "net_revenue": HUGE, "average_revenue": HUGE}
    evidence = Evidence(result, now, {"customers": Decimal(280)}, date(2024, 5, 31), journey)
    lists = more.pop("segments", segment_lists(result, ()))
    return strategy_picture(evidence, written, lists, more.pop("stages", STAGES), lang=lang, size=size, **more)


WRITTEN = Strategy.model_validate({
    "company": {"zh": "𠮷祥龑商贸有限公司", "en": "Internationalization Trading Company"},
    "slogan": {"zh": "让重要的客户被看见", "en": "See the customers who matter"},
    "goals": [
        {"say": {"zh": "购买金额 600万元", "en": "6 million"}, "measure": "net_revenue", "target": 6000000,
         "by": "2025-12-31"},
        {"say": {"zh": "满意度 85 分", "en": "85 points"}, "measure": "satisfaction", "target": 85},
    ],
    "promises": {"VIP": {"zh": "每月回访一次", "en": "A call every month"}},
    "actions": [
        {"tier": "VIP", "what": {"zh": "回访", "en": "Call"}, "owner": "王敏", "due": "2025-01-31"},
        {"tier": "regular", "what": {"zh": "推荐第二品类", "en": "Offer a second category"}},
    ],
    "evaluation": [{"measure": "repurchase_rate", "target": "0.5"}, {"measure": "answer_rate", "target": "0.1"}],
    "practices": [{"zh": "先解决问题，再谈销售", "en": "Solve first, sell second"}],
})  # fmt: skip
NOTHING = Strategy()


RARE = "𠮷䶮龑镕喆犇淼彧鑫晢"
HUGE = Decimal("98765432109876.54")
CASES: dict[str, dict[str, Any]] = {
    "nothing written": {"written": NOTHING, "journey": JOURNEY},
    "no journey": {"journey": None},
    "empty data": {"written": NOTHING, "segments": [], "stages": [], "journey": None},
    "one customer": {"result": partial(graded, customers=1), "written": NOTHING, "stages": []},
    "4 tiers": {"result": partial(graded, 4), "written": NOTHING},
    "7 tiers": {"result": partial(graded, 7), "written": NOTHING, "journey": JOURNEY},
    "12 tiers": {"result": partial(graded, 12), "written": NOTHING, "journey": JOURNEY},
    "a playbook for 12 tiers": {
        "result": partial(graded, 12),
        "written": NOTHING,
        "journey": JOURNEY,
        "playbook": {
            f"t{n}": Text(
                "Answer within two working days, every time they call. Then more",
                "问题两个工作日内答复，新品先于促销告知。再谈",
            )
            for n in range(12)
        },
    },
    "names of 60 characters": {
        "segments": [_listed("很长的行业名称说明" * 7), _listed("W" * 60)],
        "journey": JOURNEY,
    },
    "words of 20 letters": {"segments": [_listed("Internationalization"), _listed("uncharacteristically")]},
    "rare characters": {"segments": [_listed(RARE)], "journey": [JourneyStage(same(RARE[:4]), 9, same(RARE * 4))] * 5},
    "huge numbers": {"segments": [_listed("a", HUGE), _listed("b", HUGE), _listed("c", HUGE)], "huge": True},
    "a pale colour": {"written": WRITTEN.model_copy(update={"colour": "#FFF200"}), "journey": JOURNEY},
    "a dark colour": {"written": WRITTEN.model_copy(update={"colour": "#050505"}), "journey": JOURNEY},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("lang", "size"), [("zh", A3), ("en", WIDE)], ids=["zh-a3", "en-16:9"])
def test_whatever_it_is_given_it_is_laid_out_soundly(case: str, lang: Language, size: Size) -> None:
    more = dict(CASES[case])
    result = more.pop("result", graded)()
    assert mistakes_of(picture(result, lang=lang, size=size, **more)) == []


def test_a_tier_without_an_action_shows_what_the_playbook_says_first_and_says_so(tmp_path: Path) -> None:
    playbook = {key: Text("Call them. Then sell.", "先回访。再推荐。") for key in ("VIP", "regular", "potential")}
    said = words_of(picture(playbook=playbook).pdf(), tmp_path)
    assert said.count("先回访") == said.count("行动手册") - 1 == 1
    assert "再推荐" not in said
    assert "推荐第二品类" in said


def test_every_rare_character_has_a_glyph_of_its_own(tmp_path: Path) -> None:
    said = words_of(picture(segments=[_listed(RARE)]).pdf(), tmp_path)
    assert RARE in said


def test_every_number_of_the_run_stands_on_the_sheet(tmp_path: Path) -> None:
    result = graded()
    said = words_of(picture(result, lang="en").pdf(), tmp_path)
    for tier in result.tiers():
        assert tier.tier is not None
        assert tier.tier.name.en.replace(" ", "") in said
        assert say_count(tier.customers, "en") in said
    assert f"standardvaluev{result.run.version}·run{result.run.id}" in said
    assert "simulateddata" in said


def test_what_nobody_knows_is_said_to_be_unknown(tmp_path: Path) -> None:
    said = words_of(picture(lang="en").pdf(), tmp_path)
    assert "unknown" in said
    assert "notknown" in said, "a target without a value is not judged"


def test_where_nobody_has_a_class_or_a_stage_nothing_is_listed_as_nought() -> None:
    result = graded()
    relation = f"(SELECT *, NULL::VARCHAR AS stage, NULL::VARCHAR AS rfm_class FROM {result.relation})"
    unknown = replace(result, relation=relation, columns=(*result.columns, "stage", "rfm_class"))
    assert stages(unknown, (Lifecycle(),)) == []
    assert "rfm_class" not in {one.name for one in segment_lists(unknown, (Rfm8(),))}
    known = replace(
        unknown, relation=f"(SELECT *, 'loyal' AS stage, NULL::VARCHAR AS rfm_class FROM {result.relation})"
    )
    assert [stage.customers for stage in stages(known, (Lifecycle(),)) if stage.key == "loyal"] == [
        result.run.customers
    ]


def test_words_that_cannot_fit_are_an_error_that_names_them_all() -> None:
    practices = (same("先解决问题，再谈销售" * 40),)
    written = WRITTEN.model_copy(update={"slogan": same("口号" * 5000), "practices": practices})
    with pytest.raises(DrawError) as refused:
        picture(written=written).pdf()
    assert refused.value.where == "strategy: title.slogan, practice1"
    assert "10000" in refused.value.problem.zh
    assert "400" in refused.value.problem.zh


def test_what_is_not_listed_is_summed_up(tmp_path: Path) -> None:
    rows = tuple(Row(str(n), same(f"segment{n}"), 7, Decimal(100), Decimal("0.1")) for n in range(17))
    said = words_of(picture(segments=[SegmentList("x", same("Industry"), rows)], lang="en").pdf(), tmp_path)
    assert "2others14" in said


def test_a_company_s_pale_colour_still_reads() -> None:
    facts = picture(written=WRITTEN.model_copy(update={"colour": "#FFF200"})).facts
    assert facts["palette"]["accent"] != "#FFF200"


@pytest.mark.parametrize("size", [A3, WIDE])
def test_a_picture_is_written_as_pdf_png_or_svg_and_nothing_else(tmp_path: Path, size: Size) -> None:
    sheet = picture(size=size)
    assert sheet.save(tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert sheet.save(tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert sheet.save(tmp_path / "a.svg").read_text("utf-8").startswith("<svg")
    with pytest.raises(DrawError):
        sheet.save(tmp_path / "a.jpg")


def test_the_service_of_the_standard_is_the_promise_unless_another_is_written(tmp_path: Path) -> None:
    result = graded()
    vip, regular = result.scheme.scheme.tiers[:2]
    said = [tier["promise"] for tier in picture(result).facts["tiers"]]
    assert said[0] == "每月回访一次" != vip.service.zh
    assert said[1] == regular.service.zh


def test_what_is_unknown_makes_room_for_what_is_known(tmp_path: Path) -> None:
    result = graded()
    evidence = Evidence(result, {"customers": Decimal(300), "answer_rate": Decimal("0.2"), "net_revenue": None})
    said = words_of(strategy_picture(evidence, NOTHING, [], [], lang="en").pdf(), tmp_path)
    assert "Campaignanswerrate" in said
    assert "Keyfigures" in said
    assert "Revenuepercustomer" not in said
    for left_out in ("Customersegments", "Lifecycle"):
        assert left_out not in said
