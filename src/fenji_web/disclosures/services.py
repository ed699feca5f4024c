"""Contact data is shown, asked for, let through, fetched, and gone when its time is over."""

from __future__ import annotations

import secrets
import shutil
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fenji_web import library
from fenji_web.audit.models import Alias
from fenji_web.audit.services import note
from fenji_web.disclosures.access import SHOWN_FOR, days_kept
from fenji_web.disclosures.models import APPROVED, REFUSED, WAITING, WITHDRAWN, Release, Unmasking
from fenji_web.runs.services import enqueue
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fenji_web.accounts.models import User
    from fenji_web.library import Text


def contact_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is personal of a customer, as far as it is known."""
    personal = (*library.masks.SHOWN, *library.masks.hidden_columns())
    return {name: row[name] for name in personal if row.get(name) is not None}


def show(person: User, customer_id: str, reason: str, fields: Sequence[str], *, address: str) -> Unmasking:
    """Shows one customer's contact data to one person for a while; the log says who, whom, why and which fields."""
    with transaction.atomic():
        facts = {"reason": library.verbatim(reason), "fields": sorted(fields), "minutes": SHOWN_FOR.seconds // 60}
        note(person, "disclosures:shown", subject=Alias.of(customer_id), outcome="200", address=address, facts=facts)
        return Unmasking.objects.create(
            person=person, customer_id=customer_id, reason=reason, fields=sorted(fields),
            ends_at=timezone.now() + SHOWN_FOR,
        )  # fmt: skip


def ask(person: User, reason: str, *, address: str, **what: Any) -> Release:
    """Asks another person to let a large export through."""
    with transaction.atomic():
        made = Release.objects.create(asked_by=person, reason=reason, **what)
        _noted(person, "asked", made, address=address)
    return made


@transaction.atomic
def decide(release: Release, person: User, *, is_yes: bool, answer: str, address: str) -> bool:
    """Lets an export through or refuses it; False where it was decided or taken back meanwhile.

    The file is made in the name of who asked: by their rights at that moment.
    """
    asked_by = release.asked_by
    open_ones = Release.objects.select_for_update().filter(pk=release.pk, state=WAITING).exclude(asked_by=person)
    if asked_by is None or open_ones.first() is None:
        return False
    release.state, release.decided_by, release.decided_at = APPROVED if is_yes else REFUSED, person, timezone.now()
    release.answer = answer
    if is_yes:
        release.ends_at = timezone.now() + timedelta(days=days_kept())
        if asked_by.can("export"):
            release.job = enqueue("release", by=asked_by, release=release.pk)
    release.save()
    _noted(person, release.state, release, address=address)
    return True


@transaction.atomic
def withdraw(release: Release) -> None:
    """Takes a wish back, as long as nobody has decided."""
    Release.objects.filter(pk=release.pk, state=WAITING).update(state=WITHDRAWN)


def mark_of(release: Release) -> Text:
    """What stands in a large file: whose it is, why, who let it through, until when."""
    ends = "" if release.ends_at is None else release.ends_at.date().isoformat()
    return words(
        "disclosures.mark", n=release.pk, who=str(release.asked_by), other=str(release.decided_by),
        reason=library.same(release.reason), ends=ends,
    )  # fmt: skip


def place_of(release: Release) -> Path:
    """Where a large file rests."""
    return _root() / release.folder / f"customers-{release.run}.{release.form}"


def new_folder() -> str:
    """The name of a new folder that nobody guesses."""
    return secrets.token_hex(16)


def remove_expired() -> int:
    """Removes the files whose time is over, and folders that belong to none; how many there were."""
    over = Release.objects.filter(ends_at__lte=timezone.now()).exclude(folder="")
    gone = 0
    for release in over:
        shutil.rmtree(_root() / release.folder, ignore_errors=True)
        gone += Release.objects.filter(pk=release.pk).update(folder="")
        _noted(None, "expired", release)
    return gone


def _root() -> Path:
    return Path(settings.WEB_FOLDER) / "exports"  # where whoever is erased is looked for


def _noted(person: User | None, what: str, release: Release, *, address: str = "") -> None:
    facts = {"rows": release.rows, "columns": release.columns, "reason": library.verbatim(release.reason),
             "for": release.asked_by.username if release.asked_by else ""}  # fmt: skip
    note(person, f"disclosures:{what}", subject=str(release.pk), outcome="200", address=address, facts=facts)
