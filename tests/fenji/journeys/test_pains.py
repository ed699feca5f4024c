"""Pains and opportunities: each with its number, none without, none from too few contacts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fenji.journeys.found import JourneyFound, PointFound
from fenji.journeys.journey import usual_journey
from fenji.journeys.pains import chances, pains
from fenji.language import Text

QUALITY = Text("quality", "质量")


def point(key: str, **more: object) -> PointFound:
    named = next(one for one in usual_journey().touchpoints if one.key == key)
    plain = PointFound(named, 100, 80, None, 0, None, None, None)
    return replace(plain, **more)  # type: ignore[arg-type]


def found(*points: PointFound) -> JourneyFound:
    return JourneyFound(usual_journey(), points, (), {}, {}, {}, {}, 1000)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([point("store", ordered=Decimal("0.5"))], ["Store visit: no order within 30 days for 50%"]),
        ([point("store", ordered=Decimal("0.7"))], []),
        ([point("store", contacts=29, ordered=Decimal("0.1"))], []),
        ([point("web", ended=Decimal("0.6"))], ["Web visit: nothing follows 60% of them within 90 days"]),
        ([point("service", repeated=Decimal("0.3"))], ["Service contact: 30% come back with the same"]),
        ([point("web", repeated=Decimal("0.9"))], []),
        (
            [point("survey", score=Decimal(60), scored=40), point("review", score=Decimal(90), scored=200)],
            ["Survey: 60 of 100, 25 below the average (40 answers)"],
        ),
        ([point("survey", score=Decimal(20), scored=29), point("review", score=Decimal(90), scored=200)], []),
        (
            [point("campaign", contacts=1000), point("answer", contacts=100)],
            ["Campaign message: 90% of 1,000 messages had no answer"],
        ),
        ([point("campaign", contacts=1000), point("answer", contacts=300)], []),
        (
            [point("complaint", themes=((QUALITY, 12),), score=Decimal(20), scored=90)],
            ["100 complaints by 80 customers; named most: quality (12)"],
        ),
    ],
)
def test_a_pain_is_said_with_its_number(points: list[PointFound], said: list[str]) -> None:
    assert [one.text.en for one in pains(found(*points))] == said


def test_the_pain_that_touches_most_customers_comes_first() -> None:
    noted = pains(found(point("store", ordered=Decimal("0.5")), point("web", customers=500, ordered=Decimal("0.5"))))
    assert [one.touchpoint for one in noted] == ["web", "store"]


def test_what_leads_to_orders_and_reaches_few_is_an_opportunity() -> None:
    noted = chances(found(point("enquiry", ordered=Decimal("0.8")), point("web", contacts=900, ordered=Decimal("0.5"))))
    assert [one.text.en for one in noted] == [
        "Enquiry: an order within 30 days follows 80% (usually 53%), yet only 8% of customers were met here"
    ]


def test_a_complaint_is_never_an_opportunity() -> None:
    points = (
        point("complaint", ordered=Decimal(1)),
        point("service", ordered=Decimal(1)),
        point("web", ordered=Decimal("0.2")),
    )
    assert chances(found(*points)) == []


def test_both_languages_say_the_same_numbers() -> None:
    (noted,) = pains(found(point("store", ordered=Decimal("0.5"))))
    assert noted.text.zh == "到店后 30 天内，50% 没有下单"
