"""Where the journey hurts and where it invites: sentences with the number behind each, ranked by customers touched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fenji.journeys.found import JourneyFound, PointFound, mean_score
from fenji.journeys.paths import QUIET_DAYS, SOON_DAYS
from fenji.language import Language, Text, say_count, say_number, say_share

ENOUGH = 30
"""Fewer contacts or answers than these say nothing about a touchpoint."""

LOWER = Decimal(8)
STOPPED = Decimal("0.4")
AGAIN = Decimal("0.25")
UNANSWERED = Decimal("0.2")
LEADS = Decimal("1.1")
FEW = Decimal("0.5")
PRAISED = 80
COMPLAINT = "complaint"
SERVICE = ("service", COMPLAINT, "ticket", "refund")
MET = ("interactions", "touches")


@dataclass(frozen=True)
class Noted:
    """One pain or opportunity: the stage and touchpoint it was found at, its sentence, and how many customers."""

    stage: str
    touchpoint: str
    text: Text
    customers: int


def pains(found: JourneyFound) -> list[Noted]:
    """What stands out badly, most customers first; nothing is said of a touchpoint that too few met.

    Scores 8 points or more below the mean of all answers, from at least 30 answers; contacts after which four of ten
    don't order within 30 days or have no contact for 90; service needed again by a quarter; messages that fewer than
    one of five answers; complaints with what they name most.
    """
    plain = [one for one in found.points if one.point.key != COMPLAINT]
    mean = mean_score(plain)
    noted = [one for point in plain if point.contacts >= ENOUGH for one in _pains_of(point, mean)]
    return _ranked([*noted, *_unanswered(found), *_complaints(found)])


def chances(found: JourneyFound) -> list[Noted]:
    """What leads to orders more often than contacts usually do and reaches few; what customers praise.

    That an order follows is no proof that the contact caused it; the sentences say what followed.
    """
    contacts = [
        p for p in found.points if p.point.table in MET and p.point.key not in SERVICE and p.ordered is not None
    ]
    whole = sum(p.contacts for p in contacts)
    usual = sum((p.ordered * p.contacts for p in contacts if p.ordered is not None), Decimal(0)) / max(whole, 1)
    noted = [one for p in contacts if p.contacts >= ENOUGH for one in _leads(p, usual, found.customers)]
    return _ranked([*noted, *(one for p in found.points for one in _loved(p))])


def _pains_of(point: PointFound, mean: Decimal | None) -> Iterator[Noted]:
    said = point.point.name
    if point.score is not None and mean is not None and point.scored >= ENOUGH and mean - point.score >= LOWER:
        yield _noted(point, point.customers, _LOW, at=said, score=point.score, below=mean - point.score, n=point.scored)
    if point.point.table in MET and point.point.key not in SERVICE:
        if point.ended is not None and point.ended >= STOPPED:
            yield _noted(point, int(point.customers * point.ended), _ENDED, at=said, share=point.ended, days=QUIET_DAYS)
        elif point.ordered is not None and 1 - point.ordered >= STOPPED:
            lost = 1 - point.ordered
            yield _noted(point, int(point.customers * lost), _NO_ORDER, at=said, share=lost, days=SOON_DAYS)
    if point.repeated is not None and point.repeated >= AGAIN and point.point.key in SERVICE:
        yield _noted(point, int(point.customers * point.repeated), _AGAIN, at=said, share=point.repeated)


def _unanswered(found: JourneyFound) -> Iterator[Noted]:
    sent = [p for p in found.points if p.point.table == "touches" and p.point.which != "answered"]
    contacts = sum(p.contacts for p in sent)
    answers = sum(p.contacts for p in found.points if p.point.which == "answered")
    if contacts >= ENOUGH and Decimal(answers) / contacts < UNANSWERED:
        most = max(sent, key=lambda p: p.customers)
        silent = 1 - Decimal(answers) / contacts
        yield _noted(most, most.customers, _SILENT, at=most.point.name, share=silent, n=contacts)


def _complaints(found: JourneyFound) -> Iterator[Noted]:
    for point in found.points:
        if point.point.key == COMPLAINT and point.contacts >= ENOUGH:
            theme, times = point.themes[0] if point.themes else (Text("", ""), 0)
            values = {"n": point.contacts, "customers": point.customers, "theme": theme, "times": times}
            yield _noted(point, point.customers, _COMPLAINTS if times else _COMPLAINTS_PLAIN, **values)


def _leads(point: PointFound, usual: Decimal, everyone: int) -> Iterator[Noted]:
    reach = Decimal(point.customers) / max(everyone, 1)
    if point.ordered is not None and point.ordered >= usual * LEADS and reach <= FEW:
        values = {"share": point.ordered, "usual": usual, "reach": reach, "days": SOON_DAYS}
        yield _noted(point, everyone - point.customers, _LEADS, at=point.point.name, **values)


def _loved(point: PointFound) -> Iterator[Noted]:
    if point.score is not None and point.scored >= ENOUGH and point.score >= PRAISED:
        yield _noted(point, point.customers, _LOVED, at=point.point.name, score=point.score, n=point.scored)


def _noted(point: PointFound, count: int, words: Text, **values: object) -> Noted:
    return Noted(point.point.stage, point.point.key, _filled(words, **values), count)


def _ranked(noted: list[Noted]) -> list[Noted]:
    return sorted(noted, key=lambda one: (-one.customers, one.touchpoint, one.text.en))


def _filled(words: Text, **values: object) -> Text:
    def said(lang: Language) -> str:
        shown = {name: _said(name, value, lang) for name, value in values.items()}
        return words.fill(**shown).say(lang)

    return Text(said("en"), said("zh"))


def _said(name: str, value: object, lang: Language) -> object:
    if isinstance(value, Text):
        return value.say(lang)
    if name in ("share", "usual", "reach") and isinstance(value, Decimal):
        return say_share(value, lang)
    if isinstance(value, Decimal):
        return say_number(value, lang, decimals=0)
    return say_count(value, lang) if isinstance(value, int) else value


_LOW = Text(
    "{at}: {score} of 100, {below} below the average ({n} answers)",
    "{at}评分 {score} 分，比平均低 {below} 分（{n} 份）",
)
_ENDED = Text("{at}: nothing follows {share} of them within {days} days", "{at}后 {days} 天内，{share} 再无任何互动")
_NO_ORDER = Text("{at}: no order within {days} days for {share}", "{at}后 {days} 天内，{share} 没有下单")
_SILENT = Text("{at}: {share} of {n} messages had no answer", "{at} {n} 次，{share} 没有回应")
_COMPLAINTS = Text(
    "{n} complaints by {customers} customers; named most: {theme} ({times})",
    "{customers} 位客户投诉 {n} 次，提到最多的是“{theme}”（{times} 次）",
)
_COMPLAINTS_PLAIN = Text("{n} complaints by {customers} customers", "{customers} 位客户投诉 {n} 次")
_AGAIN = Text("{at}: {share} come back with the same", "{at}后 {share} 再次来找，问题未一次解决")
_LEADS = Text(
    "{at}: an order within {days} days follows {share} (usually {usual}), yet only {reach} of customers were met here",
    "{at}后 {days} 天内 {share} 下单（平均 {usual}），但只覆盖了 {reach} 的客户",
)
_LOVED = Text(
    "{at}: {score} of 100 from {n} answers: ask them to recommend", "{at}评分 {score} 分（{n} 份）：可邀请其推荐"
)
