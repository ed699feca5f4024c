"""SQL that reads a wall-clock time as people write it; the column says which calendar and order it is in."""

from __future__ import annotations

from fenji.intake.cells import quote

SENTINELS = ("1900-01-01", "1970-01-01", "9999-12-31", "0001-01-01", "1899-12-30", "2099-12-31")
FIRST, LAST = "TIMESTAMP '1000-01-01'", "TIMESTAMP '9999-12-31 23:59:59'"
BUDDHIST_YEARS = (2443, 2643)  # 1900 to 2100
ROC, BUDDHIST = 1911, -543  # years of these calendars + this = our year
_DAY = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
_MOMENT = _DAY + r"([ T]\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?"
_OFFSET = r"(Z|[+-]\d{2}:?\d{2})"
_WIDE = "０１２３４５６７８９．，－−＋％（）：／　"
_NARROW = "0123456789.,--+%():/ "
_ORDERS = {"ymd": "%y-%m-%d", "dmy": "%d-%m-%y", "mdy": "%m-%d-%y"}


def is_sentinel(moment_sql: str) -> str:
    """SQL for: the day is one that systems write for 'empty'."""
    days = ", ".join(f"DATE '{day}'" for day in SENTINELS)
    return f"CAST({moment_sql} AS DATE) IN ({days})"


def is_forever(text: str) -> str:
    """SQL for: a word that systems write for 'no day' (infinity, epoch)."""
    return f"lower({text}) IN ('infinity', '-infinity', 'epoch')"


def is_plain_moment(text: str, value: str, *, may_have_offset: bool = True) -> str:
    """SQL for: the engine itself reads the text (as `value`) the way people mean it, with year first and no offset."""
    is_finite = f"{value} IS NOT NULL AND {value} >= {FIRST} AND {value} < {LAST}"
    if not may_have_offset:
        return f"({is_finite})"
    clocked = f"contains({text}, '+') OR right({text}, 1) > '9' OR contains(right({text}, 6), '-')"
    has_offset = f"(CASE WHEN strlen({text}) > 10 OR contains({text}, ':') THEN {clocked} ELSE FALSE END)"
    return f"({is_finite} AND NOT {has_offset})"


def moment(
    text: str, *, is_plain: bool, date_order: str, calendar: str, has_serials: bool, is_1904: bool = False
) -> str:
    """SQL for a wall-clock time; NULL when the text is none, or names a day that never was.

    Read are 2024-06-05, 2024/6/5 13:05, 2024年6月5日 下午3:05, 20240605, 2024.6.5, day/month/year by `date_order`,
    and Excel's day numbers where the file is a workbook, counted from its own first day (`is_1904`: 1 January 1904).
    A stated offset (Z, +08:00) is left to `moment_offset`.
    """
    fast = f"TRY_CAST({text} AS TIMESTAMP)"
    if is_plain and calendar == "gregorian":
        return fast
    words = plain_words(text)
    if calendar != "gregorian":
        return f"CASE {_of_calendar(words, text, calendar)} END"
    spread = date_order if date_order != "ymd" else "dmy"
    full = ", ".join(f"'{_ORDERS[spread].replace('%y', '%Y')}{clock}'" for clock in (" %H:%M:%S", " %H:%M", ""))
    brief = ", ".join(f"'{_ORDERS[date_order]}{clock}'" for clock in (" %H:%M:%S", " %H:%M", ""))
    branches = [
        f"WHEN {is_plain_moment(text, fast)} THEN {fast}",
        f"WHEN regexp_full_match({words}, {quote(_MOMENT)}) THEN TRY_CAST({_afternoon(words, text)} AS TIMESTAMP)",
        f"WHEN regexp_full_match({words}, '[12][0-9]{{7}}') THEN try_strptime({words}, '%Y%m%d')",
        f"WHEN regexp_full_match({words}, '[12][0-9]{{13}}') THEN try_strptime({words}, '%Y%m%d%H%M%S')",
        f"WHEN regexp_full_match({words}, '[0-9]{{1,2}}-[0-9]{{1,2}}-[0-9]{{4}}( .*)?') THEN "
        f"try_strptime({words}, [{full}])",
        f"WHEN regexp_full_match({words}, '[0-9]{{1,2}}-[0-9]{{1,2}}-[0-9]{{1,2}}( .*)?') THEN "
        f"try_strptime({words}, [{brief}])",
    ]
    if has_serials:
        day = f"TRY_CAST({words} AS DOUBLE)"
        first, least = ("1904-01-01", 0) if is_1904 else ("1899-12-30", 61)  # 60 is a day that never was
        branches.append(
            f"WHEN regexp_full_match({words}, '[0-9]{{1,5}}(\\.[0-9]+)?') AND {day} >= {least} THEN "
            f"TIMESTAMP '{first}' + to_seconds(round({day} * 86400))"
        )
    return f"CASE {' '.join(branches)} END"


def moment_offset(text: str) -> str:
    """SQL for the stated distance from UTC in seconds (Z = 0, +08:00 = 28800), or NULL where none is stated."""
    mark = f"regexp_extract({text}, '[0-9]{_OFFSET}$', 1)"
    minutes = f"(CAST({mark}[2:3] AS INTEGER) * 60 + CAST({mark}[-2:] AS INTEGER)) * 60"
    has = f"regexp_matches({text}, '[T ][0-9]{{1,2}}:[0-9]{{2}}.*[0-9]{_OFFSET}$')"
    return f"CASE WHEN {has} THEN CASE {mark}[1:1] WHEN 'Z' THEN 0 WHEN '-' THEN -({minutes}) ELSE {minutes} END END"


def shapes(text: str) -> dict[str, str]:
    """What decides how a column of days is read: name → SQL condition of one cell.

    `day_first` and `month_first`: a 25/12/2023 that can be read one way only; `both`: a 01/02/2024 that can be read
    two ways; `brief`: 24-1-5; `roc` and `buddhist`: years of another calendar; `forever`: a
    word for no day.
    """
    words = plain_words(text)
    early, late = BUDDHIST_YEARS
    is_short = f"regexp_full_match({words}, '[0-9]{{1,2}}-[0-9]{{1,2}}-[0-9]{{4}}( .*)?')"
    first = f"TRY_CAST(regexp_extract({words}, '^([0-9]+)-', 1) AS INTEGER)"
    second = f"TRY_CAST(regexp_extract({words}, '^[0-9]+-([0-9]+)-', 1) AS INTEGER)"
    year = f"TRY_CAST(regexp_extract({words}, '^([0-9]{{4}})-', 1) AS INTEGER)"
    return {
        "filled": f"{text} IS NOT NULL",
        "short": is_short,
        "day_first": f"{is_short} AND {first} > 12",
        "month_first": f"{is_short} AND {second} > 12",
        "brief": f"regexp_full_match({words}, '[0-9]{{1,2}}-[0-9]{{1,2}}-[0-9]{{1,2}}( .*)?')",
        "roc": f"regexp_matches({text}, '民[国國]') OR regexp_full_match({words}, '1[0-9]{{2}}(-[0-9]+){{2}}( .*)?')",
        "buddhist": f"regexp_matches({text}, '佛[历曆]|พ.ศ.') OR {year} BETWEEN {early} AND {late}",
        "forever": is_forever(text),
    }


def plain_words(text: str) -> str:
    """SQL for a moment with year-month-day by hyphens and hour:minute by a colon, without words and offset."""
    narrow = f"translate({text}, {quote(_WIDE)}, {quote(_NARROW)})"
    era = f"regexp_replace({narrow}, '^(中[华華])?民[国國] *|^(佛[历曆]|พ.ศ.) *', '')"
    days = f"regexp_replace({era}, '^([0-9]{{1,4}})[年./]([0-9]{{1,2}})[月./]([0-9]{{1,4}})日? *', '\\1-\\2-\\3 ')"
    bare = f"regexp_replace({days}, '(上午|下午|AM|PM|凌晨|晚上) *', '', 'gi')"
    clock = f"regexp_replace(regexp_replace({bare}, '([0-9])[时点]', '\\1:'), '([0-9])分', '\\1:')"
    return f"trim(rtrim(regexp_replace({clock}, '([0-9]{{2}}){_OFFSET}$', '\\1'), '秒: '))"


def _of_calendar(words: str, text: str, calendar: str) -> str:
    """Years of the Republic of China or of the Buddha, and only those."""
    shift, digits = (ROC, "{2,3}") if calendar == "roc" else (BUDDHIST, "{4}")
    year = f"TRY_CAST(regexp_extract({words}, '^([0-9]+)-', 1) AS INTEGER)"
    ours = f"({year} + {shift}) || regexp_extract({words}, '^[0-9]+(-.*)$', 1)"
    shape = f"[0-9]{digits}-[0-9]{{1,2}}-[0-9]{{1,2}}( [0-9]{{1,2}}:[0-9]{{2}}(:[0-9]{{2}})?)?"
    return f"WHEN regexp_full_match({words}, '{shape}') THEN TRY_CAST({_afternoon(ours, text)} AS TIMESTAMP)"


def _afternoon(words: str, text: str) -> str:
    """Adds twelve hours where the text says afternoon (下午, 晚上, PM) and the hour is below twelve."""
    hour = f"TRY_CAST(regexp_extract({words}, '[ T]([0-9]{{1,2}}):', 1) AS INTEGER)"
    later = f"regexp_replace({words}, '[ T][0-9]{{1,2}}:', ' ' || ({hour} + 12) || ':')"
    return f"CASE WHEN regexp_matches({text}, '(?i)下午|晚上|PM') AND {hour} < 12 THEN {later} ELSE {words} END"
