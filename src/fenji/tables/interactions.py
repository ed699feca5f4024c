"""Interactions: every contact between customer and company that is no order and no campaign."""

from __future__ import annotations

from dataclasses import dataclass

from fenji.language import Text
from fenji.tables.table import CHANNEL, OWNERS, CanonicalTable, Column, customer_id, import_id, source


@dataclass(frozen=True)
class Kind:
    """One kind of interaction: the words people write for it; `is_inbound`: by its nature the customer's own act."""

    text: Text
    words: tuple[str, ...] = ()
    is_inbound: bool = False

    @property
    def every_word(self) -> tuple[str, ...]:
        """All words that mean this kind, the Chinese one (which intake stores) first."""
        return (self.text.zh, self.text.en, *self.words)


KINDS = (
    Kind(Text("call", "电话"), ("phone", "telephone", "通话", "来电", "去电", "电话沟通")),
    Kind(Text("email", "邮件"), ("e-mail", "mail", "电子邮件")),
    Kind(Text("wechat", "微信"), ("weixin", "企业微信", "企微", "微信沟通")),
    Kind(Text("sms", "短信"), ("text", "text message")),
    Kind(Text("social", "社交媒体"), ("social media", "微博", "小红书", "抖音")),
    Kind(Text("web_visit", "网站访问"), ("web visit", "visit_site", "web", "website", "浏览", "访问"), is_inbound=True),
    Kind(Text("store_visit", "到店"), ("store visit", "visit", "进店", "来访"), is_inbound=True),
    Kind(Text("service", "客服"), ("support", "ticket", "客户服务", "售后", "咨询")),
    Kind(Text("survey", "问卷"), ("questionnaire", "调查", "问卷调查"), is_inbound=True),
    Kind(Text("referral", "分享"), ("share", "推荐", "转介绍", "refer"), is_inbound=True),
)
REFERRAL = KINDS[-1]


def kind_words(kind: str) -> tuple[str, ...]:
    """Every word a stored interaction of that kind may carry; a kind of the company's own stands for itself.

    >>> "call" in kind_words("电话"), kind_words("拜访")
    (True, ('拜访',))
    """
    wanted = kind.strip().casefold()
    for known in KINDS:
        if wanted in known.every_word:
            return known.every_word
    return (kind,)


def inbound_words() -> tuple[str, ...]:
    """Words of the kinds that are the customer's own act even where no direction is recorded."""
    return tuple(word for kind in KINDS if kind.is_inbound for word in kind.every_word)


INTERACTIONS = CanonicalTable(
    "interactions",
    Text("Interactions", "互动/跟进记录"),
    Text(
        "One row for every call, mail, message, visit, service contact or referral.",
        "每次电话、邮件、消息、来访、客服或分享一行。",
    ),
    ("source", "interaction_id"),
    (
        Column(
            "interaction_id",
            "string",
            Text("Interaction ID", "互动编号"),
            Text("The interaction's number.", "互动记录的编号。"),
            ("互动ID", "跟进编号", "跟进记录编号", "记录编号", "记录ID", "activity_id", "log_id"),
            is_required=True,
        ),
        source(),
        customer_id(is_required=True),
        Column(
            "kind",
            "string",
            Text("Kind", "互动方式"),
            Text(
                "What it was; a company may add kinds of its own: " + ", ".join(k.text.en for k in KINDS) + ".",
                "互动方式,可自行扩充:" + "、".join(k.text.zh for k in KINDS) + "。",
            ),
            ("互动类型", "跟进方式", "跟进类型", "联系方式类型", "沟通方式", "方式", "类型", "activity_type", "type"),
            is_required=True,
        ),
        Column(
            "happened_at",
            "timestamp",
            Text("Happened at", "互动时间"),
            Text("The instant (UTC).", "发生时刻(UTC)。"),
            (
                "跟进时间",
                "发生时间",
                "联系时间",
                "沟通时间",
                "时间",
                "日期",
                "跟进日期",
                "互动日期",
                "date",
                "time",
                "timestamp",
                "activity_date",
                "contacted_at",
                "created_at",
            ),
            is_required=True,
        ),
        Column(
            "happened_on",
            "date",
            Text("Happened on", "互动日"),
            Text("The local day in the workspace's time zone.", "工作区时区的当地日期。"),
        ),
        Column(
            "channel",
            "string",
            Text("Channel", "渠道"),
            Text("Through which channel.", "通过何种渠道。"),
            tuple(word for word in CHANNEL if word != "渠道"),
        ),
        Column(
            "direction",
            "string",
            Text("Direction", "方向"),
            Text(
                "in: the customer came to us; out: we went to the customer; NULL = unknown.",
                "in 客户主动、out 我方主动;为空表示未知。",
            ),
            ("呼叫方向", "主动方", "发起方", "inbound_outbound"),
        ),
        Column("owner", "string", Text("Owner", "负责人"), Text("Who on our side.", "我方人员。"), OWNERS),
        Column(
            "subject",
            "string",
            Text("Subject", "主题"),
            Text("What it was about.", "互动主题。"),
            ("内容", "跟进内容", "事由", "摘要", "沟通内容", "summary", "topic", "note", "notes"),
        ),
        Column(
            "referred_customer_id",
            "string",
            Text("Referred customer", "被推荐客户"),
            Text("For a referral: the customer it brought.", "分享/推荐带来的客户编号。"),
            ("被推荐客户ID", "被推荐客户编号", "推荐客户", "referred_id", "referee_id", "referred_customer"),
        ),
        import_id(),
    ),
)
