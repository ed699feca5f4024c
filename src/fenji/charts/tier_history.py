"""How did the tiers grow and shrink over the runs? Stacked bars, one a run, best tier on top."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from fenji.charts import theme
from fenji.charts.chart import chart
from fenji.charts.frame import Item, Line, Room, Words, altair_spec, altair_words, page
from fenji.charts.hint import hint, pointed
from fenji.charts.numbers import CUSTOMERS, calm_end, scaled_label
from fenji.charts.spread import spread
from fenji.charts.tiers import Look, graded, looks
from fenji.ink import colours
from fenji.ink.words import width_of, wrap
from fenji.language import Language, Text, say_count, say_date, say_share

if TYPE_CHECKING:
    from fenji.result import Result

TITLE = Text("{tier}: {verb} {n} customer{n:s}{change} since {day}", "{tier}自 {day} 起{verb} {n} 位{change}")
CHANGE = Text(" ({change})", "（{change}）")
GREW, SHRANK, KEPT = (
    Text("up from {n} to", "由 {n} 位增至"),
    Text("down from {n} to", "由 {n} 位减至"),
    Text("still", "保持"),
)
ONE = Text("{tier}: {n} customer{n:s} in the first run", "首次评级：{tier} {n} 位")
SUBTITLE = Text(
    "customers by tier at the last {n} runs of this scheme version", "本分级标准版本最近 {n} 次评级的各等级客户数"
)
LEFT_OUT = Text("{n} earlier runs are not shown", "更早的 {n} 次未显示")
FIGURES = Text("{n} · {share}", "{n} 位 · {share}")
MOST_RUNS, NAME_ROOM = 24, 190


@dataclass(frozen=True)
class Bar:
    """One run: its day and the customers of each tier."""

    as_of: date
    run_id: str
    customers: dict[str | None, int]

    @property
    def total(self) -> int:
        """All customers of the run."""
        return sum(self.customers.values())


@chart(
    title=Text("Tiers over the runs", "等级变化趋势"),
    question=Text("How did the tiers grow and shrink over the runs?", "各等级客户数随时间怎样变化？"),
)
def tier_history(result: Result, lang: Language) -> dict[str, Any]:
    """Customers of each tier at each run, oldest first; at most the last 24 runs, and the picture says so."""
    graded(result, "tier_history")
    every = _bars(result)
    bars = every[-MOST_RUNS:]
    look = _looks(result, bars, lang)
    parts = [SUBTITLE.fill(n=len(bars)).say(lang)]
    if len(every) > len(bars):
        parts.append(LEFT_OUT.fill(n=len(every) - len(bars)).say(lang))
    frame = page(result, lang, title=_title(bars, look, lang), subtitle=("；" if lang == "zh" else "; ").join(parts))
    names = theme.name_room(NAME_ROOM, max(_width(style, bars[-1], key, lang) for key, style in look.items()))
    room = Room(
        max(theme.tall(380), _gap(look) * len(look)),
        left=theme.MARGIN + 52,
        right=theme.MARGIN + names + 22,
        below=48,
        above=26,
    )
    high, step = calm_end(max(bar.total for bar in bars), is_count=True)
    items = [
        Words(-52, -16, CUSTOMERS.say(lang), theme.SMALL, theme.SOFT),
        *_days(bars, room),
        *_counts(bars, look, room=room, high=high, lang=lang),
        *_names(bars, look, room=room, high=high, lang=lang),
    ]
    return altair_spec(frame, [_stacks(bars, look, room=room, end=(high, step), lang=lang), *altair_words(items)], room)


def _bars(result: Result) -> list[Bar]:
    found: dict[str, Bar] = {}
    for point in result.history():
        bar = found.setdefault(point.run_id, Bar(point.as_of, point.run_id, {}))
        bar.customers[point.tier] = bar.customers.get(point.tier, 0) + point.customers
    return list(found.values())


def _looks(result: Result, bars: list[Bar], lang: Language) -> dict[str | None, Look]:
    """The tiers that occur, best first; a tier of an older version of the scheme shows under its key."""
    known = looks(result, lang)
    seen = {key for bar in bars for key, count in bar.customers.items() if count}
    for key in sorted(str(each) for each in seen - set(known)):
        known[key] = Look(key, key, theme.FAINT, "x")
    return {key: look.legible() for key, look in known.items() if key in seen}


def _title(bars: list[Bar], look: dict[str | None, Look], lang: Language) -> str:
    key = next(iter(look))
    now, before = bars[-1].customers.get(key, 0), bars[0].customers.get(key, 0)
    if len(bars) == 1:
        return ONE.fill(tier=look[key].name, n=say_count(now, lang)).say(lang)
    verb = GREW if now > before else SHRANK if now < before else KEPT
    return TITLE.fill(
        tier=look[key].name,
        verb=verb.fill(n=say_count(before, lang)),
        n=say_count(now, lang),
        change=_change(before, now),
        day=say_date(bars[0].as_of, lang),
    ).say(lang)


def _change(before: int, now: int) -> Text:
    """The change in percent, where that says something: not from nothing, not more than tenfold, not below 1 %."""
    if not 0 < before * 10 > now or abs(now - before) * 100 < before:
        return Text("", "")
    sign = "+" if now > before else "−"
    return CHANGE.fill(change=f"{sign}{say_share(abs(now - before) / before, 'en')}")


def _place(i: int, bars: list[Bar], room: Room) -> tuple[float, float]:
    """A bar's left edge and width."""
    step = room.width / len(bars)
    width = min(step * 0.74, 90)
    return step * (i + 0.5) - width / 2, width


def _segments(bar: Bar, look: dict[str | None, Look]) -> list[tuple[Look, int, int]]:
    """Each tier's part of a bar, from the bottom: (look, customers below it, customers up to its top)."""
    found, below = [], 0
    for key in reversed(look):
        count = bar.customers.get(key, 0)
        found.append((look[key], below, below + count))
        below += count
    return found


def _stacks(
    bars: list[Bar], look: dict[str | None, Look], *, room: Room, end: tuple[float, float], lang: Language
) -> Any:
    import altair as alt

    rows = [
        {"x": _place(i, bars, room)[0], "x2": sum(_place(i, bars, room)), "from": low, "to": high, "tier": style.name,
         "run": bar.run_id, "colour": style.colour,
         **hint(style.name, say_date(bar.as_of, lang), _figures(high - low, bar, lang),
                about={"tier": style.key} if bar is bars[-1] else None)}
        for i, bar in enumerate(bars) for style, low, high in _segments(bar, look) if high > low
    ]  # fmt: skip
    ticks = [round(end[1] * i, 10) for i in range(round(end[0] / end[1]) + 1)]
    y = alt.Y(
        "from:Q",
        scale=alt.Scale(domain=[0, end[0]], nice=False),
        axis=alt.Axis(title=None, labelExpr=scaled_label(lang), values=ticks, ticks=False, domain=False),
    )
    drawn = alt.Chart(alt.InlineData(values=rows)).mark_rect(stroke=theme.PAPER, strokeWidth=1)
    return pointed(
        drawn.encode(
            x=alt.X("x:Q", scale=None, axis=None),
            x2="x2:Q",
            y=y,
            y2="to:Q",
            color=alt.Color("colour:N", scale=None, legend=None),
        )
    )


def _days(bars: list[Bar], room: Room) -> list[Item]:
    """Month and day under each bar that has room, the year under the first of its year."""
    every = max(1, -(-40 * len(bars) // int(room.width)))
    items: list[Item] = []
    year = 0
    for i, bar in enumerate(bars):
        if (len(bars) - 1 - i) % every:
            continue
        x, width = _place(i, bars, room)
        middle = x + width / 2
        items.append(Words(middle, room.height + 20, f"{bar.as_of:%m-%d}", theme.SMALL, theme.SOFT, align="center"))
        if bar.as_of.year != year:
            year = bar.as_of.year
            items.append(Words(middle, room.height + 37, f"{year}", theme.SMALL, theme.SOFT, bold=True, align="center"))
    return items


def _counts(bars: list[Bar], look: dict[str | None, Look], *, room: Room, high: float, lang: Language) -> list[Item]:
    """Customers inside each part that has room for the number."""
    items: list[Item] = []
    for i, bar in enumerate(bars):
        x, width = _place(i, bars, room)
        for style, low, up in _segments(bar, look):
            words = say_count(up - low, lang)
            if (up - low) / high * room.height >= 15 and width_of(words, theme.SMALL) <= width:
                y = room.height * (1 - (low + up) / 2 / high) + 4
                ink = colours.text_on(style.colour)
                items.append(Words(x + width / 2, y, words, theme.SMALL, ink, align="center"))
    return items


def _lines(look: Look) -> list[str]:
    return wrap(look.name, theme.LABEL, NAME_ROOM, lines=2, bold=True)


def _width(look: Look, bar: Bar, key: str | None, lang: Language) -> float:
    """The room that a tier's words take beside the last bar."""
    names = max(width_of(line, theme.LABEL, bold=True) for line in _lines(look))
    return max(names, width_of(_figures(bar.customers.get(key, 0), bar, lang), theme.SMALL)) + 4


def _figures(customers: int, bar: Bar, lang: Language) -> str:
    share = say_share(customers / max(bar.total, 1), lang)
    return FIGURES.fill(n=say_count(customers, lang), share=share).say(lang)


def _gap(look: dict[str | None, Look]) -> float:
    """The height a tier's words need beside the last bar."""
    return 58 if any(len(_lines(each)) > 1 for each in look.values()) else 47


def _names(bars: list[Bar], look: dict[str | None, Look], *, room: Room, high: float, lang: Language) -> list[Item]:
    """The tiers' names beside the last bar, each at its part."""
    parts = [(style, low, up) for style, low, up in _segments(bars[-1], look)][::-1]
    names = [_lines(style) for style, *_ in parts]
    wanted = [room.height * (1 - (low + up) / 2 / high) for _, low, up in parts]
    places = spread(wanted, gap=_gap(look), low=16, high=room.height - 8)
    items: list[Item] = []
    end = sum(_place(len(bars) - 1, bars, room)) + 3
    for (style, low, up), lines, there, y in zip(parts, names, wanted, places, strict=True):
        items.append(Line(end, there, room.width + 16, y, style.edge, 1.4))
        at = y - 3 - 17 * (len(lines) - 1) / 2
        for line in lines:
            items.append(Words(room.width + 22, at, line, theme.LABEL, theme.INK, bold=True))
            at += 17
        figures = _figures(up - low, bars[-1], lang)
        items.append(Words(room.width + 22, at + 1, figures, theme.SMALL, theme.SOFT))
    return items
