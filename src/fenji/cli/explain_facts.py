"""What `fenji explain --json` holds: the keys and their meaning, and what lies ahead of a customer as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fenji.cli.command import Key
from fenji.language import Language, Text

if TYPE_CHECKING:
    from fenji.review.counterfactual import Outlook, Turn, Way


def _way_keys(at: str, what: Text) -> tuple[Key, ...]:
    return (
        Key(f"{at}.tier", what),
        Key(f"{at}.count", Text("how many orders", "订单数")),
        Key(f"{at}.amount", Text("the least they must come to together", "合计至少金额")),
        Key(f"{at}.is_any_amount", Text("true where any amount suffices", "金额不限为 true")),
        Key(f"{at}.first_on", Text("the first day on which they may be placed", "最早下单日")),
        Key(f"{at}.last_on", Text("the last day", "最晚下单日")),
        Key(f"{at}.hardest_on", Text("the day on which nothing less suffices", "要求最高的一天")),
        Key(f"{at}.graded_on", Text("the as-of date it is true of", "对应的评估基准日")),
        Key(f"{at}.settles", Text("what is overdue and has to be paid too, or null", "需同时结清的逾期款或 null")),
    )


def _turn_keys(at: str, what: Text) -> tuple[Key, ...]:
    return (
        Key(at, what),
        Key(f"{at}.on", Text("the first as-of date of which it is true", "首个对应的评估基准日")),
        Key(f"{at}.tier", Text("the tier then; null: ungraded", "届时的等级；暂不评级为 null")),
    )


KEYS = (
    Key("customer_id", Text("the customer's id", "客户ID")),
    Key("name", Text("the name; null where unknown", "客户姓名；未知为 null")),
    Key("tier", Text("the tier's key; null while ungraded", "等级代码；暂不评级为 null")),
    Key("tier_name", Text("the tier's name", "等级名称")),
    Key("score", Text("the score, 0 to 100", "总评分（0–100）")),
    Key(
        "reason_code",
        Text(
            "why this tier: score:, rule:, rest:, limit:, ungraded:, held:, stepped:, reversed:, override: and a name",
            "定级依据代码",
        ),
    ),
    Key("reason", Text("the same in words", "定级依据")),
    Key("system_tier", Text("what the standard alone says; null: ungraded", "仅按标准的等级；暂不评级为 null")),
    Key("system_reason_code", Text("why the standard says so", "仅按标准的定级依据代码")),
    Key("contributions[].criterion", Text("a criterion", "评分项")),
    Key("contributions[].label", Text("what it is called", "评分项名称")),
    Key("contributions[].value", Text("the customer's value; null where unknown", "客户的数值；未知为 null")),
    Key("contributions[].band", Text("the band it falls into", "所在分档")),
    Key("contributions[].points", Text("its points, 0 to 100", "得分（0–100）")),
    Key("contributions[].weight", Text("its weight, 0 to 1", "权重（0–1）")),
    Key("contributions[].adds", Text("what it adds to the score", "对总评分的贡献")),
    Key("contributions[].is_left_out", Text("true where nobody's data answers it", "是否因数据缺失未计入")),
    Key(
        "contributions[].origin",
        Text("where a list states the value; null where it was measured", "填报数据的出处；由记录计算的为 null"),
    ),
    Key(
        "cause",
        Text(
            "who changed since the previous run: customer, standard, either, both or unclear; null: nobody",
            "与上次相比由谁引起：customer 客户、standard 标准、either 任一、both 共同、unclear 无法比较；无变化为 null",
        ),
    ),
    Key("changes[].name", Text("a criterion or figure that changed", "有变化的评分项或指标")),
    Key("changes[].label", Text("what it is called", "名称")),
    Key("changes[].was", Text("its value in the previous run", "上一批次的数值")),
    Key("changes[].now", Text("its value now", "当前数值")),
    Key("changes[].points_was", Text("its points then, 0 to 100", "上一批次得分（0–100）")),
    Key("changes[].points_now", Text("its points now", "当前得分")),
    Key("changes[].text", Text("the change in words", "文字说明")),
    Key("outlook", Text("what would change the grade", "怎样会改变等级")),
    Key("outlook.by", Text("until when", "截至日期")),
    Key("outlook.target", Text("the tier to reach; null for the best", "可升到的等级；已最高为 null")),
    *_way_keys("outlook.ways[]", Text("the tier these orders give, least money first", "这些订单可达到的等级")),
    *_turn_keys("outlook.falls", Text("when the tier is lost without an order, or null", "无订单时何时降级，或 null")),
    *_way_keys("outlook.keeps[]", Text("the tier that these orders keep", "这些订单可保住的等级")),
    *_turn_keys("outlook.rises", Text("when time alone brings a better tier, or null", "无需下单何时升级，或 null")),
    Key("outlook.unknown", Text("why it cannot be told; null where it can", "无法给出的原因；否则为 null")),
    Key("lines[]", Text("the same in words, line by line", "逐行文字说明")),
    Key("letter", Text("with --letter: the page as Markdown or HTML", "使用 --letter 时：说明函全文")),
    Key("file", Text("with --letter: the file written; null: none", "使用 --letter 时：写入的文件；无则为 null")),
)


def outlook_facts(outlook: Outlook, lang: Language) -> dict[str, Any]:
    """What lies ahead of a customer."""
    return {
        "by": outlook.by,
        "target": outlook.target,
        "ways": [_way(way) for way in outlook.ways],
        "falls": _turn(outlook.falls),
        "keeps": [_way(way) for way in outlook.keeps],
        "rises": _turn(outlook.rises),
        "unknown": None if outlook.unknown is None else outlook.unknown.say(lang),
    }


def _way(way: Way) -> dict[str, Any]:
    names = ("tier", "count", "amount", "is_any_amount", "first_on", "last_on", "hardest_on", "graded_on", "settles")
    return {name: getattr(way, name) for name in names}


def _turn(turn: Turn | None) -> dict[str, Any] | None:
    return None if turn is None else {"on": turn.on, "tier": turn.tier}
