"""What people choose to start a grading."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms


class GradeForm(forms.Form):
    """A standard, a day (empty: the day of the last order), and whether cut points are found anew."""

    scheme = forms.ChoiceField()
    as_of = forms.DateField(required=False)
    recalibrate = forms.BooleanField(required=False)

    def __init__(self, schemes: Iterable[str], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["scheme"].choices = [(name, name) for name in schemes]  # type: ignore[attr-defined]
