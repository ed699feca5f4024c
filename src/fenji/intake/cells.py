"""SQL that turns a cell's text into a clean text, a number or a wall-clock time; what cannot be read is NULL."""

from __future__ import annotations

from collections.abc import Sequence

from fenji.intake.staged import BAD_BYTES, DIGITS_LOST

EMPTY_WORDS = ("null", "na", "n/a", "none", "-", "--", "无", "#", "/", "\\n", "nan", "nat", "nil", "空", "暂无", "未填")
EXCEL_ERRORS = ("#n/a", "#div/0!", "#ref!", "#value!", "#name?", "#num!", "#null!")
SENTINELS = ("1900-01-01", "1970-01-01", "9999-12-31", "0001-01-01", "1899-12-30", "2099-12-31")
PLAIN_NUMBER = r"[+-]?(\d+(\.\d*)?|\.\d+)"
PLAIN_DAY = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
PLAIN_MOMENT = PLAIN_DAY + r"([ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?"
_OFFSET = r"(Z|[+-]\d{2}:?\d{2})"
_INVISIBLE = r"[\x{200B}\x{FEFF}\x{2060}\x{202A}-\x{202E}\x{2066}-\x{2069}\x01-\x08\x0B\x0C\x0E-\x1F\x7F]"
_WIDE = "０１２３４５６７８９．，－−＋％（）：／　"
_NARROW = "0123456789.,--+%():/ "


def quote(words: str) -> str:
    """A text as a literal of the query."""
    return "'" + words.replace("'", "''") + "'"


def is_empty_word(text: str, words: Sequence[str]) -> str:
    """SQL for: the text is one of the words that mean 'empty'; long texts are told by their length alone."""
    longest = max((len(word.encode()) for word in words), default=0)
    return f"(strlen({text}) <= {longest} AND {among(f'lower({text})', words)})" if words else "FALSE"


def is_sentinel(moment_sql: str) -> str:
    """SQL for: the day is one that systems write for 'empty'."""
    days = ", ".join(f"DATE '{day}'" for day in SENTINELS)
    return f"CAST({moment_sql} AS DATE) IN ({days})"


def among(value: str, words: Sequence[str]) -> str:
    """SQL for: the value is one of these words."""
    return f"{value} IN ({', '.join(quote(word) for word in words)})" if words else "FALSE"


def clean_text(cell: str, *, is_plain: bool) -> str:
    """SQL for a trimmed, normalised text: NFC, no invisible marks or controls, one kind of space; empty is NULL.

    `is_plain`: the reader has seen that the whole file is ASCII without controls.
    """
    if is_plain:
        return f"nullif(trim({cell}), '')"
    shown = f"regexp_replace({cell}, {quote(_INVISIBLE)}, '', 'g')"
    spaced = f"regexp_replace({shown}, '[\\s\\x{{00A0}}\\x{{3000}}]+', ' ', 'g')"
    return (
        f"nullif(trim(CASE WHEN strlen({cell}) = length({cell}) AND NOT regexp_matches({cell}, '[\\x00-\\x1F\\x7F]') "
        f"THEN {cell} ELSE nfc_normalize({spaced}) END), '')"
    )


def damage(text: str) -> dict[str, str]:
    """Problem code → SQL condition for cells that no type can take."""
    return {
        "ENCODING": f"contains({text}, {quote(BAD_BYTES)})",
        "PRECISION_LOST": f"contains({text}, {quote(DIGITS_LOST)})",
        "CONTROL_CHAR": f"contains({text}, chr(0))",
        "EXCEL_ERROR": among(f"lower({text})", EXCEL_ERRORS),
    }


def number_text(text: str) -> str:
    """SQL for a number as people write it, brought to digits, point and sign; anything else stays unreadable.

    Read are: ¥1,234.50 · 1234元 · (12.00) and 12- as negative · full-width digits. Not read: 12%, 1.2万, 约500.
    """
    narrow = f"upper(translate({text}, {quote(_WIDE)}, {quote(_NARROW)}))"
    bare = f"regexp_replace({narrow}, '^[¥￥$£€ ]+|^(RMB|CNY|USD|EUR|GBP|JPY|HKD) *|[元 ]+$| ', '', 'g')"
    signed = f"regexp_replace(regexp_replace({bare}, '^\\(([0-9.,]+)\\)$', '-\\1'), '^([0-9.,]+)-$', '-\\1')"
    money = f"regexp_replace({signed}, '^([+-]?)[¥￥$£€]', '\\1')"
    return (
        f"CASE WHEN regexp_full_match({money}, '[+-]?[0-9]{{1,3}}(,[0-9]{{3}})+(\\.[0-9]*)?') "
        f"THEN replace({money}, ',', '') "
        f"WHEN regexp_full_match({money}, {quote(PLAIN_NUMBER + '(E[+-]?[0-9]{1,2})?')}) THEN {money} END"
    )


def decimal(text: str, kind: str, *, is_plain: bool) -> str:
    """SQL for a number of type `kind`, rounded once, half away from zero (HALF_UP), as DuckDB casts text to DECIMAL."""
    return f"TRY_CAST({text if is_plain else number_text(text)} AS {kind})"


def moment(text: str, *, is_plain: bool, date_order: str, has_serials: bool) -> str:
    """SQL for a wall-clock time; NULL when the text is none, or names a day that never was.

    Read are 2024-06-05, 2024/6/5 13:05, 2024年6月5日 下午3:05, 20240605, 2024.6.5, day/month/year by `date_order`,
    and Excel's day numbers where the file is a workbook. A stated offset (Z, +08:00) is left to `moment_offset`.
    """
    if is_plain:
        return f"TRY_CAST({text} AS TIMESTAMP)"
    words = _plain_words(text)
    day_first = "'%d-%m-%Y %H:%M:%S', '%d-%m-%Y %H:%M', '%d-%m-%Y'"
    month_first = "'%m-%d-%Y %H:%M:%S', '%m-%d-%Y %H:%M', '%m-%d-%Y'"
    branches = [
        f"WHEN regexp_full_match({words}, {quote(PLAIN_MOMENT)}) THEN TRY_CAST({_afternoon(words, text)} AS TIMESTAMP)",
        f"WHEN regexp_full_match({words}, '[12][0-9]{{7}}') THEN try_strptime({words}, '%Y%m%d')",
        f"WHEN regexp_full_match({words}, '[12][0-9]{{13}}') THEN try_strptime({words}, '%Y%m%d%H%M%S')",
        f"WHEN regexp_full_match({words}, '[0-9]{{1,2}}-[0-9]{{1,2}}-[0-9]{{4}}( .*)?') THEN "
        f"try_strptime({words}, [{day_first if date_order != 'mdy' else month_first}])",
    ]
    if has_serials:
        day = f"TRY_CAST({words} AS DOUBLE)"
        branches.append(
            f"WHEN regexp_full_match({words}, '[0-9]{{2,5}}(\\.[0-9]+)?') AND {day} > 60 THEN "
            f"TIMESTAMP '1899-12-30' + to_seconds(round({day} * 86400))"
        )
    return f"CASE {' '.join(branches)} END"


def moment_offset(text: str) -> str:
    """SQL for the stated distance from UTC in seconds (Z = 0, +08:00 = 28800), or NULL where none is stated."""
    mark = f"regexp_extract({text}, '[0-9]{_OFFSET}$', 1)"
    minutes = f"(CAST({mark}[2:3] AS INTEGER) * 60 + CAST({mark}[-2:] AS INTEGER)) * 60"
    has = f"regexp_matches({text}, '[T ][0-9]{{1,2}}:[0-9]{{2}}.*[0-9]{_OFFSET}$')"
    return f"CASE WHEN {has} THEN CASE {mark}[1:1] WHEN 'Z' THEN 0 WHEN '-' THEN -({minutes}) ELSE {minutes} END END"


def day_month_parts(text: str) -> tuple[str, str, str]:
    """SQL for: it is a 01/02/2024-like text, its first part, its second part; the column decides which is the day."""
    words = _plain_words(text)
    is_short = f"regexp_full_match({words}, '[0-9]{{1,2}}-[0-9]{{1,2}}-[0-9]{{4}}( .*)?')"
    first = f"TRY_CAST(regexp_extract({words}, '^([0-9]+)-', 1) AS INTEGER)"
    second = f"TRY_CAST(regexp_extract({words}, '^[0-9]+-([0-9]+)-', 1) AS INTEGER)"
    return is_short, first, second


def _plain_words(text: str) -> str:
    narrow = f"translate({text}, {quote(_WIDE)}, {quote(_NARROW)})"
    days = f"regexp_replace({narrow}, '^([0-9]{{1,4}})[年./]([0-9]{{1,2}})[月./]([0-9]{{1,4}})日? *', '\\1-\\2-\\3 ')"
    bare = f"regexp_replace({days}, '(上午|下午|AM|PM|凌晨|晚上) *', '', 'gi')"
    clock = f"regexp_replace(regexp_replace({bare}, '([0-9])[时点]', '\\1:'), '([0-9])分', '\\1:')"
    return f"trim(rtrim(regexp_replace({clock}, '([0-9]{{2}}){_OFFSET}$', '\\1'), '秒: '))"


def _afternoon(words: str, text: str) -> str:
    """Adds twelve hours where the text says afternoon (下午, 晚上, PM) and the hour is below twelve."""
    hour = f"TRY_CAST(regexp_extract({words}, '[ T]([0-9]{{1,2}}):', 1) AS INTEGER)"
    later = f"regexp_replace({words}, '[ T][0-9]{{1,2}}:', ' ' || ({hour} + 12) || ':')"
    return f"CASE WHEN regexp_matches({text}, '(?i)下午|晚上|PM') AND {hour} < 12 THEN {later} ELSE {words} END"
