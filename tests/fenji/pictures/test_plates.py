"""Pictures of one question: tiers, lifecycle, moves over runs, concentration, of all customers or a part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from fenji.errors import DrawError
from fenji.language import Language, Text, same
from fenji.pictures.evidence import Flow, StageRow
from fenji.pictures.plates import Column, concentration_picture, lifecycle_picture, moves_picture, tiers_card
from fenji.pictures.sheets import A3, WIDE, Size
from fenji.pictures.typeset import Sheet
from tests.fenji.pictures.laid import mistakes_of, words_of
from tests.fenji.pictures.test_strategy import graded

COMPANY = Text("Example", "示例公司")
FLOW = Flow(5, 10, same("before"), 3)
STAGES = [StageRow(key, same(f"stage {key}"), 12, Decimal("0.125"), FLOW) for key in "abcdefgh"]
DAYS = [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]
COLUMNS = [Column(day, {"VIP": 20, "regular": 50, "potential": 30}) for day in DAYS]
BETWEEN: dict[tuple[str | None, str | None], int] = {
    ("VIP", "VIP"): 15,
    ("VIP", "regular"): 5,
    ("regular", "VIP"): 5,
    ("regular", "regular"): 45,
    ("potential", "potential"): 30,
}
MOVES = [BETWEEN] * 2


def drawn(kind: str, tiers: int = 3, lang: Language = "zh", size: Size = A3) -> Sheet:
    result = graded(tiers)
    if kind == "tiers":
        return tiers_card(result, company=COMPANY, lang=lang, size=size)
    if kind == "lifecycle":
        return _lifecycle(lang, size)
    if kind == "moves":
        return moves_picture(graded(), COLUMNS, MOVES, company=COMPANY, lang=lang, size=size)
    return concentration_picture(result, company=COMPANY, lang=lang, size=size)


def _lifecycle(lang: Language, size: Size) -> Sheet:
    result = graded()
    relation = f"(SELECT *, 'a' AS stage FROM {result.relation})"
    staged = replace(result, relation=relation, columns=(*result.columns, "stage"))
    return lifecycle_picture(staged, STAGES, (), company=COMPANY, lang=lang, size=size)


@pytest.mark.parametrize(("tiers", "lang", "size"), [(1, "zh", A3), (5, "en", WIDE), (12, "zh", WIDE), (12, "en", A3)])
def test_a_card_of_one_to_twelve_tiers_fits(tiers: int, lang: Language, size: Size) -> None:
    assert mistakes_of(drawn("tiers", tiers, lang, size)) == []


def test_streams_leave_and_arrive_within_their_tiers() -> None:
    facts = drawn("moves").facts
    for n in (0, 1):
        tiers = facts["columns"][n]["tiers"]
        ends = facts["columns"][n + 1]["tiers"]
        streams = [one for one in facts["streams"] if one["column"] == n]
        assert sum(one["thick"] for one in streams) == pytest.approx(sum(tier["height"] for tier in tiers))
        assert all(_lies_in(one["from"], one["thick"], tiers) for one in streams)
        assert all(_lies_in(one["to"], one["thick"], ends) for one in streams)


def test_one_run_has_no_moves() -> None:
    with pytest.raises(DrawError):
        moves_picture(graded(), COLUMNS[:1], [], company=COMPANY)


def test_a_part_of_the_customers_is_named_and_counted(tmp_path: Path) -> None:
    result = graded()
    part = result.among({"province": ["浙江"]}, same("province = 浙江"))
    said = words_of(tiers_card(part, company=COMPANY, lang="en").pdf(), tmp_path)
    assert "province=浙江" in said
    assert sum(tier.customers for tier in part.tiers()) == part.run.customers < result.run.customers


def _lies_in(top: float, thick: float, tiers: list[dict[str, float]]) -> bool:
    near = 1e-9
    return any(t["top"] - near <= top and top + thick <= t["top"] + t["height"] + near for t in tiers)
