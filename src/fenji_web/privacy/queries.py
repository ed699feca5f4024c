"""What pages of privacy show: cases with their clocks, and opt-outs and consents from the file the worker wrote."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from fenji_web import library
from fenji_web.privacy.models import CLOSED, Case
from fenji_web.runs.models import DONE, Job

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from fenji_web.accounts.models import User

PAGE = 50
_NEWEST = """SELECT * FROM consents QUALIFY row_number() OVER (PARTITION BY whose, purpose, channel
             ORDER BY happened_at DESC, event = 'withdrawn' DESC, sequence DESC) = 1"""
_STILL_OUT = """SELECT whose, min(decided_at) AS since, arg_max(said_by, sequence) AS said_by,
                       arg_max(reason, sequence) AS reason, arg_max(actor, sequence) AS actor
                FROM opt_outs GROUP BY whose
                HAVING count(*) FILTER (event = 'out') > count(*) FILTER (event = 'in')"""


@dataclass(frozen=True)
class Standing:
    """What holds for one customer: whether they are out, and their newest word on each purpose and channel."""

    out: dict[str, Any] | None
    consents: list[dict[str, Any]]


def open_cases() -> QuerySet[Case]:
    """What waits for somebody, the nearest deadline first."""
    return Case.objects.exclude(state=CLOSED).select_related("made_by", "decided_by")


def closed_cases() -> QuerySet[Case]:
    """What was decided, the newest first."""
    closed = Case.objects.filter(state=CLOSED).order_by("-decided_at", "-id")
    return closed.select_related("made_by", "decided_by", "seconded_by")


def cases_of(customer_id: str) -> list[Case]:
    """Everything ever asked about one customer, the newest first."""
    return list(Case.objects.filter(customer_id=customer_id).order_by("-id").select_related("made_by", "decided_by"))


def standing_of(folder: Path, customer_id: str, today: date) -> Standing:
    """What holds for one customer."""
    out = _asked(folder, f"SELECT * FROM ({_STILL_OUT}) WHERE whose = ?", [customer_id])
    said = _asked(folder, f"SELECT * FROM ({_NEWEST}) WHERE whose = ? ORDER BY purpose, channel", [customer_id])
    return Standing(out[0] if out else None, [_with_state(one, today) for one in said])


def opted_out(folder: Path, *, limit: int = PAGE) -> list[dict[str, Any]]:
    """Who is out, the newest first."""
    return _asked(folder, f"SELECT * FROM ({_STILL_OUT}) ORDER BY since DESC, whose LIMIT {int(limit)}", [])


def out_count(folder: Path) -> int:
    """How many are out."""
    found = _asked(folder, f"SELECT count(*) AS n FROM ({_STILL_OUT})", [])
    return int(found[0]["n"]) if found else 0


def consent_counts(folder: Path, today: date) -> list[dict[str, Any]]:
    """How many customers have granted, withdrawn and let expire, by purpose and channel."""
    sql = f"""SELECT purpose, channel,
                     count(*) FILTER (event = 'granted' AND (expires_on IS NULL OR expires_on >= CAST(? AS DATE)))
                         AS granted,
                     count(*) FILTER (event = 'withdrawn') AS withdrawn,
                     count(*) FILTER (event = 'granted' AND expires_on < CAST(? AS DATE)) AS expired,
                     max(decided_at) AS newest
              FROM ({_NEWEST}) GROUP BY purpose, channel ORDER BY purpose, channel"""
    return _asked(folder, sql, [today.isoformat(), today.isoformat()])


def newest_words(folder: Path, today: date, *, limit: int = PAGE) -> list[dict[str, Any]]:
    """What was kept last, whoever said it."""
    found = _asked(folder, f"SELECT * FROM consents ORDER BY sequence DESC LIMIT {int(limit)}", [])
    return [_with_state(one, today) for one in found]


def job_of(person: User, number: str, kinds: tuple[str, ...]) -> Job | None:
    """One's own job of these kinds, by its number as an address names it."""
    if not number.isdecimal():
        return None
    return Job.objects.filter(pk=number, kind__in=kinds, created_by=person).first()


def files_of(person: User, kind: str, *, most: int = 12) -> list[Job]:
    """The files of a kind that somebody had written, the newest first."""
    mine = Job.objects.filter(Q(created_by=person), kind=kind, state=DONE).order_by("-id")
    return list(mine[:most])


def _with_state(one: dict[str, Any], today: date) -> dict[str, Any]:
    is_over = one["expires_on"] is not None and one["expires_on"] < today
    return {**one, "state": "withdrawn" if one["event"] == "withdrawn" else "expired" if is_over else "granted"}


def _asked(folder: Path, sql: str, given: list[Any]) -> list[dict[str, Any]]:
    path = library.standing_path(folder)
    if not path.is_file():
        return []
    engine = library.DuckDBEngine.read_model(path)
    try:
        found: list[dict[str, Any]] = engine.rows(sql, given)
        return found
    finally:
        engine.close()
