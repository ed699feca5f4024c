"""How pictures say measures, changes, targets and where their numbers come from."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from fenji.language import UNKNOWN, Language, Text, say_count, say_date, say_money, say_number, say_share
from fenji.pictures.strategy_file import Goal

if TYPE_CHECKING:
    from fenji.result_records import Run

MONEY = ("net_revenue", "average_revenue")
SHARES = ("top_tier_share", "repurchase_rate", "answer_rate")

_AS_OF = Text(
    "as of {day} · standard {scheme} v{version} · run {run}", "截至 {day} · 标准 {scheme} v{version} · 批次 {run}"
)
_SIMULATED = Text("simulated data", "模拟数据")
_ONLY = Text("only {who}", "仅 {who}")
_NOW = Text("now {now}", "现在 {now}")
_AIM = Text("of {target}", "目标 {target}")
_BY = Text("by {day}", "{day} 前")
_UP = Text("▲ {change}", "▲ {change}")
_DOWN = Text("▼ {change}", "▼ {change}")
_POINTS = Text("{n} points", "{n} 个百分点")
_UNCHANGED = Text("unchanged", "与上期持平")
_NO_BEFORE = Text("nothing to compare with", "无可比数据")
_MET = Text("met", "已达成")
_NOT_MET = Text("not met", "未达成")
_OPEN = Text("not known", "无法判断")


def measure_said(name: str, value: Decimal | None, currency: str, lang: Language, *, decimals: int = 1) -> str:
    """A measure's value as people write it: money, a share, points of 100, or a count; unknown is said.

    `decimals` are those of shares and points.

    >>> measure_said("repurchase_rate", Decimal("0.524"), "CNY", "zh"), measure_said("customers", None, "CNY", "en")
    ('52.4%', 'unknown')
    """
    if value is None:
        return UNKNOWN[lang]
    if name in MONEY:
        return money_said(value, currency, lang)
    if name in SHARES:
        return say_share(value, lang, decimals=decimals)
    return say_number(value, lang, decimals=decimals) if name == "satisfaction" else say_count(int(value), lang)


def beside_target(name: str, value: Decimal, target: Decimal, currency: str, lang: Language) -> str:
    """A value as it stands beside its target: with more decimals where the usual ones would make the two look equal.

    >>> beside_target("repurchase_rate", Decimal("0.8996"), Decimal("0.9"), "CNY", "en")
    '89.96%'
    """
    aim = measure_said(name, target, currency, lang)
    if value == target:
        return aim
    said = (measure_said(name, value, currency, lang, decimals=decimals) for decimals in (1, 2, 3))
    return next((one for one in said if one != aim), aim)


def money_said(value: Decimal | None, currency: str, lang: Language) -> str:
    """Money for a wall: whole units from a hundred on, for nobody reads cents from three metres away.

    >>> money_said(Decimal("993480.64"), "USD", "en"), money_said(Decimal("9.50"), "CNY", "zh")
    ('$993,481', '9.50元')
    """
    if value is not None and abs(value) >= 100:
        value = value.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return say_money(value, currency, lang)


def change_of(name: str, now: Decimal | None, before: Decimal | None, lang: Language) -> tuple[str, str]:
    """(the change in words, good, bad or plain): shares and scores by points, the rest by percent of what was.

    >>> change_of("repurchase_rate", Decimal("0.52"), Decimal("0.50"), "en")
    ('▲ 2 points', 'good')
    >>> change_of("net_revenue", Decimal(90), Decimal(100), "zh")
    ('▼ 10.0%', 'bad')
    """
    if now is None or before is None or (name not in SHARES and name != "satisfaction" and before <= 0):
        return _NO_BEFORE.say(lang), "plain"
    if name in SHARES or name == "satisfaction":
        moved = _once((now - before) * (100 if name in SHARES else 1))
        said = _POINTS.fill(n=say_number(abs(moved), lang, decimals=1)).say(lang)
    else:
        moved = _once((now - before) / before * 100)
        said = f"{abs(moved)}%"
    if moved == 0:
        return _UNCHANGED.say(lang), "plain"
    return (_UP if moved > 0 else _DOWN).fill(change=said).say(lang), "good" if moved > 0 else "bad"


def goal_now(goal: Goal, now: Decimal | None, currency: str, lang: Language) -> str:
    """Where a goal stands: the measure now, its target, and the day it is wanted by."""
    parts = []
    if goal.measure is not None:
        value = measure_said(goal.measure, now, currency, lang)
        parts.append(_NOW.fill(now=value).say(lang))
        if goal.target is not None:
            parts.append(_AIM.fill(target=measure_said(goal.measure, goal.target, currency, lang)).say(lang))
    if goal.by is not None:
        parts.append(_BY.fill(day=say_date(goal.by, lang)).say(lang))
    return " · ".join(parts)


def judged(now: Decimal | None, target: Decimal | None, lang: Language) -> tuple[str, str]:
    """(whether the target was met, its tone); without a target or a value nothing is judged."""
    if target is None:
        return "", "plain"
    if now is None:
        return _OPEN.say(lang), "plain"
    return (_MET.say(lang), "good") if now >= target else (_NOT_MET.say(lang), "bad")


def footer_of(run: Run, lang: Language, *, only: Text | None = None) -> str:
    """Where the numbers come from: day, standard, version and run; of whom where not of all; simulated data is said."""
    said = _AS_OF.fill(day=say_date(run.as_of, lang), scheme=run.scheme, version=run.version, run=run.id)
    of_whom = None if only is None else _ONLY.fill(who=only)
    return " · ".join(one.say(lang) for one in (said, of_whom, _SIMULATED if run.is_simulated else None) if one)


def _once(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
