"""Moves between two runs as pictures show them: up, down, unchanged, with arrows and words beside the colours."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from fenji.charts import theme
from fenji.charts.canvas import canvas
from fenji.charts.tiers import Look, looks
from fenji.conventions import in_force
from fenji.errors import DrawError
from fenji.ink.words import width_of
from fenji.language import Language, Text, say_count, say_date, say_share

if TYPE_CHECKING:
    from fenji.result import Result

Kind = Literal["up", "down", "same", "other"]
COLOURS: dict[Kind, str] = {"up": "#1F5AA6", "down": "#C65D00", "same": "#9AA3B0", "other": "#7A5CB0"}
ON_DARK: dict[Kind, str] = {"up": "#5C9DF2", "down": "#F08C3A", "same": "#7C8797", "other": "#A98BE0"}
_RISING, _RISING_DARK = ("#C2372F", "#1A7A4C"), ("#F28B82", "#5ECB93")  # red, green
ARROWS: dict[Kind, str] = {"up": "▲", "down": "▼", "same": "＝", "other": "◇"}
NAMES: dict[Kind, Text] = {
    "up": Text("promoted", "升级"),
    "down": Text("demoted", "降级"),
    "same": Text("unchanged", "不变"),
    "other": Text("newly graded or no longer graded", "新评级或转为暂不评级"),
}
SHORT: dict[Kind, Text] = {"other": Text("other", "其他")}
LEGEND = Text("{arrow} {name}: {n}", "{arrow} {name} {n} 位")
TITLE = Text("{up} promoted, {down} demoted; {same} kept their tier", "升级 {up} 位，降级 {down} 位，{same} 保持原等级")
BEFORE_FENJI = Text("grades before fenji", "原有等级")
AGAINST = Text(
    "{n} customer{n:s} with an existing grade: from the grades before fenji to {now}; new customers are not in it",
    "原有等级已知的 {n} 位客户：原有等级至 {now}；不含新增客户",
)
SUBTITLE = Text(
    "{n} customer{n:s} of both runs: from {before} (run {run}) to {now}; new customers are not in it",
    "两次评级共有的 {n} 位客户：{before}（评级批次 {run}）至 {now}；不含新增客户",
)


@dataclass(frozen=True)
class Flow:
    """Customers who went from one tier to another, or stayed."""

    before: Look
    after: Look
    customers: int
    kind: Kind

    @property
    def colour(self) -> str:
        """The colour of its kind."""
        return colour_of(self.kind)

    @property
    def words(self) -> str:
        """From which tier to which."""
        return f"{self.before.name} → {self.after.name}"

    @property
    def about(self) -> dict[str, str | None]:
        """The columns and values by which its customers are found."""
        found = {"previous_tier": self.before.key, "tier": self.after.key}
        if self.before.key is None:  # the new have no tier before either
            found["move"] = "same" if self.after.key is None else "graded"
        return found


@dataclass(frozen=True)
class Flows:
    """All moves between two runs, and the tiers they go between, best first."""

    flows: tuple[Flow, ...]
    tiers: tuple[Look, ...]
    title: str
    subtitle: str

    def count(self, kind: Kind) -> int:
        """Customers who moved that way."""
        return sum(flow.customers for flow in self.flows if flow.kind == kind)

    @property
    def customers(self) -> int:
        """Customers of both runs."""
        return sum(flow.customers for flow in self.flows)

    def legend(self, lang: Language) -> list[tuple[str, str]]:
        """Each kind that occurs: its colour, and arrow, name and customers in words."""
        kinds = [kind for kind in NAMES if kind != "other" or self.count(kind)]
        counted = [
            LEGEND.fill(arrow=ARROWS[kind], name=NAMES[kind], n=say_count(self.count(kind), lang)).say(lang)
            for kind in kinds
        ]
        plain = [NAMES[kind].say(lang) for kind in kinds]
        short = [SHORT.get(kind, NAMES[kind]).say(lang) for kind in kinds]
        said = next((words for words in (counted, plain) if canvas().is_page or _has_room(words)), short)
        return [(colour_of(kind), words) for kind, words in zip(kinds, said, strict=True)]


def _has_room(words: list[str]) -> bool:
    return sum(46 + width_of(each, 13) for each in words) <= canvas().width


def colour_of(kind: Kind) -> str:
    """The colour of a kind of move on the ground drawn on; what rises is green or red where the company says so."""
    rises, is_dark = in_force().rises, canvas().is_dark
    if rises in ("green", "red") and kind in ("up", "down"):
        return (_RISING_DARK if is_dark else _RISING)[(kind == "up") == (rises == "green")]
    return (ON_DARK if is_dark else COLOURS)[kind]


def flows(result: Result, chart: str, lang: Language) -> Flows:
    """The moves since the previous run; without one, or without a customer in both, there is nothing to draw."""
    moves = result.moves()
    if result.previous is None or not moves:
        problem = Text("there is no previous run of this scheme to compare with", "该分级标准没有可对比的上一次评级")
        fix = Text(
            "Grade an earlier date first: `fenji grade --as-of …`.",
            "请先按更早的评估基准日评级：`fenji grade --as-of …`。",
        )
        raise DrawError(problem, where=f"{chart} {result.run.id}", fix=fix)
    every = looks(result, lang)
    rungs = list(every)
    for key in {key for move in moves for key in move[:2]} - set(rungs):
        every[key] = Look(key, str(key), theme.FAINT, "x")
    found = sorted(
        (Flow(every[before], every[after], n, _kind(before, after, rungs)) for before, after, n, _ in moves if n),
        key=lambda flow: (list(every).index(flow.before.key), list(every).index(flow.after.key)),
    )
    used = {key for flow in found for key in (flow.before.key, flow.after.key)}
    tiers = tuple(look for key, look in every.items() if key in used or key is not None)
    counts = Counter[Kind]()
    for flow in found:
        counts[flow.kind] += flow.customers
    total = sum(counts.values())
    title = TITLE.fill(
        up=say_count(counts["up"], lang),
        down=say_count(counts["down"], lang),
        same=say_share(counts["same"] / total, lang),
    )
    words = AGAINST if result.previous.is_before_fenji else SUBTITLE
    subtitle = words.fill(
        n=say_count(total, lang),
        before=say_date(result.previous.as_of, lang),
        run=result.previous.id,
        now=say_date(result.run.as_of, lang),
    )
    return Flows(tuple(found), tiers, title.say(lang), subtitle.say(lang))


def _kind(before: str | None, after: str | None, rungs: list[str | None]) -> Kind:
    if before == after:
        return "same"
    if before is None or after is None or before not in rungs or after not in rungs:
        return "other"
    return "up" if rungs.index(after) < rungs.index(before) else "down"
