"""The workbook being written: language, banner, formats, and what the sheets have told so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from fenji.advice.playbook import SHIPPED, Playbook
from fenji.ink.colours import UNGRADED as GREY
from fenji.language import Language, Text, say_date, say_money
from fenji.workbook.cells import clean
from fenji.workbook.column import Told
from fenji.workbook.style import Style

if TYPE_CHECKING:
    from fenji.result import Result, Run
    from fenji.scheme.model import Tier

SIMULATED = Text("SIMULATED DATA", "模拟数据")
UNGRADED = Text("Not yet graded", "暂不评级")
ROW_HEIGHT = 18

Progress = Callable[[str, float], None]
CustomerType = Literal["tier", "stage", "rfm_class"]
T = TypeVar("T")

_TELL_EVERY = 5_000
_LONGEST_FOOTER = 230  # of 255 letters that Excel takes


@dataclass
class Book:
    """One workbook in one language, written sheet after sheet, each from top to bottom."""

    workbook: Any
    style: Style
    lang: Language
    run: Run
    scheme_title: Text
    tiers: dict[str, Tier]
    names: dict[str | None, str]
    row_limit: int
    progress: Progress
    customer_type: CustomerType = "tier"
    playbook: Playbook = SHIPPED
    told: list[Told] = field(default_factory=list)
    mark: Text | None = None
    _done: int = 0
    _sheets: int = 1

    @classmethod
    def of(cls, workbook: Any, result: Result, *, lang: Language, row_limit: int, progress: Progress) -> Book:
        """A book for this result; nothing is written yet."""
        scheme = result.scheme.scheme
        style = Style(workbook, lang, is_simulated=result.run.is_simulated)
        tiers = {tier.key: tier for tier in scheme.tiers}
        names: dict[str | None, str] = {key: clean(tier.name.say(lang), lang) for key, tier in tiers.items()}
        names[None] = UNGRADED.say(lang)
        return cls(workbook, style, lang, result.run, scheme.title, tiers, names, row_limit, progress)

    def begin(self, number: int, of: int) -> None:
        """Sheet `number` of so many starts: for progress."""
        self._done, self._sheets = number, of

    def follow(self, title: Text, rows: Iterable[T]) -> Iterator[T]:
        """The same rows, while progress is told every few thousand."""
        stage, everyone = self.say(title), max(self.run.customers, 1)
        self.progress(stage, self._done / self._sheets)
        for number, row in enumerate(rows, start=1):
            yield row
            if number % _TELL_EVERY == 0:
                self.progress(stage, (self._done + min(number / everyone, 1.0)) / self._sheets)

    def say(self, text: Text) -> str:
        """The words in the book's language."""
        return text.say(self.lang)

    def tier_name(self, key: str | None) -> str:
        """A tier's name; the ungraded have words of their own."""
        return self.names[key]

    def tier_colour(self, key: str | None) -> str:
        """A tier's colour as #RRGGBB; grey for the ungraded."""
        return GREY if key is None else str(self.tiers[key].colour).upper()

    @property
    def currency_word(self) -> str:
        """The run's currency as people write it: 元, 美元, USD."""
        currency = self.run.currency
        return say_money(0, currency, "zh").removeprefix("0") if self.lang == "zh" else currency

    @property
    def origin(self) -> Text:
        """As of when, by which standard, in which run."""
        return Text(
            "as of {day} · {scheme} v{version} · run {run}", "评估基准日 {day} · {scheme} 第{version}版 · 批次 {run}"
        ).fill(
            day=say_date(self.run.as_of, self.lang),
            scheme=self.scheme_title,
            version=self.run.version,
            run=self.run.id,
        )

    def banner(self, title: str) -> str:
        """The first row's words: the mark of simulated data, the sheet, and where its figures come from."""
        words = f"{title} · {self.say(self.origin)}"
        return clean(f"【{self.say(SIMULATED)}】 {words}" if self.run.is_simulated else words, self.lang)

    def add_sheet(self, title: str, *, columns: int, is_portrait: bool = False) -> Any:
        """A sheet with banner, print set-up, header and footer; the caller goes on from the second row."""
        sheet = self.workbook.add_worksheet(title)
        sheet.hide_gridlines(2)
        sheet.set_default_row(ROW_HEIGHT)
        sheet.set_tab_color(self.style.accent)
        sheet.set_paper(9)
        if not is_portrait:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.set_header(f"&L&9{_printed(title)}&R&9{_printed(self._print_mark())}")
        sheet.set_footer(f"&L&8{_printed(self.say(self.mark or self.origin))[:_LONGEST_FOOTER]}&R&8&P / &N")
        sheet.set_row(0, 30)
        if columns > 1:
            sheet.merge_range(0, 0, 0, columns - 1, "", self.style.banner)
        sheet.write_string(0, 0, self.banner(title), self.style.banner)
        return sheet

    def _print_mark(self) -> str:
        return self.say(SIMULATED) if self.run.is_simulated else self.run.source_name


def _printed(words: str) -> str:
    """Words for a print header: `&` would start a code, and Excel takes 255 characters in all."""
    return " ".join(clean(words, "en").split())[:90].replace("&", "&&")
