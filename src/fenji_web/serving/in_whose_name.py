"""A job is done in the name of who asked for it, by the rights they have while it is done."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from fenji_web import library
from fenji_web.accounts.models import User
from fenji_web.audit.services import note
from fenji_web.runs.access import RIGHTS, rights_of
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.runs.models import Job
    from fenji_web.runs.services import Kind

EVERY = 1.0  # seconds between two looks at the rights


class RightsChanged(library.FenjiError):
    """Who asked for a job may not have it done any more, or sees other customers than when it began."""


class InTheNameOf:
    """The person who asked for a job, looked at again while it is done: what changes of their rights ends it.

    Work that nobody asked for (what the house does by itself) has no such person and is not looked at.
    """

    def __init__(self, job: Job, kind: Kind) -> None:
        self._job, self._kind, self._number = job, kind, job.created_by_id or 0
        self._began = self._rights()
        self._looked_at = time.monotonic()
        self._refuse_unless(self._began is not None or not self._number)

    def look(self) -> None:
        """Looks again where the last look is some time ago."""
        if time.monotonic() - self._looked_at >= EVERY:
            self.check()

    def check(self) -> None:
        """Ends the job where the rights are others than at its beginning; the log says so."""
        self._looked_at = time.monotonic()
        self._refuse_unless(not self._number or (self._began is not None and self._rights() == self._began))

    def marked(self, result: dict[str, Any]) -> dict[str, Any]:
        """A result; with a file, by which rights it was written."""
        return {**result, RIGHTS: self._began} if "file" in result else result

    def _rights(self) -> list[Any] | None:
        """What decides what the person reads; None where they may not have this done."""
        person = User.objects.filter(pk=self._number).first()
        if person is None or not person.can(self._kind.permission):
            return None
        return rights_of(person)

    def _refuse_unless(self, is_so: bool) -> None:
        if is_so:
            return
        person = User.objects.filter(pk=self._number).first()
        facts = {"job": self._job.pk, "why": "rights"}
        note(person, f"job:{self._job.kind}", subject=str(self._job.pk), outcome="refused", facts=facts)
        raise RightsChanged(words("runs.rights_changed"), where="", fix=words("runs.rights_changed_fix"))
