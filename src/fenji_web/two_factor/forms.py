"""What people type for the second step."""

from __future__ import annotations

from django import forms


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(max_length=40)
