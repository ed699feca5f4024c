"""The exercises: which there are for whom, what was done, the file to practise with, and the end of practice."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from fenji_web.guide import queries
from fenji_web.guide.models import Progress
from fenji_web.guide.pages.wording import Piece, pieces
from fenji_web.guide.queries import Asked, has_asked_for, has_seen
from fenji_web.ui.first_steps import FLAG, FOLDED, OFFERED, OPEN
from fenji_web.ui.language import current
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest, HttpResponse

    from fenji_web.accounts.models import User
    from fenji_web.library import Language, Text

_NOTICED = ("customers:one", "customers:save_view", "editor:live", "schemes:one")
_AFTER = {"schemes:one": "editor:live"}  # a page that counts only once another was seen
_SAMPLE_ENDS = date(2024, 12, 31)


@dataclass(frozen=True)
class Exercise:
    """One exercise: who may do it, where, and how one sees that it was done."""

    key: str
    permission: str
    page: str
    is_done: Callable[[Asked], bool]
    state: str = "later"

    @property
    def title(self) -> Text:
        """What it is about."""
        return words(f"guide.{self.key}")

    @property
    def how(self) -> list[Piece]:
        """What to do, in a sentence or two, the words of the interface set apart."""
        return pieces(words(f"guide.{self.key}_how"), current())

    @property
    def address(self) -> str:
        """The page it is done on."""
        name, _, part = self.page.partition("+")
        return reverse(name) if not part else reverse(name, args=[part])


EXERCISES = (
    Exercise("import", "import", "data:index", queries.has_imported),
    Exercise("correct", "import", "data:index", queries.has_corrected),
    Exercise("grade", "grade", "data:standard", has_asked_for("grade")),
    Exercise("explain", "see", "customers:list", has_seen("customers:one")),
    Exercise("find", "see", "customers:list", has_seen("customers:save_view")),
    Exercise("weight", "edit_scheme", "schemes:one+value", queries.has_changed_a_weight),
    Exercise("workbook", "export", "runs:index", has_asked_for("workbook")),
    Exercise("monthly", "grade", "schedules:index", queries.has_scheduled),
)
_WHOLE = ("workbook",)


def exercises_of(person: User, progress: Progress, folder: Path) -> list[Exercise]:
    """The exercises that a person's role includes, each with its state: done, skipped, now, later."""
    mine = [
        one for one in EXERCISES if person.can(one.permission) and (one.key not in _WHOLE or person.can("see_whole"))
    ]
    asked = Asked(person, progress, folder)
    news = [one.key for one in mine if one.key not in progress.done and one.is_done(asked)]
    if news:
        progress.done |= dict.fromkeys(news, timezone.now().isoformat())
        progress.save(update_fields=["done"])
    states = {one.key: "done" if one.key in progress.done else "skipped" if one.key in progress.skipped else "later"
              for one in mine}  # fmt: skip
    first = next((key for key, state in states.items() if state == "later"), None)
    return [replace(one, state="now" if one.key == first else states[one.key]) for one in mine]


def begun(person: User) -> Progress:
    """The person's progress; the first time, from now on."""
    return Progress.objects.get_or_create(person=person)[0]


@transaction.atomic
def skip(person: User, key: str) -> None:
    """Leaves an exercise out."""
    progress = _held(person)
    if key in {one.key for one in EXERCISES} and key not in progress.skipped:
        progress.skipped.append(key)
        progress.save(update_fields=["skipped"])


@transaction.atomic
def begin_again(person: User) -> None:
    """All exercises anew: what was done before no longer counts."""
    Progress.objects.update_or_create(
        person=person, defaults={"began_at": timezone.now(), "done": {}, "skipped": [], "seen": {}}
    )


@transaction.atomic
def note_seen(person: User, page: str) -> None:
    """Keeps that a page was opened, the first time."""
    progress = _held(person)
    if page not in progress.seen and _AFTER.get(page, page) in {page, *progress.seen}:
        progress.seen[page] = timezone.now().isoformat()
        progress.save(update_fields=["seen"])


class NoticingMiddleware:
    """While somebody's exercises are open, notices which pages of them were opened; for others it does nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """One request."""
        response = self.get_response(request)
        page = getattr(request.resolver_match, "view_name", "")
        if page in _NOTICED and response.status_code < 400 and request.session.get(FLAG) in (OPEN, FOLDED):
            note_seen(request.user, page)  # type: ignore[arg-type]
        return response


def offer(sender: Any, *, request: HttpRequest, user: User, **_: Any) -> None:
    """Offers the exercises to the first administrator and in the demonstration, once."""
    del sender
    page = getattr(request.resolver_match, "view_name", "")
    is_new = page == "accounts:setup" or (page == "accounts:enter" and user.username == "demo")
    if is_new and queries.progress_of(user) is None:
        request.session[FLAG] = OFFERED


def practice_book(lang: Language, newest: date | None) -> io.BytesIO:
    """A workbook of twelve orders of made-up customers in the sample's last weeks; three rows are wrong."""
    import xlsxwriter

    last = newest or _SAMPLE_ENDS
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet()
    heading = book.add_format({"bold": True})
    for column, key in enumerate(("order", "customer", "name", "day", "amount", "channel")):
        sheet.write(0, column, words(f"guide.book_{key}").say(lang), heading)
        sheet.set_column(column, column, 18)
    for row, cells in enumerate(_practice_rows(lang, last), 1):
        sheet.write_row(row, 0, cells)
    book.close()
    made.seek(0)
    return made


def _practice_rows(lang: Language, last: date) -> list[tuple[object, ...]]:
    names = [words("guide.book_who", who=sign).say(lang) for sign in "ABC"]
    channel = words("guide.book_online").say(lang)
    orders = ((0, 2, 1280), (0, 9, 860), (0, 16, 2400), (0, 23, 990), (0, 31, 1750), (0, 44, 3100), (1, 5, 420),
              (1, 37, 260), (2, 62, 199))  # fmt: skip
    rows: list[tuple[object, ...]] = [
        (f"LX{number:03}", f"LX-{names[who][-1]}", names[who], str(last - timedelta(days)), amount, channel)
        for number, (who, days, amount) in enumerate(orders, 1)
    ]
    wrong = ((f"{last.year}-02-30", 580), (str(last - timedelta(12)), words("guide.book_unclear").say(lang)), ("", 640))
    rows[3:3] = [(f"LX{number:03}", "LX-B", names[1], day, amount, channel)
                 for number, (day, amount) in enumerate(wrong, 10)]  # fmt: skip
    return rows


def _held(person: User) -> Progress:
    """The person's progress, held until the transaction ends."""
    begun(person)
    return Progress.objects.select_for_update().get(person=person)
