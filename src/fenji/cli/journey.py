"""`fenji journey`: every number of the journey map, as tables and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from fenji.cli.command import Example, Key, command
from fenji.cli.facts import run_facts, run_keys
from fenji.cli.part import Segment, Where, asked_part
from fenji.cli.terminal import Answer, Heading, Terminal
from fenji.cli.which_run import RunId, SchemeName
from fenji.language import Text, say_count, say_number, say_share

SHOWN = 12
_UNKNOWN = "-"


def _keys(at: str, *words: tuple[str, str, str]) -> tuple[Key, ...]:
    return tuple(Key(f"{at}.{name}", Text(en, zh)) for name, en, zh in words)


_POINT = ("touchpoint", "the touchpoint", "触点")
_STEP = (("before", "from", "起点"), ("after", "to", "终点"), ("walks", "how often", "次数"),
         ("days", "half of them within so many days", "中位间隔（天）"))  # fmt: skip
_NAMES = (("key", "its key", "编号"), ("name_zh", "its Chinese name", "中文名称"), ("name_en", "its name", "英文名称"))
_NOTED = (_POINT, ("customers", "how many customers it touches", "涉及客户数"),
          ("zh", "in Chinese", "中文"), ("en", "in English", "英文"))  # fmt: skip
_ORDERS = (_POINT, ("orders", "orders it stood before", "其后的订单数"),
           ("days", "median days from the first contact to the order", "首次接触到下单的中位天数"))  # fmt: skip
_BESIDE = (("rose", "the share of those who rose, 0 to 1", "升级客户占比(0–1)"),
           ("fell", "the share of those who fell, 0 to 1", "降级客户占比(0–1)"))  # fmt: skip
_KEYS = (
    *run_keys("run"),
    Key("only", Text("of whom, where not of all customers; else null", "所看客户范围；全部客户为 null")),
    Key("customers", Text("customers asked for", "客户数")),
    Key("events", Text("everything recorded in the year", "一年内的全部记录数")),
    Key("unassigned", Text("events that no touchpoint takes", "未归入任何触点的记录数")),
    Key("anonymous", Text("events of nobody known", "无法对应客户的记录数")),
    *_keys(
        "stages[]", *_NAMES, ("contacts", "contacts", "接触次数"),
        ("ended", "the share that nothing followed in 90 days; null where it cannot be seen", "90 天内无后续的占比"),
        ("score", "the mean of answers about it, of 100; null without", "相关反馈均分（满分 100）"),
        ("answers", "how many answers", "反馈数"), ("words[].word", "a typical word", "常见用词"),
        ("words[].answers", "answers that hold it", "出现的反馈数"),
        ("quote", "a quote of somebody who agreed, masked; null without", "经同意的客户原话（已脱敏）"),
    ),
    *_keys("stages[].pains[]", *_NOTED),
    *_keys("stages[].chances[]", *_NOTED),
    *_keys(
        "touchpoints[]", *_NAMES, ("stage", "its stage", "所属阶段"), ("contacts", "contacts", "接触次数"),
        ("customers", "customers met here", "触达客户数"),
        ("first_met", "customers met here first", "首次接触在此的客户数"),
        ("score", "the mean of answers given here", "在此给出的均分"), ("scored", "how many", "评分数"),
        ("ordered", "the share that an order followed within 30 days", "30 天内下单的占比"),
        ("ended", "the share that nothing followed in 90 days", "90 天内无后续的占比"),
        ("repeated", "the share that the same followed", "紧接同类接触的占比"),
    ),
    *_keys("flows[]", *_STEP),
    *_keys("steps[]", *_STEP),
    *_keys("loops[]", _POINT, ("over", "where they went before they came back", "往返经过的触点"),
           ("walks", "how often", "次数"), ("customers", "customers", "客户数")),
    *_keys("first_before_order[]", *_ORDERS),
    *_keys("last_before_order[]", *_ORDERS),
    Key("moved.rose", Text("customers who rose a tier since the run before", "自上一批次升级的客户数")),
    Key("moved.fell", Text("customers who fell", "降级的客户数")),
    *_keys("moved.touchpoints[]", _POINT, *_BESIDE),
    *_keys("moved.steps[]", *_STEP[:2], *_BESIDE),
    *_keys(
        "occurs[]", ("table", "the table", "数据表"), ("which", "which of its rows", "其中哪类记录"),
        ("kind", "the kind, of touches the campaign; null without", "类型；营销触达为活动"),
        ("channel", "the channel; null without", "渠道"),
        ("detail", "the direction, or the answer; null without", "方向或回应"),
        ("touchpoint", "the touchpoint that takes them; null where none does", "归入的触点；未归入为 null"),
        ("events", "how many", "记录数"),
    ),
)  # fmt: skip


@command(
    "journey",
    place=114,
    summary=Text("Tell the customer journey in numbers.", "列出客户旅程的各项数字。"),
    about=Text(
        "Touchpoints with their volume, what follows them and how soon, who stops, loops, first and last contacts "
        "before an order, and the paths of customers who rose a tier beside those who fell: every number of "
        "`fenji picture journey`. What follows something is no proof of a cause.",
        "触点与接触次数、后续去向与间隔、流失、往返、下单前的首次与最后接触，以及升级与降级客户的路径："
        "即 `fenji picture journey` 图上的每一个数字。先后关系不说明因果。",
    ),
    examples=(
        Example("fenji journey", Text("the year up to the run's day", "截至评估基准日的一年")),
        Example(
            "fenji journey --segment stage=loyal --json", Text("of one segment, for a program", "某客群的旅程，JSON")
        ),
    ),
    keys=_KEYS,
    is_sparing=True,
)
def journey(
    terminal: Terminal,
    *,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="YAML"),
        Text("the own journey; default: journey.yaml of the workspace", "旅程文件；默认为工作区的 journey.yaml"),
    ] = None,
    where: Where = None,
    segment: Segment = None,
    run: RunId = None,
    scheme: SchemeName = None,
) -> Answer:
    """Found in the interactions, campaign messages, orders and feedback of the year up to the run's day."""
    from fenji.journeys.facts import facts
    from fenji.workspace.part import part_of
    from fenji.workspace.walking import journey_of, written_journey

    workspace = terminal.workspace
    result = part_of(workspace, workspace.result(run, scheme=scheme), asked_part(terminal, where, segment))
    told = facts(journey_of(workspace, result, written_journey(workspace, file)))
    only = None if result.only is None else terminal.say(result.only)
    return Answer({"run": run_facts(result.run), "only": only, **told}, lambda: _Telling(terminal, told).show(only))


class _Telling:
    """The facts as tables, the most first."""

    def __init__(self, terminal: Terminal, told: Mapping[str, Any]) -> None:
        self.terminal, self.told = terminal, told
        self.names = {
            part: {one["key"]: Text(one["name_en"], one["name_zh"]) for one in told[part]}
            for part in ("stages", "touchpoints")
        }

    def show(self, only: str | None) -> None:
        """Every table that has a row."""
        if only is not None:
            self.terminal.write(_ONLY.fill(who=only, n=self._count(self.told["customers"])))
        stages = {one["key"]: one for one in self.told["stages"]}
        rows = [
            [self._name(one["stage"], "stages"), self._name(one["key"]), self._count(one["contacts"]),
             self._count(one["customers"]), self._share(one["ordered"]), self._share(one["ended"]),
             self._number(one["score"])]
            for one in self.told["touchpoints"]
        ]  # fmt: skip
        self._table(_TOUCHPOINTS, ("stage", "point", "contacts", "customers", "ordered", "ended", "score"), rows, 99)
        for title, key, part in ((_FLOWS, "flows", "stages"), (_STEPS, "steps", "touchpoints")):
            rows = [
                [" → ".join(self._name(one[end], part) for end in ("before", "after")), self._count(one["walks"]),
                 self._number(one["days"])]
                for one in self.told[key]
            ]  # fmt: skip
            self._table(title, ("way", "walks", "days"), rows)
        rows = [
            [f"{self._name(one['touchpoint'])} → {self._name(one['over'])} → {self._name(one['touchpoint'])}",
             self._count(one["walks"]), self._count(one["customers"])]
            for one in self.told["loops"]
        ]  # fmt: skip
        self._table(_LOOPS, ("way", "walks", "customers"), rows)
        for title, key in ((_FIRST, "first_before_order"), (_LAST, "last_before_order")):
            rows = [
                [self._name(one["touchpoint"]), self._count(one["orders"]), self._number(one["days"])]
                for one in self.told[key]
            ]
            self._table(title, ("point", "orders", "days"), rows)
        self._movers()
        for title, key in ((_PAINS, "pains"), (_CHANCES, "chances")):
            noted = [
                [self._name(stage, "stages"), one[self.terminal.lang]] for stage in stages for one in stages[stage][key]
            ]
            self._table(title, ("stage", "said"), noted)
        if self.told["unassigned"]:
            self.terminal.hint(_UNASSIGNED.fill(n=self.told["unassigned"]))

    def _movers(self) -> None:
        moved = self.told["moved"]
        title = _MOVED.fill(rose=self._count(moved["rose"]), fell=self._count(moved["fell"]))
        for key in ("touchpoints", "steps") if moved["rose"] and moved["fell"] else ():
            rows = [
                [" → ".join(self._name(one[end]) for end in ("touchpoint", "before", "after") if end in one),
                 self._share(one["rose"]), self._share(one["fell"])]
                for one in moved[key]
            ]  # fmt: skip
            self._table(title, ("way" if key == "steps" else "point", "rose", "fell"), rows)

    def _table(self, title: Text, columns: Sequence[str], rows: list[list[str]], most: int = SHOWN) -> None:
        if rows:
            self.terminal.title(title)
            words = ("stage", "point", "way", "said")
            headings = [Heading(_HEADS[one], "left" if one in words else "right") for one in columns]
            self.terminal.table(headings, rows[:most])

    def _name(self, key: str, part: str = "touchpoints") -> str:
        return self.terminal.say(self.names[part].get(key, Text(key, key)))

    def _count(self, n: int) -> str:
        return say_count(n, self.terminal.lang)

    def _share(self, share: Decimal | None) -> str:
        return _UNKNOWN if share is None else say_share(share, self.terminal.lang)

    def _number(self, value: Decimal | None) -> str:
        return _UNKNOWN if value is None else say_number(value, self.terminal.lang, decimals=1)


_ONLY = Text("Only {who}: {n} customers", "仅 {who}：{n} 位客户")
_TOUCHPOINTS = Text("Touchpoints", "触点")
_FLOWS = Text("What follows, stage by stage", "各阶段的后续去向")
_STEPS = Text("What follows, touchpoint by touchpoint", "各触点的后续去向")
_LOOPS = Text("There and back", "往返")
_FIRST = Text("First contact before an order", "下单前的首次接触")
_LAST = Text("Last contact before an order", "下单前的最后接触")
_MOVED = Text("{rose} customers who rose a tier beside {fell} who fell", "升级客户 {rose} 位，降级客户 {fell} 位")
_PAINS = Text("Pains", "痛点")
_CHANCES = Text("Opportunities", "机会点")
_UNASSIGNED = Text("{n} events are at no touchpoint: see `occurs` of --json.",
                   "有 {n} 条记录未归入任何触点，见 --json 的 occurs。")  # fmt: skip
_HEADS = {
    "stage": Text("stage", "阶段"),
    "point": Text("touchpoint", "触点"),
    "way": Text("way", "路径"),
    "said": Text("what is said", "内容"),
    "contacts": Text("contacts", "接触"),
    "customers": Text("customers", "客户"),
    "ordered": Text("order in 30 days", "30 天内下单"),
    "ended": Text("nothing in 90 days", "90 天无后续"),
    "score": Text("score", "评分"),
    "walks": Text("times", "次数"),
    "days": Text("median days", "中位天数"),
    "orders": Text("orders", "订单"),
    "rose": Text("rose", "升级"),
    "fell": Text("fell", "降级"),
}
