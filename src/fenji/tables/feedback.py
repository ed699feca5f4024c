"""Feedback: what customers say about us, with or without a score."""

from __future__ import annotations

from fenji.language import Text
from fenji.tables.table import SCORE, CanonicalTable, Column, customer_id, import_id, source

FEEDBACK = CanonicalTable(
    "feedback",
    Text("Feedback", "客户反馈"),
    Text("One row for every survey answer, ticket, review or complaint.", "每份问卷答复、工单、评价或投诉一行。"),
    ("source", "feedback_id"),
    (
        Column(
            "feedback_id",
            "string",
            Text("Feedback ID", "反馈编号"),
            Text("The feedback's number.", "反馈的编号。"),
            ("反馈ID", "工单号", "工单编号", "评价ID", "投诉编号", "case_id", "ticket_id", "review_id", "response_id"),
            is_required=True,
        ),
        source(),
        customer_id(is_required=True),
        Column(
            "kind",
            "string",
            Text("Kind", "反馈类型"),
            Text("survey, ticket, review or complaint.", "survey 问卷、ticket 工单、review 评价、complaint 投诉。"),
            ("类型", "反馈类别", "feedback_type", "type"),
            is_required=True,
        ),
        Column(
            "given_at",
            "timestamp",
            Text("Given at", "反馈时间"),
            Text("The instant (UTC).", "反馈时刻(UTC)。"),
            (
                "评价时间",
                "提交时间",
                "投诉时间",
                "创建时间",
                "时间",
                "日期",
                "反馈日期",
                "date",
                "created_at",
                "submitted_at",
                "timestamp",
            ),
            is_required=True,
        ),
        Column(
            "given_on",
            "date",
            Text("Given on", "反馈日"),
            Text("The local day in the workspace's time zone.", "工作区时区的当地日期。"),
        ),
        Column(
            "score",
            SCORE,
            Text("Score", "评分"),
            Text("The score given; NULL = none given.", "给出的评分;为空表示未评分。"),
            ("得分", "分数", "满意度", "满意度评分", "星级", "rating", "stars", "nps", "csat"),
        ),
        Column(
            "score_max",
            SCORE,
            Text("Best score", "满分"),
            Text("The best score that could be given.", "评分的满分值。"),
            ("总分", "最高分", "评分上限", "max_score", "scale", "out_of"),
        ),
        Column(
            "question",
            "string",
            Text("Question", "问题"),
            Text("What was asked.", "所问的问题。"),
            ("题目", "问卷题目", "survey_question"),
        ),
        Column(
            "text",
            "string",
            Text("Text", "反馈内容"),
            Text("What was said.", "反馈的原文。"),
            (
                "内容",
                "评价内容",
                "评论",
                "投诉内容",
                "意见",
                "comment",
                "review",
                "review_text",
                "description",
                "answer",
            ),
            is_personal=True,
        ),
        Column(
            "topic",
            "string",
            Text("Topic", "主题"),
            Text("What it was about.", "反馈主题。"),
            ("问题分类", "反馈主题", "category", "subject"),
        ),
        Column(
            "resolved_at",
            "timestamp",
            Text("Resolved at", "解决时间"),
            Text("When it was settled (UTC); NULL = open or unknown.", "解决时刻(UTC);为空表示未解决或未知。"),
            ("处理完成时间", "关闭时间", "办结时间", "closed_at", "resolution_date", "solved_at"),
        ),
        Column(
            "may_quote",
            "boolean",
            Text("May be quoted", "同意引用"),
            Text(
                "Whether the customer agreed that these words are shown; NULL = not asked, they are never quoted.",
                "客户是否同意展示其原话;为空表示未征求,不会引用。",
            ),
            ("同意公开", "允许引用", "可引用", "同意展示", "授权引用", "quote_consent", "consent_to_quote", "can_quote"),
        ),
        import_id(),
    ),
)
