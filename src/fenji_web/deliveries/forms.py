"""What people ask of deliveries."""

from __future__ import annotations

from django import forms

from fenji_web.webhooks.models import Endpoint


class LogForm(forms.Form):
    """Which tries are shown."""

    endpoint = forms.ModelChoiceField(Endpoint.objects.all(), required=False)
    only = forms.ChoiceField(choices=[("", ""), ("bad", "bad")], required=False)
    before = forms.IntegerField(min_value=1, max_value=2**53, required=False)


class SinceForm(forms.Form):
    """From which day on what was given up is sent once more."""

    since = forms.DateField()
