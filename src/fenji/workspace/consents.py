"""Consents by purpose and channel with their proof: granted, withdrawn, expired; the newest word of a person holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from fenji.errors import WorkspaceError
from fenji.language import Text
from fenji.tables.decided import CONSENTS, DECIDED
from fenji.tables.purposes import BASES, channel_of, purpose_of
from fenji.workspace.decisions import WAIT_SECONDS, known_customer, newest_sequence, now, rows, said
from fenji.workspace.standing_file import whose_sql, write_standing

if TYPE_CHECKING:
    from fenji.lake.lake import Lake
    from fenji.workspace.workspace import Workspace

State = Literal["granted", "withdrawn", "expired"]
STATES: Mapping[str, Text] = {
    "granted": Text("granted", "已同意"),
    "withdrawn": Text("withdrawn", "已撤回"),
    "expired": Text("expired", "已到期"),
}
_SOURCE, _VERSION = Text("where it was said", "来源"), Text("the version of the text", "文本版本")


@dataclass(frozen=True)
class Said:
    """What a person said about one purpose and one channel: when, where, shown which text; before it is kept."""

    customer_id: str
    purpose: str
    channel: str
    event: Literal["granted", "withdrawn"]
    source: str
    happened_at: datetime
    basis: str = "consent"
    expires_on: date | None = None
    text_version: str = ""
    proof: str = ""
    reason: str = ""

    @classmethod
    def of(cls, **values: Any) -> Said:
        """Checked: purpose and channel known, never all; words where they are needed; not said in the future.

        A grant needs the version of the text that was shown; errors say which value is wrong.
        """
        values["purpose"] = purpose_of(values["purpose"]).key
        values["channel"] = channel_of(values["channel"]).key
        values["source"] = said(values.get("source"), what=_SOURCE, where="--source")
        one = cls(**values)
        if one.event == "granted" and one.basis == "consent":
            said(one.text_version, what=_VERSION, where="--text-version")
        if one.basis not in BASES:
            problem = Text("'{basis}' is no legal basis", "“{basis}”不是可用的合法性依据").fill(basis=one.basis)
            fix = Text("Choose {known}.", "可选：{known}。").fill(known=", ".join(BASES))
            raise WorkspaceError(problem, where="--basis", fix=fix)
        if one.happened_at > now() + timedelta(days=1):
            problem = Text("{day} is in the future", "{day} 是将来的日期").fill(day=one.happened_at.date())
            raise WorkspaceError(problem, where="--on", fix=Text("Name the day it was said.", "请填写实际日期。"))
        return one


@dataclass(frozen=True)
class Consent(Said):
    """What was kept of it, under a number that whoever relies on it cites."""

    sequence: int = 0
    actor: str = ""
    decided_at: datetime | None = None

    def state_on(self, day: date) -> State:
        """What it comes to on a day."""
        if self.event == "withdrawn":
            return "withdrawn"
        return "expired" if self.expires_on is not None and self.expires_on < day else "granted"


def consents(lake: Lake, *, customer_id: str | None = None) -> list[Consent]:
    """Every word kept, in the order it was kept; of one customer where named."""
    where, asked = ("TRUE", []) if customer_id is None else ("customer_id = ?", [customer_id])
    names = [one.name for one in fields(Consent)]
    return [Consent(**{name: row[name] for name in names}) for row in rows(lake, CONSENTS, where, asked)]


def keep(workspace: Workspace, words: Sequence[Said], *, is_known: bool = False) -> int:
    """Keeps what people said in one transaction; gives the last number. Nobody may be unknown, unless `is_known`."""
    import pyarrow as pa

    lake = workspace.lake
    with lake.write(actor=workspace.actor, what=f"consents: {len(words)}", wait_seconds=WAIT_SECONDS) as tx:
        if not is_known:
            for customer_id in dict.fromkeys(each.customer_id for each in words):
                known_customer(lake, customer_id, where="customer")
        columns = DECIDED[CONSENTS]
        tx.create(CONSENTS, columns)
        first, at = newest_sequence(lake, DECIDED) + 1, now()
        kept: dict[str, list[Any]] = {name: [] for name in columns}
        for number, one in enumerate(words, first):
            who = {"sequence": number, "actor": workspace.actor, "decided_at": at}
            for name, values in kept.items():
                values.append(who[name] if name in who else getattr(one, name))
        tx.append_arrow(CONSENTS, pa.table(kept, schema=_schema(pa)))
    write_standing(workspace)
    return first + len(words) - 1


def standing_sql(lake: Lake, purpose: str, channel: str) -> str:
    """The SQL of the newest word of each person on a purpose and channel: customer_id, event, expires_on, sequence.

    Of merged customers the newest of all their records; of two at one moment the withdrawal. When it was said counts,
    not when it was imported, so that an old file brought in again grants nothing.
    """
    from fenji.engines.engine import literal

    if not lake.has(CONSENTS):
        return """SELECT CAST(NULL AS VARCHAR) AS customer_id, CAST(NULL AS VARCHAR) AS event,
                         CAST(NULL AS DATE) AS expires_on, CAST(NULL AS BIGINT) AS sequence WHERE false"""
    return f"""SELECT coalesce(m.survivor, c.customer_id) AS customer_id, c.event, c.expires_on, c.sequence
               FROM lake.main.{CONSENTS} AS c LEFT JOIN ({whose_sql(lake)}) AS m ON m.was = c.customer_id
               WHERE c.purpose = {literal(purpose)} AND c.channel = {literal(channel)}
               QUALIFY row_number() OVER (PARTITION BY coalesce(m.survivor, c.customer_id)
                   ORDER BY c.happened_at DESC, c.event = 'withdrawn' DESC, c.sequence DESC) = 1"""


def newest_words(words: Iterable[Consent]) -> list[Consent]:
    """Of one person's words the newest on each purpose and channel, as `standing_sql` chooses it."""
    found: dict[tuple[str, str], Consent] = {}
    for one in words:
        was = found.get((one.purpose, one.channel))
        if was is None or _place(one) > _place(was):
            found[one.purpose, one.channel] = one
    return [found[key] for key in sorted(found)]


def _place(one: Consent) -> tuple[datetime, bool, int]:
    return one.happened_at, one.event == "withdrawn", one.sequence


def _schema(pa: Any) -> Any:
    kinds = {"BIGINT": pa.int64(), "VARCHAR": pa.string(), "TIMESTAMP": pa.timestamp("us"), "DATE": pa.date32()}
    return pa.schema([(name, kinds[kind]) for name, kind in DECIDED[CONSENTS].items()])
