"""How one report speaks: the same figures, language and masks in every section."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from fenji.charts.canvas import Canvas
from fenji.charts.draw import draw
from fenji.errors import DrawError
from fenji.ink.colours import UNGRADED
from fenji.language import Language, Text, say_count, say_share
from fenji.pictures.figures import Figures
from fenji.pictures.report_words import WORDS
from fenji.pictures.said import money_said
from fenji.pictures.sections import Bars, Form
from fenji.tables.masks import mask

SCREEN = 700
MARKS = {True: ("▲", "good"), False: ("▼", "bad")}
NONE = "–"


class Spoken:
    """Words, money, shares and changes as this report says them."""

    def __init__(self, figures: Figures, lang: Language, *, is_masked: bool) -> None:
        self.figures, self.lang, self.is_masked = figures, lang, is_masked
        self.run, self.result = figures.result.run, figures.result

    def say(self, name: str, **values: object) -> str:
        """One of the report's sentences."""
        return WORDS[name].fill(**values).say(self.lang)

    def heads(self, *names: str) -> tuple[str, ...]:
        """The headings of a table."""
        return tuple(WORDS[f"head_{name}"].say(self.lang) for name in names)

    def count(self, value: int | None) -> str:
        """A count."""
        return say_count(value, self.lang)

    def share(self, value: Decimal | None) -> str:
        """A share to a tenth of a percent."""
        return NONE if value is None else say_share(value, self.lang, decimals=1)

    def money(self, value: Decimal | None) -> str:
        """Money as it is written on a wall."""
        return money_said(value, self.run.currency, self.lang)

    def change(self, share: Decimal | None) -> str:
        """A change with the mark of its direction; a dash where there is nothing to compare with."""
        if share is None:
            return NONE
        moved = round(share * 100, 1)
        return f"{MARKS[moved > 0][0]} {abs(moved)}%" if moved else self.say("even")

    def bars(
        self,
        values: Sequence[Decimal | int | None],
        of: str,
        form: Form = "count",
        *,
        names: Sequence[Text] = (),
    ) -> Bars:
        """The bars of a table's rows; in the colours of the tiers where the rows are tiers, by their names."""
        own = {tier.name: tier.icon.colour for tier in self.result.scheme.scheme.tiers}
        is_tiers = any(name in own for name in names)
        colours = tuple(own.get(name) or UNGRADED for name in names) if is_tiers else ()
        return Bars(tuple(Decimal(value or 0) for value in values), self.say(of), form, colours)

    def who(self, row: Any) -> str:
        """A customer by name; masked, by the first letter and the number."""
        name = row["name"]
        if name is None:
            return str(row["customer_id"])
        return f"{mask('name', name)} ({row['customer_id']})" if self.is_masked else str(name)

    def drawn(self, chart: str, percent: int = 100) -> str | None:
        """A chart for so much of a page's width, its letters as large as in all; None where it would not be honest."""
        try:
            return draw(self.result, chart, self.lang, on=Canvas.screen(SCREEN * percent / 100)).svg
        except DrawError:
            return None

    def tier(self, key: str | None) -> str:
        """A tier's name; a dash where there is none."""
        names: dict[str | None, Text] = {tier.key: tier.name for tier in self.result.scheme.scheme.tiers}
        return names[key].say(self.lang) if key in names else WORDS["ungraded"].say(self.lang)
