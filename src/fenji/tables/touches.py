"""Touches: what a campaign sent to a customer, and the answer."""

from __future__ import annotations

from fenji.language import Text
from fenji.tables.table import CHANNEL, CanonicalTable, Column, customer_id, import_id, source

TOUCHES = CanonicalTable(
    "touches",
    Text("Touches", "营销触达"),
    Text("One row for every time a campaign reached out to a customer.", "营销活动每次触达客户一行。"),
    ("source", "touch_id"),
    (
        Column(
            "touch_id",
            "string",
            Text("Touch ID", "触达编号"),
            Text("The touch's number.", "触达记录的编号。"),
            ("触达ID", "发送编号", "send_id", "message_id"),
            is_required=True,
        ),
        source(),
        customer_id(is_required=True),
        Column(
            "campaign",
            "string",
            Text("Campaign", "营销活动"),
            Text("Which campaign.", "所属营销活动。"),
            ("活动", "活动名称", "活动编号", "活动ID", "营销活动名称", "campaign_id", "campaign_name"),
        ),
        Column(
            "channel",
            "string",
            Text("Channel", "触达渠道"),
            Text("Through which channel.", "触达所用渠道。"),
            (*CHANNEL, "contact", "发送渠道", "medium"),
        ),
        Column(
            "sent_at",
            "timestamp",
            Text("Sent at", "触达时间"),
            Text("The instant (UTC).", "触达时刻(UTC)。"),
            (
                "发送时间",
                "投放时间",
                "推送时间",
                "发送日期",
                "触达日期",
                "sent_date",
                "send_time",
                "date",
                "start_date",
            ),
            is_required=True,
        ),
        Column(
            "sent_on",
            "date",
            Text("Sent on", "触达日"),
            Text("The local day in the workspace's time zone.", "工作区时区的当地日期。"),
        ),
        Column(
            "responded_at",
            "timestamp",
            Text("Responded at", "响应时间"),
            Text("When the customer answered (UTC); NULL = not.", "客户响应的时刻(UTC);为空表示未响应。"),
            (
                "回应时间",
                "点击时间",
                "核销时间",
                "转化时间",
                "response_date",
                "clicked_at",
                "redemption_date",
                "converted_at",
            ),
        ),
        Column(
            "response",
            "string",
            Text("Response", "响应方式"),
            Text(
                "How the customer answered: opened, clicked, redeemed, bought.", "客户如何响应:打开、点击、核销、购买。"
            ),
            ("响应", "反馈", "响应结果", "result", "outcome", "y"),
        ),
        import_id(),
    ),
)
