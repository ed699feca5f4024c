"""What a journey is: stages from left to right, and which recorded events are which touchpoint of which stage."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator

from fenji.language import Text
from fenji.scheme.parts import NONE, Key, Part, Words
from fenji.tables.interactions import kind_words

FILE = "journey.yaml"
Table = Literal["interactions", "feedback", "touches", "orders"]
Which = Literal["every", "first", "again", "answered", "refund"]
MATCHED = ("kind", "channel", "direction", "response", "campaign")
COLUMNS: dict[str, tuple[str, ...]] = {
    "interactions": ("kind", "channel", "direction"),
    "feedback": ("kind",),
    "touches": ("campaign", "channel", "response"),
    "orders": ("channel",),
}
"""What rows of each table can be chosen by."""

WHICHES: dict[str, tuple[str, ...]] = {
    "interactions": ("every",),
    "feedback": ("every",),
    "touches": ("every", "answered"),
    "orders": ("every", "first", "again", "refund"),
}


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Several = Annotated[tuple[str, ...], BeforeValidator(_several)]


class Stage(Part):
    """One stretch of the journey."""

    key: Key
    name: Words


class Touchpoint(Part):
    """Where customer and company meet: rows of one table, of the kinds and channels named, or all of them.

    `which`: of orders the first, those again, or the refunds; of touches those answered. What several touchpoints
    would take belongs to the first of them.
    """

    key: Key
    name: Words
    stage: Key
    table: Table
    which: Which = "every"
    kind: Several = ()
    channel: Several = ()
    direction: Several = ()
    response: Several = ()
    campaign: Several = ()

    def asked(self) -> dict[str, tuple[str, ...]]:
        """Column → the values written for it."""
        return {name: getattr(self, name) for name in MATCHED if getattr(self, name)}

    def selects(self) -> dict[str, tuple[str, ...]]:
        """Column → the values that belong to it; a kind of interaction by every word that means it."""
        asked = self.asked()
        if self.table == "interactions" and "kind" in asked:
            asked["kind"] = tuple(dict.fromkeys(word for kind in asked["kind"] for word in kind_words(kind)))
        return asked


class Theme(Part):
    """What feedback may be about, found by words in it; the list is a company's to change."""

    name: Words
    words: Several


class Annotation(Part):
    """What people add to a stage and the data cannot know; it stays when new data comes."""

    stage: Key
    owner: Words = NONE
    pains: tuple[Words, ...] = ()
    chances: tuple[Words, ...] = ()
    actions: tuple[Words, ...] = ()


class Journey(Part):
    """The stages and the touchpoints in their order, and what people noted beside them."""

    title: Words = Text("Customer journey", "客户旅程地图")
    stages: tuple[Stage, ...]
    touchpoints: tuple[Touchpoint, ...]
    annotations: tuple[Annotation, ...] = ()
    themes: tuple[Theme, ...] = ()

    def keys(self) -> tuple[str, ...]:
        """Every touchpoint's key, in the journey's order."""
        return tuple(point.key for point in self.touchpoints)

    def keys_of(self, table: Table) -> tuple[str, ...]:
        """The touchpoints that rows of one table make."""
        return tuple(point.key for point in self.touchpoints if point.table == table)

    def sales(self) -> tuple[str, ...]:
        """The touchpoints that are orders; a refund is none."""
        return tuple(point.key for point in self.touchpoints if point.table == "orders" and point.which != "refund")

    def stage_of(self) -> dict[str, str]:
        """Touchpoint → its stage."""
        return {point.key: point.stage for point in self.touchpoints}

    def of(self, stage: str) -> Annotation:
        """What people noted for a stage; empty where they noted nothing."""
        return next((one for one in self.annotations if one.stage == stage), Annotation(stage=stage))


def usual_journey() -> Journey:
    """认知 考虑 购买 使用 忠诚, with the touchpoints that every canonical table has a word for."""
    return Journey(stages=_STAGES, touchpoints=_TOUCHPOINTS, themes=_THEMES)


_THEMES = tuple(
    Theme(name=Text(en, zh), words=tuple(words.split()))
    for en, zh, words in (
        ("delivery", "物流", "物流 快递 配送 发货 delivery shipping"),
        ("quality", "质量", "质量 故障 损坏 瑕疵 坏了 quality broken defect"),
        ("service", "客服", "客服 态度 服务 回复 service support rude"),
        ("price", "价格", "价格 太贵 费用 price expensive"),
        ("use", "使用", "安装 使用 说明 操作 install manual"),
    )
)
_STAGES = tuple(
    Stage(key=key, name=Text(en, zh))
    for key, en, zh in (
        ("awareness", "Awareness", "认知"),
        ("consideration", "Consideration", "考虑"),
        ("purchase", "Purchase", "购买"),
        ("use", "Use", "使用"),
        ("loyalty", "Loyalty", "忠诚"),
    )
)


_SPOKEN = ["电话", "微信", "邮件", "短信"]


def _point(key: str, en: str, zh: str, stage: str, table: Table, **more: object) -> Touchpoint:
    return Touchpoint.model_validate({"key": key, "name": {"en": en, "zh": zh}, "stage": stage, "table": table, **more})


_TOUCHPOINTS = (
    _point("answer", "Campaign answered", "响应营销", "consideration", "touches", which="answered"),
    _point("campaign", "Campaign message", "营销触达", "awareness", "touches"),
    _point("social", "Social media", "社交媒体", "awareness", "interactions", kind="社交媒体"),
    _point("web", "Web visit", "网站访问", "consideration", "interactions", kind="网站访问"),
    _point("store", "Store visit", "到店", "consideration", "interactions", kind="到店"),
    _point("enquiry", "Enquiry", "客户来询", "consideration", "interactions", kind=_SPOKEN, direction="in"),
    _point("follow_up", "Sales contact", "销售跟进", "consideration", "interactions", kind=_SPOKEN),
    _point("first_order", "First order", "首次下单", "purchase", "orders", which="first"),
    _point("refund", "Refund", "退款", "use", "orders", which="refund"),
    _point("order", "Order again", "再次下单", "loyalty", "orders", which="again"),
    _point("service", "Service contact", "客服", "use", "interactions", kind="客服"),
    _point("complaint", "Complaint", "投诉", "use", "feedback", kind="complaint"),
    _point("ticket", "Ticket", "工单", "use", "feedback", kind="ticket"),
    _point("review", "Review", "评价", "use", "feedback", kind="review"),
    _point("survey", "Survey", "问卷反馈", "use", "feedback"),
    _point("referral", "Referral", "推荐分享", "loyalty", "interactions", kind="分享"),
    _point("other", "Other contact", "其他互动", "consideration", "interactions"),
)  # fmt: skip
