"""Stated figures: totals, dates and frequencies that came as they are, in a customer list instead of orders."""

from __future__ import annotations

from fenji.language import Text
from fenji.tables.table import PRICE, CanonicalTable, Column, currency, customer_id, import_id, source

STATED = CanonicalTable(
    "stated",
    Text("Stated figures", "填报指标"),
    Text(
        "One row for every figure that a customer list states of a customer: filled by importing customers, never on "
        "its own. Nothing is overwritten: of two figures for the same metric the later day holds, on one day the later "
        "import. Two rows of one import about one customer (records that were merged) are parts of a whole.",
        "客户名单中为某位客户填报的每个数字一行：随客户名单一起导入，不单独导入。不覆盖旧值:"
        "同一指标以截止日较晚者为准，同日以较晚导入者为准。同一次导入中属于同一客户的多行(已合并的记录)相加。",
    ),
    ("source", "customer_id", "metric", "stated_on"),
    (
        customer_id(is_required=True),
        source(),
        Column(
            "metric",
            "string",
            Text("Metric", "指标"),
            Text(
                "The metric it answers: order_count, net_revenue, last_ordered_on, first_ordered_on, "
                "orders_per_month, opportunity_amount.",
                "所填报的指标：order_count 购买次数、net_revenue 购买金额、last_ordered_on 最近购买日期、"
                "first_ordered_on 首次购买日期、orders_per_month 购买频率、opportunity_amount 商机金额。",
            ),
            is_required=True,
        ),
        Column(
            "value",
            PRICE,
            Text("Value", "数值"),
            Text("The figure; NULL where it is a day.", "填报的数值；填报的是日期时为空。"),
        ),
        Column(
            "day",
            "date",
            Text("Day", "日期值"),
            Text("The day stated; NULL where it is a number.", "填报的日期；填报的是数值时为空。"),
        ),
        currency(),
        Column(
            "stated_window",
            "string",
            Text("Period", "统计周期"),
            Text(
                "The stretch of time a total is for, as the list says: all, 12 months, 90 days; NULL = it doesn't say.",
                "名单注明的统计周期：all 全部、12 months、90 days 等；为空表示名单未注明。",
            ),
        ),
        Column(
            "stated_on",
            "date",
            Text("Stated as of", "统计日期"),
            Text("The local day the figure is as of, itself included.", "该数字截至的当地日期(含当日)。"),
            is_required=True,
        ),
        Column(
            "ends_at",
            "timestamp",
            Text("Stated until", "统计截止时刻"),
            Text(
                "The instant (UTC) that day ends: what is booked from then on is not in the figure.",
                "统计日期结束的时刻(UTC):此后入账的不含在该数字内。",
            ),
            is_required=True,
        ),
        Column(
            "file",
            "string",
            Text("File", "来源文件"),
            Text("The file that states it.", "填报该数字的文件。"),
        ),
        Column(
            "row",
            "int64",
            Text("Row", "行号"),
            Text("Its row in that file, as people count.", "所在行号，按文件中的行计。"),
        ),
        import_id(),
    ),
)
