"""The tier a customer will hold: what the standard alone says, or what the next run makes of it by transition rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from fenji.grades.calendar import anniversary
from fenji.grades.limits import caps_of
from fenji.grades.rung import NO_RUNG
from fenji.scores.total import border

if TYPE_CHECKING:
    from fenji.grades.protection import Hold, Transition
    from fenji.review.judge import Judge
    from fenji.review.standing import NewOrders

_DAY = timedelta(days=1)


class Course:
    """Without transition rules: the tier held is the one the standard gives, every day anew."""

    def __init__(self, judge: Judge) -> None:
        self.as_of = judge.facts.as_of
        self.now: int | None = judge.grade(self.as_of).rung

    def rung(self, judge: Judge, day: date, new: NewOrders | None = None) -> int | None:
        """The rung held after a run of that day, the next one; None: ungraded."""
        return judge.grade(day, new).rung

    def is_below(self, judge: Judge, day: date, new: NewOrders | None = None) -> bool:
        """Whether the standard of the tier held now is not met on a day."""
        then = self.rung(judge, day, new)
        return self.now is not None and (then is None or then > self.now)

    def ends_on(self, day: date) -> date | None:
        """When the tier ends whose standard is not met from a day on, the earliest; None: nobody can say."""
        return day

    def up_on(self, day: date) -> date:
        """The day, that one or a later, on which a better tier is given."""
        return day


class Held(Course):
    """Under transition rules: as `fenji.grades.transition` does for all, for one customer in the next run.

    The run being explained is the previous one; what it hands on stands in the customer's row.
    """

    def __init__(self, judge: Judge, transition: Transition) -> None:
        super().__init__(judge)
        self.transition, self.ladder, self.row = transition, judge.scheme.ladder(), judge.row
        tier = self.row["standing_tier"]
        self.now = None if tier is None else self.ladder.rung_of(tier)

    @property
    def hold(self) -> Hold:
        """What keeps the tier that is held."""
        assert self.now is not None
        return self.transition.holds[self.now - 1]

    def rung(self, judge: Judge, day: date, new: NewOrders | None = None) -> int | None:
        """The rung after limits, promotion, and the demotion that is due and no longer held back."""
        at = _Place.of(judge, day, new, self)
        if at.position is None or self.now is None:
            found = at.position
        elif at.up < self.now and (self.transition.promotes_at_once or self._is_due(day)):
            found = at.up
        elif self._falls_short(at) and self._is_due(day) and self._is_over(day):
            found = self.now + 1 if self.hold.is_one_rung else at.position
        else:
            found = self.now
        if found is None:
            return None
        found = max(found, at.cap_now)
        return None if found > len(self.ladder.steps) else found

    def is_below(self, judge: Judge, day: date, new: NewOrders | None = None) -> bool:
        """Whether neither the standard of the tier nor what keeps it is met; ungraded counts."""
        at = _Place.of(judge, day, new, self)
        return self.now is not None and (at.position is None or self._falls_short(at) or at.cap_now > self.now)

    def ends_on(self, day: date) -> date | None:
        """After grace and minimum stay, on an evaluation day; None where runs are counted that nobody has planned."""
        hold, calendar = self.hold, self.transition.calendar
        first = self._at_or_after(day)
        after = max(first, self._stay_ends())
        if hold.grace_runs and calendar.is_fixed:
            return max(calendar.following(first - _DAY, hold.grace_runs)[-1], self._at_or_after(after))
        if hold.grace_runs:
            return None
        return self._at_or_after(max(after, first + timedelta(days=hold.grace_days)))

    def up_on(self, day: date) -> date:
        """That day, or the next evaluation where promotions wait for one."""
        return day if self.transition.promotes_at_once else self._at_or_after(day)

    def _falls_short(self, at: _Place) -> bool:
        """As in a run: a worse place, and either a limit or nothing that keeps the tier."""
        assert self.now is not None
        assert at.position is not None
        return at.position > self.now and (at.cap > self.now or not self._is_kept(at))

    def _is_kept(self, at: _Place) -> bool:
        assert self.now is not None
        start, margin = self.ladder.steps[self.now - 1].from_score, self.transition.margin
        starts = [border(start) - margin] if margin and start is not None else []
        starts += [border(self.hold.keep_score)] if self.hold.keep_score is not None else []
        if at.total is not None and any(at.total >= one for one in starts):
            return True
        return self.hold.keep_rule is not None and self.hold.keep_rule.holds(at.row)

    def _is_over(self, day: date) -> bool:
        """Whether minimum stay and grace have passed."""
        since = self.row.get("below_since") or day
        runs = int(self.row.get("below_runs") or 0) + 1
        is_grace_over = since + timedelta(days=self.hold.grace_days) <= day and runs >= self.hold.grace_runs
        return self._stay_ends() <= day and is_grace_over

    def _stay_ends(self) -> date:
        entered: date = self.row.get("entered_on") or self.as_of
        return entered + timedelta(days=self.hold.minimum_days)

    def _is_due(self, day: date) -> bool:
        """Whether an evaluation lies between this run and one of that day."""
        calendar = self.transition.calendar
        if calendar.every == "run":
            return True
        if calendar.is_fixed:
            return calendar.last(day) > self.as_of
        since = self.row.get(calendar.column)
        if since is None:
            return True
        last = anniversary(since, day.year)
        last = last if last <= day else anniversary(since, day.year - 1)
        return last > self.as_of and last > since

    def _at_or_after(self, day: date) -> date:
        calendar = self.transition.calendar
        if calendar.is_fixed:
            return calendar.following(day - _DAY, 1)[0]
        since = self.row.get(calendar.column) if calendar.every == "anniversary" else None
        if since is None:
            return day
        this_year = anniversary(since, day.year)
        return this_year if this_year >= day else anniversary(since, day.year + 1)


def course_of(judge: Judge) -> Course:
    """How the tier of a customer goes on from the run that is explained."""
    transition = judge.scheme.transition()
    return Course(judge) if transition is None or "standing_tier" not in judge.row else Held(judge, transition)


@dataclass(frozen=True)
class _Place:
    """Where the standard puts a customer on a day, where a promotion would lead, and how far limits hold down."""

    row: Mapping[str, Any]
    total: int | None
    position: int | None
    up: int
    cap: int
    cap_now: int

    @classmethod
    def of(cls, judge: Judge, day: date, new: NewOrders | None, held: Held) -> _Place:
        row = judge.figures(day, new)
        grade, ladder = judge.scheme.grade_of(row), held.ladder
        total = judge.scheme.total_of(row)
        nowhere = len(ladder.steps) + 1
        is_out = grade.rung is None and grade.reason != f"ungraded:{NO_RUNG}"
        position = None if is_out else grade.rung or nowhere
        holding = caps_of(row, ladder.numbered_limits())
        up = position or nowhere
        if held.transition.margin and not ladder.is_by_rules:
            up = max(up, _with_margin(total, held))
        return cls(
            row, total, position, up,
            cap=max((rung for _, rung in holding), default=0),
            cap_now=max((rung for name, rung in holding if name not in ladder.delayed), default=0),
        )  # fmt: skip


def _with_margin(total: int | None, held: Held) -> int:
    """The rung reached with the margin to spare."""
    for number, step in enumerate(held.ladder.steps, start=1):
        if step.from_score is None:
            return number
        if total is not None and total >= border(step.from_score) + held.transition.margin:
            return number
    return len(held.ladder.steps) + 1
