"""Payments: what was due, when, and what came."""

from __future__ import annotations

from fenji.language import Text
from fenji.tables.table import MONEY, CanonicalTable, Column, currency, customer_id, import_id, source

PAYMENTS = CanonicalTable(
    "payments",
    Text("Payments", "回款"),
    Text("One row for every amount due and what was paid of it.", "每笔应收款及其回款一行。"),
    ("source", "payment_id"),
    (
        Column(
            "payment_id",
            "string",
            Text("Payment ID", "回款编号"),
            Text("The payment's number.", "回款记录的编号。"),
            ("回款ID", "回款单号", "收款单号", "付款编号", "应收单号", "payment_no", "receivable_id"),
            is_required=True,
        ),
        source(),
        customer_id(is_required=True),
        Column(
            "order_id",
            "string",
            Text("Order ID", "订单编号"),
            Text("The order it pays for.", "对应的订单。"),
            ("订单号", "合同编号", "合同号", "发票号", "order_no", "invoice_no", "invoice_id", "contract_no"),
        ),
        Column(
            "due_on",
            "date",
            Text("Due on", "应付日期"),
            Text("The last day on which a payment is on time; NULL = unknown.", "按时付款的最后一日;为空表示未知。"),
            ("到期日", "应收日期", "到期日期", "应付日", "付款期限", "账期到期日", "计划回款日期", "due_date"),
        ),
        Column(
            "paid_on",
            "date",
            Text("Paid on", "付款日期"),
            Text("The day it was paid; NULL = not yet, or not recorded.", "实际付款日;为空表示尚未付款或未记录。"),
            ("回款日期", "实际付款日期", "实收日期", "收款日期", "到账日期", "payment_date", "paid_date", "paid_at"),
        ),
        Column(
            "due_amount",
            MONEY,
            Text("Amount due", "应付金额"),
            Text("What was to be paid.", "应付的金额。"),
            ("应收金额", "应收", "应付", "计划回款金额", "欠款金额", "amount_due", "invoice_amount"),
        ),
        Column(
            "paid_amount",
            MONEY,
            Text("Amount paid", "已付金额"),
            Text("What was paid; NULL with a day of payment = all of it.", "已付金额;有付款日而金额为空视为付清。"),
            (
                "回款金额",
                "实收金额",
                "已收金额",
                "实付金额",
                "到账金额",
                "付款金额",
                "amount_paid",
                "amount",
                "payment_amount",
            ),
        ),
        currency(),
        import_id(),
    ),
)
