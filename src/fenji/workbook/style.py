"""How the workbook looks: one palette, one font, formats made once and shared."""

from __future__ import annotations

from typing import Any

from fenji.ink.colours import text_on
from fenji.language import Language
from fenji.workbook.cells import readable_on_white

SLATE = "#22324D"
AMBER = "#B45309"
PALE = "#E9EDF4"
BAND = "#F6F8FB"
LINE = "#DDE3EC"
INK = "#1F2933"
FAINT = "#6B7785"
BAR = "#C7D8F2"

FONTS = {"zh": "Microsoft YaHei", "en": "Arial"}


class Style:
    """The formats of one workbook: asked for by their properties, made on first use."""

    def __init__(self, workbook: Any, lang: Language, *, is_simulated: bool) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}
        self._plain = {"font_name": FONTS[lang], "font_size": 10, "font_color": INK, "valign": "vcenter"}
        self.accent = AMBER if is_simulated else SLATE

    def of(self, **properties: Any) -> Any:
        """The format with these properties over the plain one."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**self._plain, **properties})
        return self._made[key]

    @property
    def banner(self) -> Any:
        """The first row: what the sheet shows, as of when, by which standard; amber where the data is simulated."""
        return self.of(bg_color=self.accent, font_color="#FFFFFF", bold=True, text_wrap=True, indent=1)

    @property
    def header(self) -> Any:
        """A column header."""
        return self.of(
            bold=True, bg_color=PALE, bottom=1, bottom_color=SLATE, text_wrap=True, align="center", num_format="@"
        )

    @property
    def text(self) -> Any:
        """Text that stays text when somebody edits it: ids, names, phone numbers."""
        return self._line(num_format="@", indent=1)

    @property
    def words(self) -> Any:
        """Sentences: wrapped, at the top of the cell, never read as a formula."""
        return self._line(text_wrap=True, quote_prefix=True, indent=1)

    @property
    def unknown(self) -> Any:
        """The word for unknown, faint, so that figures stand out."""
        return self._line(font_color=FAINT, italic=True, align="center")

    def number(self, num_format: str) -> Any:
        """A number with its format."""
        return self._line(num_format=num_format, align="right", indent=1)

    @property
    def day(self) -> Any:
        """A date as 2024-06-05."""
        return self._line(num_format="yyyy-mm-dd", align="center")

    def filled(self, colour: str, **more: Any) -> Any:
        """A cell in a tier's colour, with readable ink."""
        return self._line(
            bg_color=colour,
            font_color=text_on(colour),
            bold=True,
            align="center",
            num_format="@",
            left=1,
            left_color="#FFFFFF",
            right=1,
            right_color="#FFFFFF",
            **more,
        )

    def symbol(self, colour: str, *, size: int = 13) -> Any:
        """A tier's symbol in its colour on white."""
        return self._line(font_color=readable_on_white(colour), font_size=size, align="center", num_format="@")

    @property
    def band(self) -> Any:
        """The shade of every second row; a rule, not a fill, so that it survives sorting."""
        key = (("band", True),)
        if key not in self._made:
            self._made[key] = self._workbook.add_format({"bg_color": BAND})
        return self._made[key]

    def _line(self, **properties: Any) -> Any:
        return self.of(bottom=1, bottom_color=LINE, **properties)
