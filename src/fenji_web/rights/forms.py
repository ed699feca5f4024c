"""What is asked of an administrator: which customers a person sees, what a team is called."""

from __future__ import annotations

from typing import Any

from django import forms

from fenji_web.accounts.access import REACHES
from fenji_web.accounts.models import Team

MOST_REGIONS = 200


class ReachForm(forms.Form):
    """Which customers a person sees: the role's answer or another one, the team, the regions known of the data."""

    reach = forms.ChoiceField(choices=[("", ""), *((one, one) for one in REACHES)], required=False)
    team = forms.ModelChoiceField(Team.objects.all(), required=False)
    regions = forms.MultipleChoiceField(required=False)

    def __init__(self, places: list[str], *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["regions"].choices = [(one, one) for one in places]  # type: ignore[attr-defined]

    def clean_regions(self) -> list[str]:
        """In order, each once."""
        return sorted({*self.cleaned_data["regions"]})[:MOST_REGIONS]


class TeamForm(forms.Form):
    """A name that no other team has."""

    name = forms.CharField(max_length=40)

    def __init__(self, team: Team | None, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.team = team

    def clean_name(self) -> str:
        """Without spaces around or doubled; not another team's."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        others = Team.objects.filter(name__iexact=name)
        if (others if self.team is None else others.exclude(pk=self.team.pk)).exists():
            raise forms.ValidationError("", code="taken")
        return name
