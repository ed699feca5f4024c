"""Questions about schedules: which there are, what became of them, what may be scheduled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from fenji_web import library
from fenji_web.schedules.models import FETCH, GRADE, QUALITY, Firing, Schedule

if TYPE_CHECKING:
    from pathlib import Path

    from fenji_web.accounts.models import User
    from fenji_web.library import Text

NEEDS = {GRADE: ("grade",), FETCH: ("import", "grade"), QUALITY: ("import",)}


@dataclass(frozen=True)
class Line:
    """A schedule in the list: what, when, and how it went last."""

    schedule: Schedule
    what: Text
    when: Text
    last: Firing | None

    @property
    def outcome(self) -> str:
        """done, failed, waiting, running, cancelled, busy, owner; empty where it never fell due."""
        if self.last is None:
            return ""
        return self.last.job.state if self.last.job else self.last.refusal or "gone"


def lines(titles: dict[str, Text]) -> list[Line]:
    """All schedules with their last firing; two questions, however many."""
    of_one = Firing.objects.filter(schedule=OuterRef("pk")).order_by("-due_at").values("pk")[:1]
    schedules = list(Schedule.objects.select_related("created_by").annotate(last=Subquery(of_one)))
    last = Firing.objects.select_related("job").in_bulk([one.last for one in schedules if one.last])
    return [Line(one, _what(one, titles), library.say_rule(one.rule), last.get(one.last)) for one in schedules]


def firings_of(schedule: Schedule, count: int = 12) -> list[Firing]:
    """The newest times of one schedule."""
    return list(schedule.firings.select_related("job")[:count])


def may_schedule(person: User) -> list[str]:
    """What a person may have done by itself: what they may do themselves."""
    return [what for what, needed in NEEDS.items() if all(person.can(one) for one in needed)]


def source_names(workspace_folder: Path) -> list[str]:
    """The sources that are written down."""
    return sorted(path.stem for path in (workspace_folder / "sources").glob("*.yaml"))


def _what(schedule: Schedule, titles: dict[str, Text]) -> Text:
    title = titles.get(schedule.scheme, library.same(schedule.scheme))
    if schedule.what == QUALITY:
        return library.Text("Check the data's quality", "检查数据质量")
    if schedule.what == FETCH:
        said = library.Text("Fetch {source}, then grade: {title}", "获取 {source} 后评级：{title}")
        return said.fill(source=schedule.source, title=title)
    return library.Text("Grade: {title}", "评级：{title}").fill(title=title)
