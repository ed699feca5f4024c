"""Who moved from which tier to which? A matrix of counts, read along a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.chart import chart
from fenji.charts.flows import ARROWS, Flow, Flows, flows
from fenji.charts.frame import Item, Room, Words, altair_spec, altair_words, page
from fenji.charts.hint import hint, pointed
from fenji.charts.legend import legend_row
from fenji.charts.tiers import Look
from fenji.ink import colours
from fenji.ink.words import width_of, wrap
from fenji.language import Language, Text, say_count, say_share

if TYPE_CHECKING:
    from fenji.result import Result

FROM = Text("before ↓   now →", "原等级 ↓   现等级 →")
SUM = Text("total", "合计")
NAME_ROOM = 176


@chart(
    title=Text("Moves between tiers", "等级变动矩阵"),
    question=Text("Who moved from which tier to which?", "客户从哪个等级变到了哪个等级？"),
)
def moves_matrix(result: Result, lang: Language) -> dict[str, Any]:
    """Customers by tier in the previous run (rows) and now (columns), with their share of the row."""
    found = flows(result, "moves_matrix", lang)
    frame = page(result, lang, title=found.title, subtitle=found.subtitle)
    names = max(width_of(line, 13, bold=True) for tier in found.tiers for line in _name(tier))
    left = theme.MARGIN + max(names, width_of(FROM.say(lang), theme.SMALL)) + 16
    cell_height = 58 if len(found.tiers) <= 5 else 46
    width = (theme.WIDTH - left - theme.MARGIN) / (len(found.tiers) + 1)
    head = 26 + max(len(_column_head(tier.name, 0, width)) for tier in found.tiers) * 17
    room = Room(cell_height * (len(found.tiers) + 1), left=left, above=head + 16)
    cell = (width, cell_height)
    items = [
        *legend_row(found.legend(lang), theme.MARGIN - left, -head - 16),
        *_heads(found, cell, lang),
        *_counts(found, cell, lang),
    ]
    return altair_spec(frame, [_cells(found, cell, lang), *altair_words(items)], room)


def _name(tier: Look) -> list[str]:
    return wrap(tier.name, 13, NAME_ROOM, lines=2, bold=True)


def _cells(found: Flows, cell: tuple[float, float], lang: Language) -> Any:
    import altair as alt

    rows = []
    for flow in found.flows:
        share = flow.customers / _row_sum(found, flow.before)
        x, y = found.tiers.index(flow.after) * cell[0], found.tiers.index(flow.before) * cell[1]
        rows.append(
            {"x": x + 2, "x2": x + cell[0] - 2, "y": y + 2, "y2": y + cell[1] - 2, "from": flow.before.name,
             "to": flow.after.name, "customers": flow.customers, "colour": _colour(flow, share),
             **hint(flow.words, say_count(flow.customers, lang), say_share(share, lang), about=flow.about)}
        )  # fmt: skip
    drawn = alt.Chart(alt.InlineData(values=rows)).mark_rect(cornerRadius=4)
    return pointed(
        drawn.encode(
            x=alt.X("x:Q", scale=None, axis=None),
            x2="x2:Q",
            y=alt.Y("y:Q", scale=None, axis=None),
            y2="y2:Q",
            color=alt.Color("colour:N", scale=None, legend=None),
        )
    )


def _colour(flow: Flow, share: float) -> str:
    return colours.mix(theme.PAPER, flow.colour, 0.12 + 0.68 * share)


def _row_sum(found: Flows, before: Look) -> int:
    return sum(flow.customers for flow in found.flows if flow.before == before)


def _heads(found: Flows, cell: tuple[float, float], lang: Language) -> list[Item]:
    items: list[Item] = [Words(-12, -12, FROM.say(lang), theme.SMALL, theme.SOFT, align="right")]
    for i, tier in enumerate(found.tiers):
        items += _column_head(tier.name, (i + 0.5) * cell[0], cell[0])
        lines = _name(tier)
        for place, line in enumerate(lines):
            y = (i + 0.5) * cell[1] + 5 + 17 * (place - (len(lines) - 1) / 2)
            items.append(Words(-12, y, line, 13, theme.INK, bold=True, align="right"))
    items.append(Words((len(found.tiers) + 0.5) * cell[0], -12, SUM.say(lang), 13, theme.SOFT, align="center"))
    items.append(Words(-12, (len(found.tiers) + 0.5) * cell[1] + 5, SUM.say(lang), 13, theme.SOFT, align="right"))
    return items


def _column_head(name: str, x: float, width: float) -> list[Item]:
    size = 13 if width >= 100 else 11
    lines = wrap(name, size, width - 6, lines=5, bold=True)
    return [
        Words(x, -12 - (size + 4) * (len(lines) - 1 - i), line, size, theme.INK, bold=True, align="center")
        for i, line in enumerate(lines)
    ]


def _counts(found: Flows, cell: tuple[float, float], lang: Language) -> list[Item]:
    items: list[Item] = []
    for flow in found.flows:
        share = flow.customers / _row_sum(found, flow.before)
        x = (found.tiers.index(flow.after) + 0.5) * cell[0]
        y = (found.tiers.index(flow.before) + 0.5) * cell[1]
        ink = colours.text_on(_colour(flow, share))
        count = f"{ARROWS[flow.kind]} {say_count(flow.customers, lang)}"
        items.append(Words(x, y - 1, count, 14, ink, bold=True, align="center"))
        items.append(Words(x, y + 16, say_share(share, lang), theme.SMALL, ink, align="center"))
    went = {(flow.before.key, flow.after.key) for flow in found.flows}
    for i, before in enumerate(found.tiers):
        for j, after in enumerate(found.tiers):
            if (before.key, after.key) not in went:
                x, y = (j + 0.5) * cell[0], (i + 0.5) * cell[1] + 5
                items.append(Words(x, y, "0", theme.SMALL, theme.FAINT, align="center"))
    return [*items, *_sums(found, cell, lang)]


def _sums(found: Flows, cell: tuple[float, float], lang: Language) -> list[Item]:
    items: list[Item] = []
    end = len(found.tiers) + 0.5
    for i, tier in enumerate(found.tiers):
        before = _row_sum(found, tier)
        after = sum(flow.customers for flow in found.flows if flow.after == tier)
        items.append(Words(end * cell[0], (i + 0.5) * cell[1] + 5, say_count(before, lang), 14, align="center"))
        items.append(Words((i + 0.5) * cell[0], end * cell[1] + 5, say_count(after, lang), 14, align="center"))
    everyone = say_count(found.customers, lang)
    items.append(Words(end * cell[0], end * cell[1] + 5, everyone, 14, bold=True, align="center"))
    return items
