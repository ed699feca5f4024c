"""What may be asked of the log, as an address has it."""

from __future__ import annotations

from datetime import date

from django import forms

from fenji_web.audit.queries import Wanted


class WantedForm(forms.Form):
    """Person, action, days; what cannot be read is left out."""

    who = forms.CharField(max_length=60, required=False)
    action = forms.CharField(max_length=80, required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)

    def wanted(self) -> Wanted:
        """Which lines."""
        self.is_valid()
        known = self.cleaned_data
        return Wanted(known.get("who", ""), known.get("action", ""), _day(known.get("since")), _day(known.get("until")))


def _day(day: date | None) -> date | None:
    """A day that has a midnight in every zone; the calendar's first and last have none."""
    return day if day is not None and date.min.year < day.year < date.max.year else None
