"""What is done with wishes; and how the application database and its files lose somebody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from fenji_web import library
from fenji_web.audit.models import Alias
from fenji_web.care.models import Change, Loss, Note, Task
from fenji_web.data.models import Upload
from fenji_web.erasure import queries
from fenji_web.erasure.models import ASKED, DONE, ERASING, LOOKING, WITHDRAWN, Wish
from fenji_web.library import Store, Text
from fenji_web.runs.models import Job
from fenji_web.runs.services import enqueue

if TYPE_CHECKING:
    from django.db.models import Model

    from fenji_web.accounts.models import User
    from fenji_web.library import Person

TITLE = Text("Notes, tasks and other data of the application", "备注、任务等应用数据")
NOTES = Text("Notes, finished tasks, changes", "备注、已完成任务与变更记录")
JOBS = Text("Finished jobs", "已结束的任务")
UPLOADS = Text("Uploaded files that wait", "待处理的上传文件")


def stores(folder: Path) -> tuple[Store, ...]:
    """What the application adds to the stores that an erasure asks."""
    return (
        Store("application", TITLE, count_application, erase_application),
        Store("notes", NOTES, _none, _none, rule="notes_months", expire=expire_notes),
        Store("jobs", JOBS, _none, _none, rule="jobs_months", expire=expire_jobs),
        Store(
            "uploads",
            UPLOADS,
            lambda person: len(_uploads(folder, person)),
            lambda person: erase_uploads(folder, person),
        ),
    )


def _none(person: Person) -> int:
    """The store `application` takes these out."""
    del person
    return 0


def expire_notes(day: str, held: Sequence[str], is_trial: bool) -> int:
    """Notes, finished tasks, changes and losses from before a day go; those of held customers stay."""
    before = _midnight(day)
    old: dict[type[Model], str] = {Note: "made_at", Task: "done_at", Change: "made_at", Loss: "made_at"}
    found = [
        model._base_manager.filter(**{f"{name}__lt": before}).exclude(customer_id__in=held)
        for model, name in old.items()
    ]
    count = sum(rows.count() for rows in found)
    for rows in () if is_trial else found:
        rows.delete()
    return count


def expire_jobs(day: str, held: Sequence[str], is_trial: bool) -> int:
    """Jobs that ended before a day go."""
    del held
    rows = Job.objects.filter(finished_at__lt=_midnight(day))
    count = rows.count()
    if not is_trial:
        rows.delete()
    return count


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def count_application(person: Person) -> int:
    """Rows of the application database that are the person's or speak of them."""
    return sum(queries.own_rows(person).values()) + sum(1 for _ in queries.rows_saying(person))


@transaction.atomic
def _taken_out(person: Person) -> int:
    count = 0
    for model in queries.own_models():
        rows = model._base_manager.filter(customer_id__in=person.ids)
        if model is not Alias:
            count += rows.count()
        rows.delete()
    jobs = queries.jobs_about(person)
    count += len(jobs)
    Job.objects.filter(pk__in=jobs).delete()
    for model, pk, changed in queries.rows_saying(person):
        model._base_manager.filter(pk=pk).update(**changed)
        count += 1
    Session.objects.filter(pk__in=queries.sessions_of(person)).delete()
    Wish.objects.filter(customer_id__in=person.ids).update(customer_id="")
    return count


def erase_application(person: Person) -> int:
    """Takes the person out of every table; free pages and the journal are written anew."""
    count = _taken_out(person)
    _settle()
    return count


def _settle() -> None:
    if connection.in_atomic_block:
        return  # a test that takes everything back
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        kept: tuple[type[Model], ...] = (*queries.kept_models(), Session)
        for model in kept:
            cursor.execute(f'VACUUM (FULL) "{model._meta.db_table}"')


def _uploads(folder: Path, person: Person) -> list[Path]:
    place = folder / "web" / "uploads"
    return [path for path in sorted(place.glob("*")) if path.is_file() and library.file_holds(path, person)]


def erase_uploads(folder: Path, person: Person) -> int:
    """Removes uploads that hold the person and still wait, or lie there to be looked at again; gives how many."""
    found = _uploads(folder, person)
    for path in found:
        Upload.objects.filter(kept_as=path.name).delete()
        path.unlink(missing_ok=True)
    return len(found)


def ask(customer_id: str, reason: str, *, by: User) -> Wish:
    """A wish, and the job that looks what would go; one that waits for the same customer is given back."""
    with transaction.atomic():
        open_one = Wish.objects.filter(customer_id=customer_id, state__in=(LOOKING, ASKED, ERASING)).first()
        if open_one is not None:
            return open_one
        made = Wish.objects.create(customer_id=customer_id, reason=reason, asked_by=by)
        made.job = enqueue("erasure_preview", by=by, wish=made.pk)
        made.save(update_fields=["job"])
    return made


def looked(pk: int, found: list[dict[str, Any]]) -> None:
    """What an erasure would take out is known."""
    Wish.objects.filter(pk=pk, state=LOOKING).update(state=ASKED, found=found)


def needs_second() -> bool:
    """Whether another person must confirm: where the workspace's policy has standards approved by a second one."""
    return library.Settings.read(Path(settings.FENJI_WORKSPACE)).approval is not None


def may_confirm(wish: Wish, person: User, *, is_double: bool) -> bool:
    """Whether this person may confirm this wish."""
    is_other = wish.asked_by_id is not None and wish.asked_by_id != person.pk
    return wish.state == ASKED and person.can("erase") and (is_other or not is_double)


def confirm(wish: Wish, *, by: User) -> None:
    """Lets the worker erase; twice is once."""
    with transaction.atomic():
        mine = Wish.objects.filter(pk=wish.pk, state=ASKED)
        if mine.update(state=ERASING, confirmed_by=by, confirmed_at=timezone.now()):
            job = enqueue("erasure", by=by, wish=wish.pk)
            Wish.objects.filter(pk=wish.pk).update(job=job)


def withdraw(wish: Wish) -> None:
    """Takes a wish back that was not confirmed; whom it was about is forgotten."""
    waiting = Wish.objects.filter(pk=wish.pk, state__in=(LOOKING, ASKED))
    waiting.update(state=WITHDRAWN, customer_id="", found=[])


def ended(pk: int, number: str, found: list[dict[str, Any]]) -> None:
    """The customer is gone; the certificate has that number."""
    Wish.objects.filter(pk=pk).update(state=DONE, customer_id="", number=number, found=found)
