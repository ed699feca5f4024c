"""Risk: money that is due and has not come, and how punctually it comes."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from fenji.language import Text
from fenji.metrics.metric import metric
from fenji.metrics.period import Period
from fenji.metrics.ratio import Ratio


@metric(
    table="payments",
    unit="money",
    better="lower",
    never=0,
    label=Text("Overdue amount", "逾期金额"),
    zh="截至评估基准日已到期未付的金额。",
)
def overdue_amount(payments: ir.Table, period: Period) -> ir.DecimalScalar:
    """What a customer owes that was due by the as-of day and wasn't paid by its end.

    Every payment due on or before the as-of day, whatever the window: due amount less what was paid by then, never
    below 0. A day of payment without an amount is payment in full; an amount without a day counts as paid. Rows without
    a due day or due amount are left out: NULL where all of a customer's are, 0 for a customer who owes nothing.
    """
    is_due = payments.due_on <= period.last_day_value()
    open_amount = ibis.greatest(payments.due_amount - _paid(payments, period), ibis.literal(0))
    known = payments.count(where=payments.due_on.notnull() & payments.due_amount.notnull())
    owed = open_amount.sum(where=is_due & payments.due_amount.notnull()).fill_null(0).cast("decimal(18, 2)")
    return ibis.ifelse(known > 0, owed, ibis.null("decimal(18, 2)"))


@metric(
    table="payments",
    unit="share",
    better="higher",
    label=Text("Punctuality", "付款准时率"),
    zh="按期足额付款的比例。",
)
def payment_punctuality(payments: ir.Table, period: Period) -> Ratio:
    """What share of a customer's payments came in full by their due day.

    Payments due within the window (its first and last day included) and paid in full on or before the due day / all
    payments due within the window, four decimals. A day of payment without an amount is payment in full. Payments made
    on an unknown day can't be judged and are left out. NULL for a customer with none to judge.
    """
    has_day = payments.paid_on.notnull()
    is_judged = period.covers_day(payments.due_on) & (
        has_day | payments.paid_amount.isnull() | (payments.paid_amount == 0)
    )
    is_full = payments.paid_amount.isnull() | (payments.paid_amount >= payments.due_amount).fill_null(True)
    is_punctual = has_day & (payments.paid_on <= payments.due_on) & is_full
    return Ratio(payments.count(where=is_judged & is_punctual), payments.count(where=is_judged))


def _paid(payments: ir.Table, period: Period) -> ir.DecimalColumn:
    """What of an amount due was paid by the end of the as-of day."""
    zero = ibis.literal(0).cast("decimal(18, 2)")
    in_full = ibis.coalesce(payments.paid_amount, payments.due_amount)
    by_then = ibis.ifelse(payments.paid_on <= period.last_day_value(), in_full, zero)
    return ibis.ifelse(payments.paid_on.isnull(), payments.paid_amount.fill_null(0), by_then)
