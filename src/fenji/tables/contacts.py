"""Contacts: the people behind a company."""

from __future__ import annotations

from fenji.language import Text
from fenji.tables.customers import EMAIL, MOBILE, WECHAT
from fenji.tables.table import CanonicalTable, Column, customer_id, import_id, source

CONTACTS = CanonicalTable(
    "contacts",
    Text("Contacts", "联系人"),
    Text("One row for every person to talk to at a customer.", "客户方的每位联系人一行。"),
    ("source", "contact_id"),
    (
        Column(
            "contact_id",
            "string",
            Text("Contact ID", "联系人编号"),
            Text("The contact's number.", "联系人的编号。"),
            ("联系人ID", "contact_no", "contact_number"),
            is_required=True,
        ),
        customer_id(is_required=True),
        Column(
            "name",
            "string",
            Text("Name", "联系人姓名"),
            Text("The person's name.", "联系人的姓名。"),
            ("联系人", "姓名", "名字", "contact", "contact_name", "full_name"),
            is_personal=True,
        ),
        Column(
            "title",
            "string",
            Text("Title", "职务"),
            Text("Position at the company.", "在企业中的职务。"),
            ("职位", "头衔", "岗位", "job_title", "position", "role"),
        ),
        Column(
            "mobile",
            "string",
            Text("Mobile", "手机号"),
            Text("Mobile telephone, as text.", "手机号码,按文本保存。"),
            tuple(MOBILE.split()),
            is_personal=True,
        ),
        Column(
            "email",
            "string",
            Text("E-mail", "电子邮箱"),
            Text("E-mail address.", "电子邮箱地址。"),
            tuple(EMAIL.split()),
            is_personal=True,
        ),
        Column(
            "wechat",
            "string",
            Text("WeChat ID", "微信号"),
            Text("WeChat id.", "微信号。"),
            tuple(WECHAT.split()),
            is_personal=True,
        ),
        Column(
            "is_primary",
            "boolean",
            Text("Main contact", "主要联系人"),
            Text("The first to call.", "是否首要联系人。"),
            ("首要联系人", "是否主要", "primary", "main_contact"),
        ),
        Column(
            "note", "string", Text("Note", "备注"), Text("A remark.", "备注。"), ("说明", "remark", "remarks", "notes")
        ),
        source(),
        import_id(),
    ),
)
