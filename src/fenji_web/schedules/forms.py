"""What people choose to have something done again and again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms

from fenji_web import library
from fenji_web.schedules.models import AS_OF, FETCH, GRADE, YESTERDAY, Schedule

if TYPE_CHECKING:
    from fenji_web.library import FenjiError, Timing

DAYS = (library.FIRST_WORKDAY, *(str(n) for n in range(1, 32)), library.LAST_DAY)
_EVERY = ("day", "workday", "week", "month", "quarter", "cron")


class ScheduleForm(forms.Form):
    """What, for which standard or source, as of which day, and when."""

    what = forms.ChoiceField()
    scheme = forms.ChoiceField(required=False)
    source = forms.ChoiceField(required=False)
    as_of = forms.ChoiceField(choices=[(one, one) for one in AS_OF], required=False)
    every = forms.ChoiceField(choices=[(one, one) for one in _EVERY])
    at = forms.CharField(max_length=5, required=False)
    weekday = forms.ChoiceField(choices=[(str(n), str(n)) for n in range(7)], required=False)
    month_day = forms.ChoiceField(choices=[(one, one) for one in DAYS], required=False)
    cron = forms.CharField(max_length=120, required=False)

    def __init__(
        self, *args: Any, what: Iterable[str], schemes: Iterable[str], sources: Iterable[str], **values: Any
    ) -> None:
        super().__init__(*args, **values)
        self.refusal: FenjiError | None = None
        for name, choices in (("what", what), ("scheme", schemes), ("source", sources)):
            self.fields[name].choices = [(one, one) for one in choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A rule that can happen, and something for it to happen to; the first mistake is kept in three parts."""
        given = super().clean() or {}
        if given.get("what") in (GRADE, FETCH) and not given.get("scheme"):
            self.add_error("scheme", "required")
        if given.get("what") == FETCH and not given.get("source"):
            self.add_error("source", "required")
        if "every" in given:
            try:
                self.rule().check()
            except library.FenjiError as refused:
                self.refusal = refused
                self.add_error("cron" if given["every"] == "cron" else "at", "rule")
        return given

    def rule(self) -> Timing:
        """When it is to happen."""
        given = self.cleaned_data
        every = given["every"]
        on = given.get("weekday") or "0" if every == "week" else given.get("month_day") or "1"
        return library.Timing(every, at=given.get("at") or "06:30", on=on, cron=" ".join(given.get("cron", "").split()))

    def fill(self, schedule: Schedule) -> Schedule:
        """The schedule with what was chosen."""
        given, rule = self.cleaned_data, self.rule()
        schedule.what, schedule.as_of = given["what"], given.get("as_of") or YESTERDAY
        schedule.scheme = given["scheme"] if given["what"] in (GRADE, FETCH) else ""
        schedule.source = given["source"] if given["what"] == FETCH else ""
        schedule.every, schedule.at, schedule.on_day = rule.every, rule.at, rule.on
        schedule.cron = rule.cron if rule.every == "cron" else ""
        return schedule


def typed_of(schedule: Schedule | None, first_scheme: str) -> dict[str, str]:
    """What the form shows at first: the schedule as it is, or a monthly grading on the first workday."""
    if schedule is None:
        return {"what": GRADE, "scheme": first_scheme, "as_of": "month_end", "every": "month", "at": "06:30",
                "month_day": library.FIRST_WORKDAY, "weekday": "0", "cron": "30 6 1 * *"}  # fmt: skip
    is_week = schedule.every == "week"
    return {"what": schedule.what, "scheme": schedule.scheme or first_scheme, "source": schedule.source,
            "as_of": schedule.as_of, "every": schedule.every, "at": schedule.at,
            "weekday": schedule.on_day if is_week else "0", "month_day": "1" if is_week else schedule.on_day,
            "cron": schedule.cron or "30 6 1 * *"}  # fmt: skip
