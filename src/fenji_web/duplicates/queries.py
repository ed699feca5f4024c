"""What the worker found and people decided about duplicates, as pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from fenji_web.data.queries import with_texts
from fenji_web.runs.models import DONE, Job

if TYPE_CHECKING:
    from fenji_web.accounts.models import User

FIND, COMPARE, DECIDE, UNMERGE = "find_duplicates", "compare_duplicates", "decide_duplicate", "unmerge_customer"
MOST_SURE = Decimal("0.999")  # no evidence makes two records one for certain


def decided_since(found: Job | None) -> list[Job]:
    """What was decided about customers after they were looked for, oldest first."""
    if found is None:
        return []
    return list(Job.objects.filter(kind__in=(DECIDE, UNMERGE), pk__gt=found.pk, state=DONE).order_by("pk"))


def newest_decision(person: User) -> Job | None:
    """The person's own last decision about customers, while it is kept or where it could not be."""
    newest = Job.objects.filter(kind__in=(DECIDE, UNMERGE, FIND), created_by=person).first()
    return None if newest is None or newest.state == DONE else newest


def comparison(person: User, pk: int) -> Job | None:
    """A person's own comparison of two customers."""
    return Job.objects.filter(pk=pk, kind=COMPARE, created_by=person).first()


def is_decided(job: Job) -> bool:
    """Whether one of two compared customers was decided about since."""
    ids = {job.arguments["first"], job.arguments["second"]}
    later = Job.objects.filter(kind__in=(DECIDE, UNMERGE), pk__gt=job.pk, state=DONE)
    return any(ids & {one.arguments.get(name) for name in ("first", "second", "customer")} for one in later)


def pairs_shown(result: Mapping[str, Any], decided: list[Job]) -> dict[str, Any]:
    """The pairs nobody decided since, and the merges that hold now."""
    apart = [{job.arguments["first"], job.arguments["second"]} for job in decided if job.kind == DECIDE]
    merges = {one["customer"]: one for one in result["merges"]}
    for job in decided:
        merges |= {one["customer"]: one for one in (job.result or {}).get("merges", ())}
        merges.pop((job.result or {}).get("merge", ""), None)
    pairs = [with_texts(one) for one in result["pairs"] if {one["first"]["id"], one["second"]["id"]} not in apart]
    return {
        "pairs": [
            {**one, "customers": [one["first"], one["second"]], "share": min(Decimal(one["probability"]), MOST_SURE)}
            for one in pairs
        ],
        "merges": list(reversed(merges.values())),
    }


def reasons_of(found: Job | None, ids: set[str]) -> dict[str, Any] | None:
    """Why two customers are probably one, where that was found."""
    for one in (found.result or {}).get("pairs", ()) if found is not None else ():
        if {one["first"]["id"], one["second"]["id"]} == ids:
            pair: dict[str, Any] = with_texts(one)
            return {**pair, "share": min(Decimal(one["probability"]), MOST_SURE)}
    return None
