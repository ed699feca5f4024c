"""Orders: what customers bought and gave back, one row a sale or a refund."""

from __future__ import annotations

from fenji.language import Text
from fenji.tables.table import (
    CHANNEL,
    MONEY,
    OWNERS,
    CanonicalTable,
    Column,
    currency,
    customer_id,
    import_id,
    source,
)

ORDERS = CanonicalTable(
    "orders",
    Text("Orders", "订单"),
    Text(
        "One row for every sale and every refund. A refund tied to a sale carries the sale's ordered_at and its own "
        "booked_at: money lands in the window of the purchase, and nothing booked later is seen.",
        "每笔销售、每笔退款各一行。已关联原订单的退款沿用原订单的下单时间,另记自己的入账时间:"
        "金额计入购买所在的周期,评估基准日之后入账的不计。",
    ),
    ("source", "order_id"),
    (
        Column(
            "order_id",
            "string",
            Text("Order ID", "订单编号"),
            Text("The order's number in its source.", "来源系统中的订单号。"),
            (
                *(
                    "订单号",
                    "订单ID",
                    "单号",
                    "销售单号",
                    "交易号",
                    "交易编号",
                    "流水号",
                    "小票号",
                    "发票号",
                    "发票号码",
                ),
                *("主订单编号", "子订单编号", "order_no", "order_number", "order", "invoice", "invoice_no"),
                *("invoice_id", "invoice_number", "basket_id", "transaction_id", "receipt_no", "receipt_id"),
                *("sale_id", "bill_no", "document_no"),
            ),
            is_required=True,
        ),
        source(),
        customer_id(
            meaning=Text(
                "Who bought; NULL = a guest, reported but never graded.", "购买客户;为空即散客,只统计、不评级。"
            )
        ),
        Column(
            "kind",
            "string",
            Text("Kind", "订单类型"),
            Text(
                "sale, refund or void. A void row (cancelled, never paid) is kept but counts for nothing.",
                "sale 销售、refund 退款、void 作废。作废行保留但不参与任何计算。",
            ),
            ("单据类型", "交易类型", "类型", "order_type", "transaction_type"),
            is_required=True,
        ),
        Column(
            "status",
            "string",
            Text("Status", "订单状态"),
            Text("The status in its source's own words.", "来源系统中的状态原文。"),
            ("状态", "交易状态", "支付状态", "退款状态", "order_status", "payment_status", "state"),
        ),
        Column(
            "ordered_at",
            "timestamp",
            Text("Ordered at", "下单时间"),
            Text(
                "The instant of the purchase (UTC); a refund tied to a sale has the sale's.",
                "购买时刻(UTC);已关联退款用原订单的时刻。",
            ),
            (
                *(
                    "付款时间",
                    "支付时间",
                    "成交时间",
                    "交易时间",
                    "订单时间",
                    "创建时间",
                    "订单创建时间",
                    "订单付款时间",
                ),
                *(
                    "订单日期",
                    "下单日期",
                    "成交日期",
                    "销售日期",
                    "购买日期",
                    "购买时间",
                    "交易日期",
                    "付款日期",
                    "日期",
                ),
                *("开票日期", "order_time", "order_date", "order_datetime", "invoice_date", "invoicedate", "paid_at"),
                *("transaction_timestamp", "transaction_date", "transaction_time", "purchase_date", "purchased_at"),
                *("created_at", "date", "datetime", "timestamp", "sale_date", "order_purchase_timestamp"),
            ),
            is_required=True,
        ),
        Column(
            "ordered_on",
            "date",
            Text("Ordered on", "下单日"),
            Text("The local day of ordered_at in the workspace's time zone.", "下单时刻在工作区时区的当地日期。"),
        ),
        Column(
            "booked_at",
            "timestamp",
            Text("Booked at", "入账时间"),
            Text(
                "When this row happened: a sale's ordered_at, a refund's own instant.",
                "该行发生的时刻:销售即下单时间,退款为退款时间。",
            ),
            ("退款时间", "退款日期", "退款完结时间", "refund_date", "refunded_at", "refund_time", "posting_date"),
        ),
        Column(
            "void_at",
            "timestamp",
            Text("Void at", "作废时间"),
            Text(
                "For a sale: the instant from which it was fully refunded; it counts before. NULL = it stands.",
                "销售被全额退款的时刻,此前仍计入;为空表示有效。",
            ),
            ("取消时间", "cancelled_at", "canceled_at", "voided_at"),
        ),
        Column(
            "amount",
            MONEY,
            Text("Amount paid", "实付金额"),
            Text(
                "What was paid after discounts: a sale's is positive, a refund's negative.",
                "优惠后的实付金额:销售为正,退款为负。",
            ),
            (
                *("金额", "成交金额", "订单金额", "销售金额", "销售额", "消费金额", "购买金额", "支付金额", "付款金额"),
                *(
                    "实收金额",
                    "买家实际支付金额",
                    "买家实付金额",
                    "总金额",
                    "交易金额",
                    "实付",
                    "合计",
                    "总价",
                    "应收金额",
                ),
                *("amount", "total", "sales_value", "revenue", "sales", "order_amount", "order_total", "total_amount"),
                *("paid_amount", "payment_amount", "net_amount", "grand_total", "price_total", "payment_value"),
                *("total_price", "total_sales", "sum"),
            ),
            is_required=True,
        ),
        Column(
            "discount",
            MONEY,
            Text("Discount", "优惠金额"),
            Text(
                "What was taken off the list price, positive; list price = amount + discount. NULL = not recorded.",
                "减免的金额,正数;原价 = 实付 + 优惠。为空表示未记录。",
            ),
            (
                "折扣",
                "折扣金额",
                "优惠",
                "减免金额",
                "满减",
                "让利",
                "discount_amount",
                "total_discount",
                "retail_disc",
            ),
        ),
        currency(),
        Column(
            "channel",
            "string",
            Text("Channel", "销售渠道"),
            Text("Where it was sold: shop, site, app, telephone.", "成交渠道:门店、网站、APP、电话等。"),
            CHANNEL,
        ),
        Column(
            "store",
            "string",
            Text("Store", "门店"),
            Text("The shop or site that sold it.", "成交的门店或网店。"),
            ("店铺", "店铺名称", "门店名称", "网点", "分店", "store_id", "store_name", "shop", "shop_name", "branch"),
        ),
        Column(
            "owner",
            "string",
            Text("Owner", "负责人"),
            Text("Who made the sale.", "成交的业务员。"),
            OWNERS,
        ),
        Column(
            "refunds_order_id",
            "string",
            Text("Refund of", "原订单编号"),
            Text(
                "For a refund: the sale of the same source it gives back; NULL = not tied to one.",
                "退款所对应的(同一来源的)原订单;为空表示未能关联。",
            ),
            ("原订单号", "原单号", "关联订单", "关联订单号", "original_order_id", "refund_of", "parent_order_id"),
        ),
        Column(
            "is_stated_time",
            "boolean",
            Text("Time is stated", "含时刻"),
            Text("FALSE when the source gave a day only.", "来源只有日期而无时刻时为 FALSE。"),
        ),
        import_id(),
    ),
)
