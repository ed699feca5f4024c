"""What customers say on their journey: the words they use most, and quotes of those who agreed, without names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fenji.journeys.found import Quote

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from fenji.journeys.found import Typical

TYPICAL = 3
SHORTEST, LONGEST, TWO = 6, 80, 2
ASKED = 200
"""Of whoever agreed, so many answers are looked at for quotes; the same ones for equal data."""

_LETTERS = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(\.[\w-]+)+")
_NUMBER = re.compile(r"[\d０-９][\d０-９ .·/()（）_‐‑–—－-]{3,}[\d０-９]")
_HANDLE = re.compile(r"(微信号?|wechat|weixin|QQ|qq|vx|VX)\s*[:：]?\s*[A-Za-z][\w-]{4,}")
_ADDRESSED = re.compile(
    r"[\u4e00-\u9fff]{1,2}(?=先生|女士|小姐|太太|师傅|经理|主任|老师|医生|总监|总(?![是在之算共会能的体计结额量数得归而要有]))"
    r"|(?<=[小老阿])[\u4e00-\u9fff](?=[，。,、：:！!\s]|$)|\b(Mr|Mrs|Ms|Dr)\.? +[A-Z][a-z]+"
)
_HIDDEN = "*"


def said_most(rows: Sequence[Mapping[str, Any]], words: Sequence[str], stages: Mapping[str, str]) -> dict[str, Typical]:
    """Stage → the words said most in the answers about its contacts, each with the answers that hold it."""
    found: dict[str, Counter[str]] = {}
    for row in rows:
        counted = found.setdefault(stages[row["about"]], Counter())
        for n, word in enumerate(words):
            if row[f"word_{n}"]:
                counted[word] += int(row[f"word_{n}"])
    order = {word: n for n, word in enumerate(words)}
    return {
        stage: tuple(sorted(counted.items(), key=lambda one: (-one[1], order[one[0]]))[:TYPICAL])
        for stage, counted in found.items()
        if counted
    }


def about(walk: ir.Table, people: ir.Table | None) -> ir.Table:
    """Answers that may be quoted, short enough to stand on a wall: what they are about, words; at most 200, by text.

    None that holds the name of whoever said it, the given name alone or in other letters included.
    """
    text = walk.text.strip()
    agreed = walk.filter(walk.may_quote & text.length().between(SHORTEST, LONGEST))
    told = agreed.select("customer_id", "about", words=agreed.text.strip())
    if people is not None:
        named = people.select(whose="customer_id", who="name")
        joined = told.left_join(named, told.customer_id == named.whose)
        told = joined.filter(joined.who.isnull() | ~_names(joined.words, joined.who)).select(*told.columns)
    chosen = told.select("about", "words").distinct()
    return chosen.order_by(["words", "about"]).limit(ASKED)


def _names(words: ir.StringValue, who: ir.StringValue) -> ir.BooleanValue:
    """Whether words hold a name: whole, without its first letter (林之遥 → 之遥), or its first or last word (Anna)."""
    said, name = words.lower(), who.strip().lower()
    is_held = said.contains(name) | ((name.length() > TWO) & said.contains(name.substr(1)))
    for pattern in (r"^(\S{3,})\s", r"\s(\S{3,})$"):
        part = name.re_extract(pattern, 1)
        is_held = is_held | ((part.length() > TWO) & said.contains(part))
    return is_held


def quotes(
    rows: Sequence[Mapping[str, Any]], stages: Mapping[str, str], typical: Mapping[str, Typical]
) -> tuple[Quote, ...]:
    """One quote a stage: of those who agreed the one that holds the stage's most typical words, then the shortest."""
    best: dict[str, tuple[tuple[int, int, str], str]] = {}
    for row in rows:
        stage, words = stages[row["about"]], masked(row["words"])
        holds = sum(word.lower() in words.lower() for word, _ in typical.get(stage, ()))
        rank = (-holds, len(words), words)
        if stage not in best or rank < best[stage][0]:
            best[stage] = (rank, words)
    return tuple(Quote(stage, words) for stage, (_, words) in sorted(best.items()))


def masked(words: str) -> str:
    """What somebody wrote without the names, numbers and addresses that stand in it.

    >>> masked("请王女士打 138 0013 8000，或 a.b@mail.cn"), masked("Ask Mr. Smith, order 20240117")
    ('*女士打 *，或 *', 'Ask *, order *')
    """
    hidden = words
    for pattern in (_LETTERS, _HANDLE, _NUMBER, _ADDRESSED):
        hidden = pattern.sub(_HIDDEN, hidden)
    return " ".join(hidden.split())
