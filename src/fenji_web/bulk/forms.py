"""What a person asks for many customers at once: which of them, and what is to be done."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from fenji_web.bulk.access import MOST_CHOSEN, MOST_TASKS, steps_of
from fenji_web.care.access import may_assign
from fenji_web.care.forms import read_task, read_words
from fenji_web.customers.forms import View
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from datetime import date

    from fenji_web.accounts.models import User
    from fenji_web.customers.access import Readable
    from fenji_web.library import Text

GROUPS = {"tag": ("tag", "untag"), "owner": ("claim", "assign", "return"), "task": ("task",)}
LONGEST_TAG = 30


@dataclass(frozen=True)
class Chosen:
    """The customers meant: some of a page, or all that an address finds, of one run."""

    view: View
    run: str
    is_all: bool
    confirmed: int | None = None

    @property
    def customers(self) -> tuple[str, ...]:
        """Those chosen one by one."""
        return self.view.only

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The same as fields of a form."""
        pairs = [("ids", one) for one in self.view.only]
        return [*pairs, ("query", replace(self.view, only=()).address()), *([("all", "1")] if self.is_all else [])]


@dataclass(frozen=True)
class Wish:
    """What is to be done, as it was typed; and what is wrong with it, by field."""

    step: str
    what: str = ""
    to: User | None = None
    due_on: date | None = None
    problems: dict[str, Text] = field(default_factory=dict)


def read_chosen(typed: QueryDict, of: Readable) -> Chosen | None:
    """Whom the form means; None where it means nobody, or what can't be understood."""
    view, problems = View.read(QueryDict(typed.get("query", "").lstrip("?")), of.columns)
    if problems:
        return None
    ids = tuple(one for one in dict.fromkeys(typed.getlist("ids")) if one)
    is_all = typed.get("all") == "1"
    if not is_all and not ids:
        return None
    only = () if is_all else ids[:MOST_CHOSEN]
    count = typed.get("count", "")
    confirmed = int(count) if count.isdecimal() else None
    view = replace(view, only=only, after=None, before=None)
    return Chosen(view, typed.get("run", "") or of.result.run.id, is_all, confirmed)


def read_wish(typed: QueryDict, group: str, count: int, *, by: User, colleagues: list[User]) -> Wish:
    """What the form asks for."""
    step = typed.get("step", "")
    if step not in GROUPS[group] or (group == "owner" and step not in steps_of(by)):
        return Wish(GROUPS[group][0], problems={"step": words("bulk.no_step")})
    if group == "tag":
        name = read_words(typed.get("what", ""), LONGEST_TAG)
        return Wish(step, name, problems={} if name else {"what": words("bulk.no_tag")})
    to = _colleague(typed, by, colleagues)
    if group == "owner":
        chosen = {"claim": by, "return": None}.get(step, to)
        return Wish(
            step, to=chosen, problems={"to": words("bulk.no_colleague")} if step == "assign" and to is None else {}
        )
    what, due_on, wrong = read_task(typed)
    problems: dict[str, Any] = {one["field"]: _both(one["fix"]) for one in wrong}
    if count > MOST_TASKS:
        problems["count"] = words("bulk.many_tasks", n=MOST_TASKS)
    return Wish(step, what, to or by, due_on, problems)


def _colleague(typed: QueryDict, by: User, colleagues: list[User]) -> User | None:
    wanted = typed.get("to", "")
    return next((one for one in colleagues if str(one.pk) == wanted), None) if may_assign(by) else None


def _both(said: dict[str, str]) -> Text:
    from fenji_web.library import Text

    return Text(said["en"], said["zh"])
