"""What people say of a key they make."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from fenji_web.api_keys import queries
from fenji_web.api_keys.services import MOST_KEYS, SCOPES
from fenji_web.ui.words import words

if TYPE_CHECKING:
    from fenji_web.accounts.models import User
    from fenji_web.library import Text

DAYS = (30, 90, 180, 365)
USUAL = 90


class KeyForm(forms.Form):
    """A name, what it may do, and for how long."""

    name = forms.CharField(max_length=60)
    scopes = forms.MultipleChoiceField()
    days = forms.TypedChoiceField(coerce=int, choices=[(str(one), str(one)) for one in DAYS], initial=str(USUAL))

    def __init__(self, person: User, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.person = person
        self.fields["scopes"].choices = [(one, one) for one in scopes_for(person)]  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """The name without needless spaces."""
        return " ".join(str(self.cleaned_data["name"]).split())

    def clean(self) -> dict[str, Any]:
        """There is room for one key more."""
        if queries.open_keys(self.person) >= MOST_KEYS:
            self.add_error("name", "room")
        return super().clean() or self.cleaned_data


def scopes_for(person: User) -> list[str]:
    """What a key of this person may be allowed at most."""
    return [one for one in SCOPES if person.can(one)]


def mistakes(form: KeyForm) -> dict[str, Text]:
    """What is wrong, a sentence a field."""
    found = {name: words(f"api_keys.wrong_{name}") for name in form.errors}
    if "room" in form.errors.get("name", ()):
        found["name"] = words("api_keys.no_room", n=MOST_KEYS)
    return found
