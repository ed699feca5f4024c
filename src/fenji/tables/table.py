"""What a canonical table is: columns with a type, a label, a meaning and the headers people give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fenji.language import Text

LONGEST_HEADER = 1_000  # of a header so much is compared

Type = Literal[
    "string",
    "int64",
    "boolean",
    "date",
    "timestamp",
    "decimal(18,2)",
    "decimal(18,3)",
    "decimal(18,4)",
    "decimal(9,2)",
]
MONEY: Type = "decimal(18,2)"
PRICE: Type = "decimal(18,4)"
QUANTITY: Type = "decimal(18,3)"
SCORE: Type = "decimal(9,2)"

_DUCKDB: Mapping[str, str] = {
    "string": "VARCHAR",
    "int64": "BIGINT",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
}
_WORDS: Mapping[str, Text] = {
    "string": Text("text", "文本"),
    "int64": Text("whole number", "整数"),
    "boolean": Text("yes or no", "是/否"),
    "date": Text("day", "日期"),
    "timestamp": Text("instant (UTC)", "时刻(UTC)"),
    MONEY: Text("money, two decimals", "金额,两位小数"),
    PRICE: Text("price, four decimals", "单价,四位小数"),
    QUANTITY: Text("quantity, three decimals", "数量,三位小数"),
    SCORE: Text("score, two decimals", "评分,两位小数"),
}


@dataclass(frozen=True)
class Column:
    """One column of a canonical table: what it holds and how people head it in their files.

    `is_required`: a row without it cannot be taken. `is_personal`: it says who a person is, so that it can be masked
    and erased. NULL in any other column means unknown, never 0 and never empty text.
    """

    name: str
    type: Type
    label: Text
    meaning: Text
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    is_personal: bool = False

    @property
    def is_money(self) -> bool:
        """Whether the values are amounts in the row's currency."""
        return self.type in (MONEY, PRICE)

    @property
    def type_text(self) -> Text:
        """The type in words."""
        return _WORDS[self.type]

    @property
    def headers(self) -> frozenset[str]:
        """Every header this column is known by, in its plain form (see `plain_header`)."""
        known = (self.name, self.label.en, self.label.zh, *self.synonyms)
        return frozenset(plain_header(header) for header in known)


@dataclass(frozen=True)
class CanonicalTable:
    """What every source must become: one table of the lake, its key and its columns in order.

    The key names a row: the same key twice is one row (the later import replaces the earlier).
    """

    name: str
    title: Text
    meaning: Text
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column with that name; KeyError for any other."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def recognise(self, header: str) -> Column | None:
        """The column a header of a file most likely means, or None; no header means two columns.

        >>> from fenji.tables import CANONICAL
        >>> CANONICAL["orders"].recognise(" Invoice No ").name
        'order_id'
        >>> CANONICAL["orders"].recognise("实付金额(元)").name
        'amount'
        """
        wanted = plain_header(header)
        return next((column for column in self.columns if wanted in column.headers), None)

    def schema(self) -> Mapping[str, str]:
        """Column name → type as Ibis reads it: `ibis.table(orders.schema(), name="orders")`."""
        return {column.name: _ibis_type(column.type) for column in self.columns}

    def duckdb_columns(self) -> dict[str, str]:
        """Column name → DuckDB type, in order."""
        return {column.name: _DUCKDB.get(column.type, column.type.upper()) for column in self.columns}


def plain_header(header: str) -> str:
    """A header without what people vary: case, spaces, underscores, full-width forms, a unit in brackets.

    >>> plain_header("Customer_ID"), plain_header("实付金额（元）"), plain_header(" 手机号 *")
    ('customerid', '实付金额', '手机号')
    """
    words = unicodedata.normalize("NFKC", header[:LONGEST_HEADER]).casefold()
    words = re.sub(r"[(\[【].*?[)\]】]", "", words) or words
    return "".join(letter for letter in words if letter.isalnum())


def import_id() -> Column:
    """The import that brought the row: the last column of every table."""
    return Column(
        "import_id",
        "int64",
        Text("Import", "导入批次"),
        Text("The import that brought this row.", "带来此行的导入批次。"),
    )


def source(*synonyms: str) -> Column:
    """Where the row came from: part of most keys, so that two shops may both have an order 1."""
    return Column(
        "source",
        "string",
        Text("Source", "数据来源"),
        Text(
            "Where the row came from: the file's or system's name. Never NULL.",
            "该行来自哪里:文件或系统的名称,不为空。",
        ),
        ("system", "来源系统", *synonyms),
        is_required=True,
    )


def currency() -> Column:
    """The currency of the row's amounts."""
    return Column(
        "currency",
        "string",
        Text("Currency", "币种"),
        Text("Currency of the amounts, three letters (CNY).", "金额的币种,三位字母(CNY)。"),
        ("货币", "结算币种", "currency_code", "ccy"),
    )


def customer_id(*, is_required: bool = False, meaning: Text | None = None) -> Column:
    """The customer a row is about."""
    return Column(
        "customer_id",
        "string",
        Text("Customer ID", "客户ID"),
        meaning or Text("The customer.", "所属客户。"),
        CUSTOMER_ID,
        is_required=is_required,
    )


CUSTOMER_ID = (
    *("客户编号", "客户编码", "客户代码", "客户号", "客户标识", "会员号", "会员编号", "会员ID", "会员卡号", "会员编码"),
    *("用户ID", "用户编号", "用户号", "买家ID", "买家编号", "顾客编号", "顾客ID", "客户", "买家会员名", "userid"),
    *("cust_id", "customer_no", "customer_number", "customer_code", "customer", "client_id", "client_no", "member_id"),
    *("member_no", "user_id", "buyer_id", "household_id", "household_key", "account_id", "account_no", "uid", "cid"),
)
CHANNEL = ("渠道", "销售渠道", "平台", "来源渠道", "sales_channel", "platform")
OWNER = (
    "负责人",
    "客户经理",
    "业务员",
    "销售员",
    "销售",
    "跟进人",
    "归属人",
    "经办人",
    "导购",
    "sales_rep",
    "salesperson",
)
OWNERS = (*OWNER, "account_manager", "rep", "sales_agent", "owner_name", "客户负责人", "责任人", "所属销售")


def reference_pages() -> dict[str, str]:
    """Every page of the tables' reference, name → Markdown (see `fenji.tables.reference`)."""
    from fenji.tables.reference import page

    return {"tables.md": page()}


def _ibis_type(name: Type) -> str:
    return "timestamp(6)" if name == "timestamp" else name.replace(",", ", ")
