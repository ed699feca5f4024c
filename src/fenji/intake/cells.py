"""SQL that turns a cell into a clean text, and tells what stands for 'empty' and what is damaged."""

from __future__ import annotations

from collections.abc import Sequence

from fenji.intake.spreadsheet_text import as_it_was
from fenji.intake.staged import MARK_END, MARKS

EMPTY_WORDS = (
    "null",
    "na",
    "n/a",
    "none",
    "-",
    "--",
    "无",
    "#",
    "/",
    "\\n",
    "nan",
    "nat",
    "nil",
    "空",
    "暂无",
    "未填",
    "未知",
    "unknown",
    "尚无购买",
    "no purchase",
)
EXCEL_ERRORS = ("#n/a", "#div/0!", "#ref!", "#value!", "#name?", "#num!", "#null!", "#spill!", "#calc!")
_INVISIBLE = r"[\x{200B}\x{FEFF}\x{2060}\x{202A}-\x{202E}\x{2066}-\x{2069}\x01-\x08\x0B\x0C\x0E-\x1F\x7F]"
_MARKS = r"[\x{200B}\x{FEFF}\x{2060}\x{202A}-\x{202E}\x{2066}-\x{2069}]"
# Whatever makes `clean_text` more than a trim: controls, odd spaces, invisible marks, what NFC composes, our marks.
_UNTIDY = (
    r"[\x00-\x1F\x7F\x{A0}\x{AD}\pM\x{374}\x{37E}\x{387}\x{958}-\x{95F}\x{1100}-\x{11FF}\x{1680}\x{1F71}-\x{1FFD}"
    r"\x{2000}-\x{200F}\x{2028}-\x{202F}\x{205F}-\x{206F}\x{2126}\x{212A}\x{212B}\x{2329}\x{232A}\x{3000}"
    r"\x{F900}-\x{FAFF}\x{FB1D}-\x{FB4E}\x{FDD0}-\x{FDEF}\x{FEFF}\x{2F800}-\x{2FA1F}]"
)


def quote(words: str) -> str:
    """A text as a literal of the query."""
    return "'" + words.replace("'", "''") + "'"


def among(value: str, words: Sequence[str]) -> str:
    """SQL for: the value is one of these words."""
    return f"{value} IN ({', '.join(quote(word) for word in words)})" if words else "FALSE"


def is_empty_word(text: str, words: Sequence[str]) -> str:
    """SQL for: the text is one of the words that mean 'empty'; long texts are told by their length alone."""
    longest = max((len(word.encode()) for word in words), default=0)
    if not words:
        return "FALSE"
    return f"CASE WHEN strlen({text}) <= {longest} THEN {among(f'lower({text})', words)} ELSE FALSE END"


def is_untidy(cell: str, *, is_ascii: bool) -> str:
    """SQL for: the cell needs cleaning: spaces around it, line breaks, controls, odd spaces, marks to compose.

    So does an apostrophe before it, which may be ours. `is_ascii`: of the whole file it is known that it has plain
    signs only; then a few comparisons tell.
    """
    begins = f"({cell} < '!' AND {cell} <> '') OR starts_with({cell}, '''')"
    edges = f"({begins} OR ends_with({cell}, ' '))"
    if is_ascii:
        return f"{edges} OR contains({cell}, chr(9)) OR contains({cell}, chr(10))"
    return f"{edges} OR regexp_matches({cell}, {quote(_UNTIDY)})"


def has_invisible(cell: str, *, or_breaks: bool) -> str:
    """SQL for: the cell has marks that nobody sees, such as those that turn the writing around, or line breaks."""
    marks = _MARKS[:-1] + r"\r\n]" if or_breaks else _MARKS
    return f"regexp_matches({cell}, {quote(marks)})"


def clean_text(cell: str, *, is_tidy: bool) -> str:
    """SQL for a trimmed, normalised text: NFC, no invisible marks or controls, one kind of space; empty is NULL.

    `is_tidy`: it is known of the whole column that no cell needs it.
    """
    if is_tidy:
        return f"nullif({cell}, '')"
    shown = f"regexp_replace({cell}, {quote(_INVISIBLE)}, '', 'g')"
    spaced = f"regexp_replace({shown}, '[\\s\\x{{00A0}}\\x{{3000}}]+', ' ', 'g')"
    cleaned = f"CASE WHEN {is_untidy(cell, is_ascii=False)} THEN nfc_normalize({spaced}) ELSE {cell} END"
    return f"nullif(trim({as_it_was(f'trim({cleaned})')}), '')"


def damage(text: str) -> dict[str, str]:
    """Problem code → SQL condition for cells that no type can take; the reader has marked them."""
    marks = {code: f"contains({text}, {quote(mark)})" for mark, code in MARKS.items()}
    return {**marks, "CONTROL_CHAR": f"contains({text}, chr(0))"}


def damage_detail(text: str) -> str:
    """SQL for what the reader's mark says beside the code: a byte's place, a merged range; NULL where nothing."""
    first, last = min(MARKS), max(MARKS)
    return f"nullif(regexp_extract({text}, '[{first}-{last}]([^{MARK_END}]*){MARK_END}', 1), '')"


def is_excel_error(text: str) -> str:
    """SQL for: the text is an Excel error value."""
    return f"CASE WHEN starts_with({text}, '#') THEN {among(f'lower({text})', EXCEL_ERRORS)} ELSE FALSE END"
