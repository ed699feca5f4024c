"""What may stand in a cell: text without control characters and within Excel's length, colours, dates."""

from __future__ import annotations

import re
from datetime import date

from fenji.ink.colours import PAPER, contrast, mix
from fenji.language import Language, Text

LONGEST = 32_767  # UTF-16 units: Excel's limit for the text of one cell
CUT = Text(" … [cut]", " …[已截断]")
FIRST_YEAR = 1900  # Excel has no earlier day

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def clean(words: object, lang: Language) -> str:
    """Text as a cell can hold it: characters that XML forbids are left out, over-long text ends with a mark.

    >>> clean("张\\x00三\\x1b", "zh")
    '张三'
    >>> len(clean("a" * 40_000, "zh")), clean("a" * 40_000, "zh")[-6:]
    (32767, '…[已截断]')
    """
    text = words if isinstance(words, str) else str(words)
    if not text.isascii() or not text.isprintable():
        text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) * 2 <= LONGEST or _units(text) <= LONGEST:
        return text
    mark = CUT.say(lang)
    kept = text.encode("utf-16-le")[: 2 * (LONGEST - len(mark))]
    return kept.decode("utf-16-le", errors="ignore") + mark


def lines(words: str, width: int) -> int:
    """How many lines a text takes in a column so many characters wide; a Chinese character is two wide.

    >>> lines("重要客户", 4), lines("two words", 20), lines("", 20)
    (2, 1, 1)
    """
    return sum(max(1, -(-(len(part) + len(part.encode("utf-8"))) // (2 * width))) for part in words.split("\n"))


def fits_calendar(day: date) -> bool:
    """Whether Excel's calendar has this day; earlier ones are written as text.

    >>> fits_calendar(date(1899, 12, 31)), fits_calendar(date(2024, 2, 29))
    (False, True)
    """
    return day.year >= FIRST_YEAR


def readable_on_white(colour: str) -> str:
    """The same hue, darkened until a symbol in it is seen on white (contrast 3 : 1).

    >>> readable_on_white("#1F3A5F"), readable_on_white("#FFD700")
    ('#1F3A5F', '#AA8F00')
    """
    while contrast(colour, PAPER) < 3.0:
        colour = mix(colour, "#000000", 0.04)
    return colour


def colour_name(colour: str) -> Text:
    """The nearest everyday word for a colour, so that a grey print still says which it was.

    >>> colour_name("#D4A017").zh, colour_name("#7F8C8D").en
    ('金色', 'grey')
    """
    here = _rgb(colour)

    def distance(name: tuple[str, Text]) -> int:
        return sum((a - b) ** 2 for a, b in zip(here, _rgb(name[0]), strict=True))

    return min(_NAMES, key=distance)[1]


_NAMES = (
    ("#D4A017", Text("gold", "金色")),
    ("#C0C0C0", Text("silver", "银色")),
    ("#B87333", Text("bronze", "铜色")),
    ("#C0392B", Text("red", "红色")),
    ("#E67E22", Text("orange", "橙色")),
    ("#F7DC3F", Text("yellow", "黄色")),
    ("#2E8B57", Text("green", "绿色")),
    ("#009E73", Text("green", "绿色")),
    ("#1F9E9E", Text("teal", "青色")),
    ("#5DADE2", Text("light blue", "浅蓝色")),
    ("#2F6DB5", Text("blue", "蓝色")),
    ("#1F2A5A", Text("navy", "深蓝色")),
    ("#7D3C98", Text("purple", "紫色")),
    ("#D86A9C", Text("pink", "粉色")),
    ("#7F8C8D", Text("grey", "灰色")),
    ("#6B4226", Text("brown", "棕色")),
    ("#202020", Text("black", "黑色")),
    ("#FFFFFF", Text("white", "白色")),
)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
