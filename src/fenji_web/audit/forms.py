"""What may be asked of the log, as an address has it."""

from __future__ import annotations

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
        return Wanted(known.get("who", ""), known.get("action", ""), known.get("since"), known.get("until"))
