"""Segments across the tiers, and segments before and now: two questions drawn as one grid."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji.charts.canvas import canvas
from fenji.charts.frame import counted, page
from fenji.charts.grid import Axis, Field, grid_spec
from fenji.charts.numbers import amount
from fenji.charts.segment_names import in_order, segment_names
from fenji.charts.tiers import graded, looks
from fenji.errors import DrawError
from fenji.language import Language, Text, say_count, say_date, say_share

if TYPE_CHECKING:
    from fenji.result import Result

ACROSS = Text("{share} of {tier} are in {segment}", "{tier}中 {share} 是{segment}")
SHARES = Text("shares are of the tier", "百分比占该等级")
CUSTOMERS = Text("{n} customer{n:s}", "{n} 位")
OF_TIER = Text("{share} of the tier", "占该等级 {share}")
STAYED = Text("{share} stayed; {n} customer{n:s} changed", "{share} 留在原处，{n} 位发生变化")
SINCE = Text(
    "from {before} (rows) to {now} (columns); shares are of the row", "{before}（行）至 {now}（列）；百分比占该行"
)
NEITHER = Text("None, or new", "无或新客户")
BEFORE = Text("before ↓   now →", "上次 ↓   本次 →")


def across_tiers(result: Result, column: str, chart: str, lang: Language) -> dict[str, Any]:
    """Customers of each segment (rows) in each tier (columns), with their share of the tier."""
    names = segment_names(result, column, chart, lang)
    tiers, look = graded(result, chart), looks(result, lang)
    found = {(segment, tier): (n, net) for (segment, tier), n, net in result.counts(column, "tier")}
    rows = in_order(names, {segment for segment, _ in found})
    columns = [None if one.tier is None else one.tier.key for one in tiers]
    totals = {key: sum(n for (_, tier), (n, _) in found.items() if tier == key) for key in columns}
    fields = []
    for r, segment in enumerate(rows):
        for c, tier in enumerate(columns):
            n, net = found.get((segment, tier), (0, None))
            share = Decimal(n) / max(totals[tier], 1)
            place = f"{look[tier].name} × {names.get(segment, segment)}"
            words = (place, CUSTOMERS.fill(n=say_count(n, lang)).say(lang),
                     OF_TIER.fill(share=say_share(share, lang)).say(lang),
                     amount(net, result.run.currency, lang) if n else "")  # fmt: skip
            fields.append(_field(r, c, n, share, words, {"tier": tier, column: segment}, lang))
    top = columns[0] if totals[columns[0]] else max(columns, key=lambda key: totals[key])
    most = max(rows, key=lambda segment: found.get((segment, top), (0, None))[0])
    title = ACROSS.fill(
        share=say_share(Decimal(found.get((most, top), (0, None))[0]) / max(totals[top], 1), lang),
        tier=look[top].name,
        segment=names.get(most, most),
    )
    subtitle = f"{counted(result, lang)}{'；' if lang == 'zh' else '; '}{SHARES.say(lang)}"
    frame = page(result, lang, title=title.say(lang), subtitle=subtitle)
    sums = [sum(n for (segment, _), (n, _) in found.items() if segment == key) for key in rows]
    return grid_spec(
        frame,
        Axis(
            [str(names.get(key, key)) for key in rows], [] if canvas().is_narrow else [say_count(n, lang) for n in sums]
        ),
        Axis([look[key].name for key in columns]),
        fields,
    )


def since_before(result: Result, column: str, chart: str, lang: Language) -> dict[str, Any]:
    """Customers by segment in the run before (rows) and now (columns), with their share of the row."""
    names = segment_names(result, column, chart, lang)
    before = f"previous_{column}"
    if result.previous is None or before not in result.columns:
        problem = Text("there is no previous run to compare segments with", "没有可比较客群的上一次评级")
        fix = Text("Grade a later day, or define segments alike.", "请对更晚的日期评级，且客群定义保持一致。")
        raise DrawError(problem, where=f"{chart} {result.run.id}", fix=fix)
    found = {(then, now): n for (then, now), n, _ in result.counts(before, column)}
    rows, columns = in_order(names, {then for then, _ in found}), in_order(names, {now for _, now in found})
    were = {key: sum(n for (then, _), n in found.items() if then == key) for key in rows}
    fields = []
    for r, then in enumerate(rows):
        for c, now in enumerate(columns):
            n = found.get((then, now), 0)
            share = Decimal(n) / max(were[then], 1)
            first = NEITHER.say(lang) if then is None else names.get(then, then)
            words = (f"{first} → {names.get(now, now)}", CUSTOMERS.fill(n=say_count(n, lang)).say(lang),
                     say_share(share, lang))  # fmt: skip
            fields.append(_field(r, c, n, share, words, {before: then, column: now}, lang))
    known = sum(n for (then, _), n in found.items() if then is not None)
    stayed = sum(n for (then, now), n in found.items() if then is not None and then == now)
    title = STAYED.fill(share=say_share(Decimal(stayed) / max(known, 1), lang), n=say_count(known - stayed, lang))
    subtitle = SINCE.fill(before=say_date(result.previous.as_of, lang), now=say_date(result.run.as_of, lang))
    return grid_spec(
        page(result, lang, title=title.say(lang), subtitle=subtitle.say(lang)),
        Axis(
            [NEITHER.say(lang) if key is None else str(names.get(key, key)) for key in rows],
            [] if canvas().is_narrow else [say_count(were[key], lang) for key in rows],
        ),
        Axis([str(names.get(key, key)) for key in columns]),
        fields,
        corner="" if canvas().is_narrow else BEFORE.say(lang),
    )


def _field(
    row: int, column: int, n: int, share: Decimal, words: tuple[str, ...], about: dict[str, str | None], lang: Language
) -> Field:
    if not n:
        return Field(row, column, "0", depth=None)
    return Field(row, column, say_count(n, lang), say_share(share, lang), float(share), words, about)
