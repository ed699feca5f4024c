"""How tiers, customers and moves appear in a terminal: symbols and words first, colour on top."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from fenji.cli.facts import tier_name
from fenji.cli.terminal import Heading, Terminal
from fenji.cli.verbatim import verbatim
from fenji.language import Text, say_count, say_date, say_money, say_number, say_share

if TYPE_CHECKING:
    from rich.text import Text as Styled

    from fenji.result import Move, Result

Beside: TypeAlias = "tuple[Text, Callable[[str], str | Styled]]"  # a heading, and a customer's cell by id
SIMULATED = Text("simulated data", "模拟数据")
MOVE_WORDS: Mapping[str, Text] = {
    "promotion": Text("↑ promotion", "↑ 升级"),
    "demotion": Text("↓ demotion", "↓ 降级"),
    "new": Text("+ new", "+ 新增"),
    "gone": Text("- gone", "- 移出"),
    "graded": Text("+ graded", "+ 开始评级"),
    "ungraded": Text("- ungraded", "- 暂不评级"),
    "same": Text("= same", "= 不变"),
}
_RUN = Text(
    "{title} v{version} · as of {as_of} · {window} · {customers} customer{customers:s} · {currency}",
    "{title} v{version} · 评估基准日 {as_of} · {window} · {customers} 位客户 · {currency}",
)
_GUESTS = Text(
    "Guests (orders without a customer): {orders} order{orders:s}, {revenue}, {share} of revenue.",
    "散客（无客户的订单）：{orders} 笔，{revenue}，占金额 {share}。",
)
_AND = {"zh": "、", "en": ", "}
_LEFT_OUT = Text("Left out, because nobody's data answers it: {names}.", "因数据缺失未计入的评分项：{names}。")


def tier_label(result: Result, key: str | None, terminal: Terminal) -> Styled:
    """A tier's symbol and name in its colour; the ungraded have neither."""
    from rich.text import Text as Styled

    words = terminal.say(tier_name(result, key))
    if key is None:
        return Styled(f"· {verbatim(words)}", style="dim")
    tier = result.scheme.tier(key)
    from fenji.icons.badge import symbol

    return Styled(f"{symbol(tier.icon)} {verbatim(words)}", style=tier.colour)


def show_run(result: Result, terminal: Terminal) -> None:
    """One line on what was graded, and a second one where the data is simulated."""
    run = result.run
    title = verbatim(terminal.say(result.scheme.scheme.title))
    said = _RUN.fill(
        title=title,
        version=run.version,
        as_of=run.as_of.isoformat(),
        window=run.window.text,
        customers=say_count(run.customers, terminal.lang),
        currency=run.currency,
    )
    terminal.write(said)
    if run.is_simulated:
        terminal.write(Text("【simulated data】", "【模拟数据】"))


def show_notes(result: Result, terminal: Terminal) -> None:
    """What a reader of the figures must know: guests, criteria left out, and the run's own notes."""
    from fenji.explanation import criterion_label

    run = result.run
    if run.guests is not None and run.guests.orders:
        guests = run.guests
        terminal.write(
            _GUESTS.fill(
                orders=say_count(guests.orders, terminal.lang),
                revenue=say_money(guests.net_revenue, run.currency, terminal.lang),
                share=say_share(guests.revenue_share, terminal.lang, decimals=1),
            )
        )
    if run.left_out:
        labels = (terminal.say(criterion_label(result.scheme.criterion(name))) for name in run.left_out)
        terminal.write(_LEFT_OUT.fill(names=_AND[terminal.lang].join(verbatim(label) for label in labels)))
    for note in run.notes:
        terminal.write(verbatim(terminal.say(note)))


def show_tiers(result: Result, terminal: Terminal) -> None:
    """The tiers with symbol, colour, customers, revenue and average score, best first."""
    lang, currency = terminal.lang, result.run.currency
    rows: list[list[str | Styled]] = []
    for summary in result.tiers():
        tier = summary.tier
        rows.append(
            [
                tier_label(result, None if tier is None else tier.key, terminal),
                "" if tier is None else tier.colour,
                say_count(summary.customers, lang),
                say_share(summary.customer_share, lang, decimals=1),
                say_money(summary.net_revenue, currency, lang),
                say_share(summary.revenue_share, lang, decimals=1),
                _or_dash(summary.average_score, terminal, decimals=1),
            ]
        )
    headings = (
        Heading(Text("Tier", "等级")),
        Heading(Text("Colour", "颜色"), is_whole=True),
        Heading(Text("Customers", "客户数"), "right", is_whole=True),
        Heading(Text("Share", "占比"), "right", is_whole=True),
        Heading(Text("Net revenue", "购买金额"), "right", is_whole=True),
        Heading(Text("Of revenue", "金额占比"), "right", is_whole=True),
        Heading(Text("Score", "平均分"), "right", is_whole=True),
    )
    terminal.table(headings, rows)


def show_customers(
    result: Result, rows: Iterable[Mapping[str, Any]], terminal: Terminal, *, beside: Sequence[Beside] = ()
) -> None:
    """Customers as a table: id, name, tier, score and the figures everybody asks for; `beside` are more columns."""
    lang, currency = terminal.lang, result.run.currency
    headings = (
        Heading(Text("Id", "客户ID")),
        Heading(Text("Name", "客户姓名")),
        Heading(Text("Tier", "等级")),
        *(Heading(words) for words, _ in beside),
        Heading(Text("Score", "总评分"), "right", is_whole=True),
        Heading(Text("Net revenue", "购买金额"), "right", is_whole=True),
        Heading(Text("Orders/mo", "月频率"), "right", is_whole=True),
        Heading(Text("Last order", "上次购买"), is_whole=True),
    )
    terminal.table(
        headings,
        [
            [
                str(row["customer_id"]),
                _name(row["name"], terminal),
                tier_label(result, row["tier"], terminal),
                *(said(str(row["customer_id"])) for _, said in beside),
                _or_dash(row["score"], terminal, decimals=1),
                say_money(row["net_revenue"], currency, lang),
                say_number(row["orders_per_month"], lang),
                say_date(row["last_ordered_on"], lang),
            ]
            for row in rows
        ],
    )


def show_movers(result: Result, movers: Sequence[Move], terminal: Terminal) -> None:
    """Customers whose tier changed, with the arrow, both tiers and their revenue."""
    headings = (
        Heading(Text("Id", "客户ID")),
        Heading(Text("Name", "客户姓名")),
        Heading(Text("Move", "变动"), is_whole=True),
        Heading(Text("From", "原等级")),
        Heading(Text("To", "现等级")),
        Heading(Text("Net revenue", "购买金额"), "right", is_whole=True),
    )
    terminal.table(
        headings,
        [
            [
                move.customer_id,
                _name(move.name, terminal),
                terminal.say(MOVE_WORDS[move.kind]),
                "" if move.kind == "new" else tier_label(result, move.from_tier, terminal),
                "" if move.kind == "gone" else tier_label(result, move.to_tier, terminal),
                say_money(move.net_revenue, result.run.currency, terminal.lang),
            ]
            for move in movers
        ],
    )


def _name(name: str | None, terminal: Terminal) -> str:
    return terminal.say(Text("unknown", "未知")) if name is None else name


def _or_dash(value: Any, terminal: Terminal, *, decimals: int) -> str:
    return "-" if value is None else say_number(value, terminal.lang, decimals=decimals)
