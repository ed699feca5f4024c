"""Lists of customers to be contacted: one purpose, one channel, whoever consented; who was left out, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from fenji.engines.engine import literal, quoted
from fenji.errors import UnknownName
from fenji.language import Text
from fenji.result import DEFAULT_ORDER
from fenji.tables.decided import CONSENTS, CONTACT_LISTS, DECIDED, LISTED, OPT_OUTS
from fenji.tables.field_purposes import CONTACT, refuse_unfit
from fenji.tables.opted_out import REASON as OPTED_OUT
from fenji.workspace.consents import standing_sql
from fenji.workspace.decisions import WAIT_SECONDS, Deciding, newest_sequence, now, rows
from fenji.workspace.tables import opted_out

if TYPE_CHECKING:
    from datetime import date

    from fenji.lake.commit import Transaction
    from fenji.lake.lake import Lake
    from fenji.result import Result
    from fenji.tables.purposes import Channel, Purpose
    from fenji.workspace.workspace import Workspace

LEFT_OUT: Mapping[str, Text] = {
    "opted_out": Text("opted out of profiling", "已拒绝画像"),
    "withdrawn": Text("consent withdrawn", "已撤回同意"),
    "suppressed": Text("the same address withdrew under another id", "同一联系方式已在其他客户名下撤回"),
    "expired": Text("consent expired", "同意已到期"),
    "no_consent": Text("no consent to this", "未取得此项同意"),
    "no_address": Text("no address for this channel", "缺少该渠道的联系方式"),
    "same_address": Text("the same address is in the list already", "联系方式与名单中其他客户重复"),
}
_TIER = Text("tier", "等级")


@dataclass(frozen=True)
class Asked:
    """Who is to be contacted, for what and how: customers of these tiers (none named: all), with these values."""

    purpose: Purpose
    channel: Channel
    tiers: tuple[str, ...] = ()
    where: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Chosen:
    """Who may be contacted, in the order of lists, and how many were left out by why; `stand` is what it rests on."""

    asked: Asked
    result: Result
    relation: str
    customers: int
    left_out: Mapping[str, int]
    stand: int

    @property
    def columns(self) -> tuple[str, ...]:
        """What a row holds: no more than it takes to reach somebody, and the number of the consent it rests on."""
        return ("customer_id", "name", "tier", *self.asked.channel.columns, "consent", "consent_until")

    def rows(self) -> Iterable[dict[str, Any]]:
        """The rows of the list, streamed."""
        listed = ", ".join(quoted(name) for name in self.columns)
        sql = f"SELECT {listed} FROM {self.relation} WHERE left_out IS NULL ORDER BY place"
        for batch in self.result.engine.batches(sql):
            yield from batch.to_pylist()

    def drop(self) -> None:
        """Lets the working table go."""
        self.result.engine.run(f"DROP TABLE IF EXISTS {self.relation}")


def choose(workspace: Workspace, result: Result, asked: Asked) -> Chosen:
    """Looks at every customer asked for and at the newest word of each; an unknown tier is an error."""
    known = [tier.key for tier in result.scheme.scheme.tiers]
    for tier in asked.tiers:
        if tier not in known:
            raise UnknownName(_TIER, tier, known=known, where="--tier")
    refuse_unfit(CONTACT, ("customer_id", *asked.channel.columns), where="--purpose")
    lake, engine = workspace.lake, result.engine
    stand = standing_of(lake)
    relation = f"contacts_{uuid4().hex[:12]}"
    engine.register(f"{relation}_words", lake.engine.arrow(_words_sql(lake, asked, today(workspace))))
    engine.register(f"{relation}_out", lake.engine.arrow(_out_sql(lake)))
    engine.register(f"{relation}_not", lake.engine.arrow(_suppressed_sql(lake, asked)))
    try:
        engine.run(f"CREATE TEMP TABLE {relation} AS {_judged_sql(result, asked, relation)}")
    finally:
        for end in ("words", "out", "not"):
            with suppress(Exception):
                engine.run(f"DROP TABLE IF EXISTS {relation}_{end}")
    counted = {
        row["left_out"]: int(row["n"])
        for row in engine.rows(f"SELECT left_out, count(*) AS n FROM {relation} GROUP BY left_out")
    }
    left = {why: counted[why] for why in LEFT_OUT if why in counted}
    return Chosen(asked, result, relation, counted.get(None, 0), left, stand)


def log(tx: Transaction, lake: Lake, chosen: Chosen, *, actor: str, file: str, reason: str) -> int:
    """Keeps who was listed, for what, by which consent, and who asked; gives the list's number."""
    run, asked = chosen.result.run, chosen.asked
    book = Deciding(tx, lake, actor, now())
    number = book.next(CONTACT_LISTS, "list_id")
    sequence = book.keep(
        CONTACT_LISTS,
        list_id=number,
        purpose=asked.purpose.key,
        channel=asked.channel.key,
        scheme=run.scheme,
        run_id=run.id,
        chosen=json.dumps({"tiers": asked.tiers, **asked.where}, ensure_ascii=False),
        file=file,
        customers=chosen.customers,
        left_out=json.dumps(chosen.left_out),
        reason=reason,
    )
    tx.create(LISTED, DECIDED[LISTED])
    table = chosen.result.engine.arrow(
        f"""SELECT CAST({sequence} AS BIGINT) AS sequence, CAST({number} AS BIGINT) AS list_id, customer_id, consent
            FROM {chosen.relation} WHERE left_out IS NULL ORDER BY customer_id"""
    )
    if table.num_rows:
        tx.append_arrow(LISTED, table)
    return number


def standing_of(lake: Lake) -> int:
    """A number that grows with every word on consents and opt-outs."""
    return newest_sequence(lake, (CONSENTS, OPT_OUTS))


def still_allowed(workspace: Workspace, customers: Iterable[str], asked: Asked) -> set[str]:
    """Of these customers who may be contacted at this very moment: what whoever sends asks right before."""
    lake = workspace.lake
    wanted = set(customers)
    said = lake.engine.rows(_words_sql(lake, asked, today(workspace)))
    out = {row["customer_id"] for row in lake.engine.rows(_out_sql(lake))}
    return {row["customer_id"] for row in said if row["state"] == "granted"} & wanted - out


def lists_of(lake: Lake, customer_id: str) -> list[dict[str, Any]]:
    """The lists that carried a customer, oldest first."""
    numbers = {int(row["list_id"]) for row in rows(lake, LISTED, "customer_id = ?", [customer_id])}
    return [row for row in rows(lake, CONTACT_LISTS) if int(row["list_id"]) in numbers]


def today(workspace: Workspace) -> date:
    """The day it is where the company is."""
    return datetime.now(ZoneInfo(workspace.settings.zone)).date()


def writing(workspace: Workspace, what: str) -> Any:
    """The write lock under which a list is kept."""
    return workspace.lake.write(actor=workspace.actor, what=what, wait_seconds=WAIT_SECONDS)


def _words_sql(lake: Lake, asked: Asked, day: date) -> str:
    return f"""SELECT customer_id, sequence AS consent, expires_on,
                      CASE WHEN event = 'withdrawn' THEN 'withdrawn'
                           WHEN expires_on < DATE {literal(day.isoformat())} THEN 'expired' ELSE 'granted' END AS state
               FROM ({standing_sql(lake, asked.purpose.key, asked.channel.key)})"""


def _out_sql(lake: Lake) -> str:
    out = opted_out(lake)
    return "SELECT CAST(NULL AS VARCHAR) AS customer_id WHERE false" if out is None else lake.engine.compile(out)


def _suppressed_sql(lake: Lake, asked: Asked) -> str:
    """The addresses of whoever withdrew, under whatever id."""
    nothing = "SELECT CAST(NULL AS VARCHAR) AS address WHERE false"
    if not lake.has("customers"):
        return nothing
    withdrew = f"""SELECT customer_id FROM ({standing_sql(lake, asked.purpose.key, asked.channel.key)})
                   WHERE event = 'withdrawn'"""
    each = [
        f"""SELECT {quoted(column)} AS address FROM lake.main.customers
            WHERE {quoted(column)} IS NOT NULL AND customer_id IN ({withdrew})"""
        for column in asked.channel.columns
    ]
    return f"SELECT DISTINCT lower(trim(address)) AS address FROM ({' UNION ALL '.join(each)})"


def _judged_sql(result: Result, asked: Asked, relation: str) -> str:
    columns = [name for name in asked.channel.columns if name in result.columns]
    given = [f"r.{quoted(name)}" for name in columns]
    given += [f"CAST(NULL AS VARCHAR) AS {quoted(name)}" for name in asked.channel.columns if name not in columns]
    trimmed = ", ".join(f"nullif(trim(r.{quoted(name)}), '')" for name in columns)
    address = f"coalesce({trimmed})" if columns else "NULL"
    is_not = " OR ".join(f"lower(trim(r.{quoted(name)})) IN (SELECT address FROM {relation}_not)" for name in columns)
    order = ", ".join(
        f"{quoted(one.lstrip('-'))} {'DESC' if one.startswith('-') else 'ASC'} NULLS LAST" for one in DEFAULT_ORDER
    )
    wanted = [f"tier IN ({', '.join(literal(one) for one in asked.tiers)})"] if asked.tiers else []
    wanted += [f"{quoted(name)} = {literal(str(value))}" for name, value in asked.where.items()]
    return f"""
        WITH chosen AS (
            SELECT *, row_number() OVER (ORDER BY {order}, customer_id) AS place FROM {result.relation}
            WHERE {" AND ".join(wanted) or "TRUE"}),
        said AS (
            SELECT r.customer_id, r.name, r.tier, {", ".join(given)}, r.place, w.consent,
                   w.expires_on AS consent_until, lower({address}) AS reached_by,
                   CASE WHEN r.reason = {literal(OPTED_OUT)} OR o.customer_id IS NOT NULL THEN 'opted_out'
                        WHEN w.state = 'withdrawn' THEN 'withdrawn'
                        WHEN {is_not or "false"} THEN 'suppressed'
                        WHEN w.state = 'expired' THEN 'expired'
                        WHEN w.state IS NULL THEN 'no_consent'
                        WHEN {address} IS NULL THEN 'no_address' END AS left_out
            FROM chosen AS r LEFT JOIN {relation}_words AS w ON w.customer_id = r.customer_id
            LEFT JOIN {relation}_out AS o ON o.customer_id = r.customer_id)
        SELECT * EXCLUDE (reached_by, left_out),
               CASE WHEN left_out IS NULL AND row_number() OVER (
                        PARTITION BY left_out IS NULL, reached_by ORDER BY place) > 1
                    THEN 'same_address' ELSE left_out END AS left_out
        FROM said"""
