"""The words of the interface: problems, operations, fields, and its reference page."""

from __future__ import annotations

from fenji_web.api.pages.fields import FIELDS
from fenji_web.api.pages.operations import MORE, OPERATIONS, TAGS
from fenji_web.api.pages.problems import PROBLEMS
from fenji_web.library import Text

WORDS = {
    **PROBLEMS,
    **TAGS,
    **OPERATIONS,
    **MORE,
    **{f"field_{name}": words for name, words in FIELDS.items()},
    "title": Text("API reference", "API 文档"),
    "about": Text(
        "Grades, reasons and lists for other systems, as JSON. Amounts are exact decimals written as text; instants "
        "are UTC; `null` is unknown. Send the key as `Authorization: Bearer fk_…`; `Accept-Language` chooses zh or en. "
        "A call that changes something may carry an `Idempotency-Key`: sent again, it is answered again and done once. "
        "`If-None-Match` with the `ETag` of an answer gives 304 where nothing changed.",
        "供其他系统读取等级、原因与客户列表，格式为 JSON。金额等小数以文本表示；时间为 UTC；null 表示未知。"
        "密钥通过 Authorization: Bearer fk_… 发送；Accept-Language 选择中文或英文。"
        "写操作可带 Idempotency-Key：重复发送只执行一次，返回相同结果。"
        "携带 If-None-Match 与 ETag 时，内容未变则返回 304。",
    ),
    "field_Idempotency-Key": Text(
        "A word of your own, such as a UUID: the call is done once, however often it is sent.",
        "自选标识（如 UUID）：同一请求重复发送只执行一次。",
    ),
    "keys": Text("API keys", "API 密钥"),
    "download": Text("OpenAPI document", "OpenAPI 文档"),
    "asked": Text("Asked", "请求"),
    "answer": Text("Answer", "响应"),
    "field": Text("Name", "名称"),
    "kind": Text("Type", "类型"),
    "meaning": Text("Meaning", "说明"),
    "place": Text("Where", "位置"),
    "in_path": Text("address", "路径"),
    "in_query": Text("query", "查询"),
    "in_header": Text("header", "请求头"),
    "in_body": Text("body", "请求体"),
    "needed": Text("needed", "必填"),
    "needs": Text("Scope", "权限"),
    "open": Text("without a key", "无需密钥"),
    "example": Text("Example", "示例"),
    "problems": Text("Problems", "错误"),
    "problems_about": Text(
        "Every error is application/problem+json (RFC 9457) with an id that stands in the server's log.",
        "所有错误均为 application/problem+json（RFC 9457），其中 id 可在服务器日志中查到。",
    ),
    "limits": Text("Limits", "频率限制"),
    "limits_about": Text(
        "{a_key} calls a minute a key, {person} a person, {address} an address. RateLimit says what is left, "
        "Retry-After how long to wait.",
        "每分钟上限：每个密钥 {a_key} 次，每人 {person} 次，每个地址 {address} 次。剩余额度见 RateLimit，"
        "等待时间见 Retry-After。",
    ),
    "shapes": Text("Shapes", "数据结构"),
}
