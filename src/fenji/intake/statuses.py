"""What a status word of a shop means: a sale that counts, money given back, or nothing."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from typing import TYPE_CHECKING

from fenji.errors import MappingError
from fenji.intake.cells import among, quote
from fenji.intake.mapping import Kind, Mapping
from fenji.intake.typed import FACTS
from fenji.language import Text

if TYPE_CHECKING:
    from fenji.engines.engine import Engine

_SALE = (
    *(
        "交易成功",
        "已完成",
        "完成",
        "已付款",
        "已支付",
        "已发货",
        "待发货",
        "已签收",
        "待收货",
        "成功",
        "有效",
        "已收货",
    ),
    *("卖家已发货,等待买家确认", "买家已付款,等待卖家发货", "sale", "sold", "complete", "completed", "paid", "shipped"),
    *("delivered", "success", "succeeded", "closed won", "won", "invoiced", "processing", "fulfilled", "disputed"),
    *("销售", "销售单", "正常", "resolved", "in process", "approved", "partially refunded", "部分退款"),
)
_REFUND = (
    *(
        "退款成功",
        "已退款",
        "退货",
        "退款",
        "全额退款",
        "退货退款",
        "销售退货",
        "已退货",
        "refund",
        "refunded",
        "return",
    ),
    *("returned", "credit note", "chargeback"),
)
_VOID = (
    *(
        "交易关闭",
        "已关闭",
        "关闭",
        "已取消",
        "取消",
        "待付款",
        "未付款",
        "等待买家付款",
        "作废",
        "已作废",
        "无效",
        "失败",
    ),
    *(
        "void",
        "voided",
        "cancelled",
        "canceled",
        "unpaid",
        "pending",
        "pending payment",
        "failed",
        "abandoned",
        "draft",
    ),
    *("unavailable", "created", "on hold", "expired"),
)
_MOST_WORDS = 5_000  # a column of more different words holds no status
STATUS: dict[str, Kind] = {
    **dict.fromkeys(_SALE, "sale"),
    **dict.fromkeys(_REFUND, "refund"),
    **dict.fromkeys(_VOID, "void"),
}


def kind_of_row(engine: Engine, mapping: Mapping, name: str) -> str:
    """SQL for sale, refund or void of a row; words nobody has explained are an error that lists them all."""
    if "status" not in mapping.fed:
        return _from_prefix(mapping)
    known = {**STATUS, **{_plain(word): kind for word, kind in mapping.options.status.items()}}
    found = engine.rows(f"SELECT DISTINCT status AS word FROM {FACTS} WHERE status IS NOT NULL LIMIT {_MOST_WORDS}")
    words = [str(row["word"]) for row in found]
    unknown = sorted({_plain(word) for word in words} - set(known))
    if unknown:
        raise _unknown_words(unknown, name)
    return _from_prefix(mapping, {word: known[_plain(word)] for word in words})


def _plain(word: str) -> str:
    return word.casefold().replace("，", ",")


def _from_prefix(mapping: Mapping, words: Pairs[str, Kind] | None = None) -> str:
    cases = []
    if mapping.options.refund_prefix:
        cases.append(f"WHEN starts_with(order_id, {quote(mapping.options.refund_prefix)}) THEN 'refund'")
    if "refunds_order_id" in mapping.columns:
        cases.append("WHEN refunds_order_id IS NOT NULL THEN 'refund'")
    if "void_at" in mapping.columns:
        cases.append("WHEN void_at IS NOT NULL THEN 'void'")
    for kind in ("refund", "void"):
        of_kind: Sequence[str] = [word for word, meant in (words or {}).items() if meant == kind]
        if of_kind:
            cases.append(f"WHEN {among('status', of_kind)} THEN '{kind}'")
    return f"CASE {' '.join(cases)} ELSE 'sale' END" if cases else "'sale'"


def _unknown_words(unknown: list[str], name: str) -> MappingError:
    listed = ", ".join(unknown[:20])
    return MappingError(
        Text(f"unknown order status: {listed}", f"无法识别的订单状态：{listed}"),
        where=name,
        fix=Text(
            "Say what each means in the mapping's options: status: {word: sale | refund | void}.",
            "请在映射选项 status 中注明其含义，如 `status: {退货: refund}`；sale 为有效，refund 为退款，void 为作废。",
        ),
    )
