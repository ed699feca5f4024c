"""What people type, read: days, pairs of words, columns to sort by, the name of a tier."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from fenji.errors import FenjiError, UnknownName
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.metrics.window import Window
    from fenji.result import Result

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
UNGRADED = Text("ungraded", "暂不评级")


def read_day(words: str | None, *, option: str = "--as-of") -> date | None:
    """A day as people write it: 2024-06-30, 2024/6/30 or 2024年6月30日.

    >>> read_day("2024/6/5")
    datetime.date(2024, 6, 5)
    """
    if words is None:
        return None
    found = _DAY.fullmatch(words.strip())
    if found:
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            pass
    problem = Text("'{words}' is not a day", "“{words}”不是日期").fill(words=words)
    raise FenjiError(problem, where=option, fix=Text("Write it as 2024-06-30.", "请写成 2024-06-30。"))


def read_window(words: str) -> Window:
    """A period as people write it; anything else is an error that shows how."""
    from fenji.metrics.window import Window

    try:
        return Window.read(words)
    except FenjiError as refused:
        raise FenjiError(refused.problem, where="--window", fix=refused.fix) from refused


def read_pairs(words: Sequence[str], *, option: str) -> dict[str, str]:
    """Pairs such as `amount=实付`, by name; the part after the first `=` is taken as it is.

    >>> read_pairs(["amount=实付"], option="--column")
    {'amount': '实付'}
    """
    pairs: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name.strip():
            problem = Text("'{word}' has no name and value", "“{word}”不是“名称=值”").fill(word=word)
            fix = Text("Write it as name=value: {option} amount=实付", "请写成 名称=值，例如 {option} amount=实付")
            raise FenjiError(problem, where=option, fix=fix.fill(option=option))
        pairs[name.strip()] = value
    return pairs


def read_options(words: Sequence[str], *, option: str) -> dict[str, object]:
    """Mapping options such as `header_row=3`; a list or a table of words is written as in YAML.

    >>> read_options(["status={退货: refund}", "refund_prefix=C"], option="--option")
    {'status': {'退货': 'refund'}, 'refund_prefix': 'C'}
    """
    import yaml

    read: dict[str, object] = {}
    for name, value in read_pairs(words, option=option).items():
        try:
            read[name] = yaml.safe_load(value) if value.lstrip()[:1] in ("{", "[") else value
        except yaml.YAMLError as unreadable:
            problem = Text("the value of {name} cannot be read", "无法读取 {name} 的值").fill(name=name)
            fix = Text("Write it as in YAML: status={退货: refund}", "请按 YAML 书写，例如 `status={退货: refund}`")
            raise FenjiError(problem, where=option, fix=fix) from unreadable
    return read


def read_limit(limit: int) -> int:
    """How many to show: at least one."""
    if limit < 1:
        problem = Text("{limit} is not a number of rows", "{limit} 不是行数").fill(limit=limit)
        raise FenjiError(problem, where="--limit", fix=Text("Give 1 or more.", "请给 1 或更大的数。"))
    return limit


def find_tier(result: Result, name: str) -> str | None:
    """The key of the tier a person means by its key or its name in either language; None is the ungraded."""
    tiers = result.scheme.scheme.tiers
    known = {word.casefold(): tier.key for tier in tiers for word in (tier.name.en, tier.name.zh)}
    known |= {tier.key.casefold(): tier.key for tier in tiers}
    wanted = name.strip().casefold()
    if wanted in known:
        return known[wanted]
    if wanted in (UNGRADED.en, UNGRADED.zh):
        return None
    names = [*(tier.key for tier in tiers), UNGRADED.en]
    raise UnknownName(Text("tier", "等级"), name, known=names, where=f"--tier ({result.run.scheme})")


def check_columns(result: Result, columns: Sequence[str], *, option: str) -> tuple[str, ...]:
    """Columns of a result to sort by, `-` in front for descending; an unknown one is an error with a guess."""
    for column in columns:
        if column.lstrip("-") not in result.columns:
            kind = Text("column", "列")
            raise UnknownName(kind, column.lstrip("-"), known=result.columns, where=option)
    return tuple(columns)
