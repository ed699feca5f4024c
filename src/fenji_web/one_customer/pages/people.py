"""What people did for one customer here, in words: owners, tags, notes, tasks, corrections, losses, what they typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from fenji_web import library
from fenji_web.one_customer.pages.facts import label_of, shown_value
from fenji_web.one_customer.pages.happened import CARE, Happened, money
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from fenji_web.customers.access import Readable
    from fenji_web.library import Text
    from fenji_web.one_customer.queries import Done

    Details = tuple[Text, ...]

_ICONS = {"note": "pencil", "owner": "user", "tag": "tag", "profile": "pencil", "task": "clock", "task_done": "check",
          "lost": "flag", "override": "flag", "order": "file", "contact": "phone"}  # fmt: skip
_TYPED = ("order", "contact")


@dataclass(frozen=True)
class _Said:
    """What is said of something done; `written`: its own words, as this person may read them."""

    of: Readable
    one: Done
    written: Text
    is_company: bool


def of_people(
    of: Readable, done: Sequence[Done], zone: ZoneInfo, *, is_company: bool, sees_notes: bool
) -> Iterator[Happened]:
    """What people did here; words they wrote are shown to those who may see contact data, notes to those who may."""
    for one in done:
        sees = sees_notes if one.sort == "note" else of.sees_contact
        written = library.same(one.after) if sees else words("care.hidden")
        title, details = _WORDS[one.sort](_Said(of, one, written, is_company))
        local, is_newer = one.at.astimezone(zone), one.sort in _TYPED
        on = one.on if is_newer else local.date()
        clock = "" if is_newer and on != local.date() else f"{local:%H:%M}"
        yield Happened(
            what=CARE,
            on=on,
            at=one.at.astimezone(UTC).replace(tzinfo=None),
            clock=clock,
            icon=_ICONS[one.sort],
            title=title,
            details=(*details, *((library.same(one.who),) if one.who else ())),
            amount=_amount(one.after, of.result.run.currency) if one.sort == "order" else None,
            is_newer=is_newer,
        )


def _owner(said: _Said) -> tuple[Text, Details]:
    pool = words("care.pool")
    before, after = (library.same(name) if name else pool for name in (said.one.before, said.one.after))
    return words("one_customer.event_owner"), (words("one_customer.from_to", before=before, after=after),)


def _tag(said: _Said) -> tuple[Text, Details]:
    key = "one_customer.event_tag" if said.one.after else "one_customer.event_untag"
    return words(key), (library.same(said.one.after or said.one.before),)


def _profile(said: _Said) -> tuple[Text, Details]:
    one = said.one
    before, after = (
        shown_value(one.what, value, sees_contact=said.of.sees_contact, is_company=said.is_company) or "—"
        for value in (one.before, one.after)
    )
    title = words("one_customer.event_profile", label=label_of(one.what))
    return title, (words("one_customer.from_to", before=before, after=after),)


def _task(said: _Said) -> tuple[Text, Details]:
    due = words("care.due", day="" if said.one.on is None else said.one.on.isoformat())
    return words("one_customer.event_task"), (said.written, due)


def _lost(said: _Said) -> tuple[Text, Details]:
    written = (said.written,) if said.one.after else ()
    if not said.one.what:
        return words("one_customer.event_reopened"), written
    return words("one_customer.event_lost"), (words(f"care.lost_{said.one.what}"), *written)


def _override(said: _Said) -> tuple[Text, Details]:
    one, tiers = said.one, said.of.result.scheme.scheme.tiers
    tier = next((tier.name for tier in tiers if tier.key == one.after), library.same(one.after))
    until = words("care.override_until_day", day="" if one.on is None else one.on.isoformat())
    return words("one_customer.event_override"), (tier, words(f"care.state_{one.what}"), until)


def _order(said: _Said) -> tuple[Text, Details]:
    return words("customers.event_sale"), (library.same(said.one.what),) if said.one.what else ()


def _contact(said: _Said) -> tuple[Text, Details]:
    return words("customers.event_interaction"), (library.same(said.one.what), said.written)


def _plain(said: _Said) -> tuple[Text, Details]:
    return words(f"one_customer.event_{said.one.sort}"), (said.written,)


_WORDS: dict[str, Callable[[_Said], tuple[Text, Details]]] = {
    "owner": _owner, "tag": _tag, "profile": _profile, "task": _task, "lost": _lost, "override": _override,
    "order": _order, "contact": _contact, "note": _plain, "task_done": _plain,
}  # fmt: skip


def _amount(typed: str, currency: str) -> Text:
    amount = library.read_decimal(typed.replace(",", ""))
    return library.same(typed) if amount is None else money(amount, currency)
