"""A workspace whose journey has something to find: contacts, campaign messages and answers beside the orders."""

from __future__ import annotations

from pathlib import Path

from benchmarks.store import AS_OF, MONTHS, interaction_rows
from benchmarks.web_store import SCHEME, copied, web_store
from fenji.intake.landing import create_tables
from fenji.workspace.workspace import Workspace

CONTACTS, MESSAGES, ANSWERS = 0.1, 0.1, 0.03  # more an order; the generated orders come with 0.2 contacts each
SAID = "['物流太慢', '质量很好', '客服回复及时', '价格太贵', '安装说明看不懂', '一切都好']"


def pictures_store(folder: Path, *, orders: int, customers: int) -> Path:
    """The workspace of the web app with half as many contacts again, messages and answers, graded anew; made once."""
    place = folder / f"pictures_{orders}_{customers}"
    if (place / "told").exists():
        return place
    copied(web_store(folder, orders=orders, customers=customers), place)
    workspace = Workspace.open(place)
    try:
        with workspace.lake.write(actor="bench", what="contacts") as transaction:
            create_tables(transaction, ("feedback", "touches"))
            for month in range(MONTHS):
                first, end = (int(orders * CONTACTS * step / MONTHS) for step in (month, month + 1))
                known = interaction_rows(first, end, month=month, customers=customers, seed=3)
                transaction.append(
                    "interactions", f"SELECT * REPLACE ('K' || interaction_id AS interaction_id) FROM ({known})"
                )
                first, end = (int(orders * MESSAGES * step / MONTHS) for step in (month, month + 1))
                transaction.append("touches", touch_rows(first, end, month=month, customers=customers))
                first, end = (int(orders * ANSWERS * step / MONTHS) for step in (month, month + 1))
                transaction.append("feedback", feedback_rows(first, end, month=month, customers=customers))
        workspace.grade(SCHEME, as_of=AS_OF).engine.close()
    finally:
        workspace.close()
    (place / "told").touch()
    return place


def touch_rows(first: int, end: int, *, month: int, customers: int) -> str:
    """A month's campaign messages; one in twelve is answered within two days."""
    met = interaction_rows(first, end, month=month, customers=customers, seed=5)
    return f"""
        SELECT 'T' || interaction_id AS touch_id, source, customer_id, {_campaign(month)} AS campaign,
            '短信' AS channel, happened_at AS sent_at, happened_on AS sent_on,
            CASE WHEN {_drawn(12)} = 0 THEN happened_at + to_seconds({_drawn(172800)}) END AS responded_at,
            CASE WHEN {_drawn(12)} = 0 THEN 'clicked' END AS response, import_id
        FROM ({met})"""


def feedback_rows(first: int, end: int, *, month: int, customers: int) -> str:
    """A month's answers: surveys and reviews with a score of ten, tickets and complaints without."""
    met = interaction_rows(first, end, month=month, customers=customers, seed=9)
    return f"""
        SELECT 'F' || interaction_id AS feedback_id, source, customer_id,
            ['survey', 'review', 'ticket', 'complaint'][1 + {_drawn(4)}] AS kind, happened_at AS given_at,
            happened_on AS given_on, CASE WHEN {_drawn(4)} < 2 THEN (3 + {_drawn(8)})::DECIMAL(9, 2) END AS score,
            CASE WHEN {_drawn(4)} < 2 THEN 10::DECIMAL(9, 2) END AS score_max,
            {SAID}[1 + {_drawn(6)}] AS text, {_drawn(5)} = 0 AS may_quote, import_id
        FROM ({met})"""


def _campaign(month: int) -> str:
    return f"'campaign {month // 3 + 1}'"


def _drawn(most: int) -> str:
    return f"(hash(interaction_id) >> 8)::BIGINT % {most}"
