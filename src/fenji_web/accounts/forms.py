"""What people type to sign in, to add somebody, to change a password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from fenji_web.accounts.access import ROLES
from fenji_web.accounts.models import User
from fenji_web.ui.language import current
from fenji_web.ui.words import words

_PASSWORD_MISTAKES = ("password_too_short", "password_too_common", "password_too_similar")


def said(key: str) -> ValidationError:
    """A mistake in the reader's words."""
    return ValidationError(words(f"accounts.{key}").say(current()))


class SetupForm(forms.Form):
    """The first administrator."""

    username = forms.RegexField(r"^[\w.@+-]{2,60}$", strip=True)
    name = forms.CharField(max_length=80, required=False)
    password = forms.CharField(strip=False, max_length=200)

    def clean_username(self) -> str:
        """A name nobody has yet."""
        username = str(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise said("username_taken")
        return username

    def clean(self) -> dict[str, Any]:
        """A password that is hard to guess."""
        fields = super().clean() or {}
        if fields.get("password"):
            person = User(username=fields.get("username", ""), name=fields.get("name", ""))
            check_password(self, "password", fields["password"], person)
        return fields


class PersonForm(SetupForm):
    """A new person; without a password a link is made."""

    password = forms.CharField(strip=False, max_length=200, required=False)
    role = forms.ChoiceField(choices=[(role, role) for role in ROLES])


class ChangeForm(forms.Form):
    """Another name, role or standing; a new password where one is typed."""

    name = forms.CharField(max_length=80, required=False)
    role = forms.ChoiceField(choices=[(role, role) for role in ROLES])
    is_active = forms.BooleanField(required=False)
    password = forms.CharField(strip=False, max_length=200, required=False)

    def __init__(self, person: User, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """A password that is hard to guess."""
        fields = super().clean() or {}
        if fields.get("password"):
            check_password(self, "password", fields["password"], self.person)
        return fields


class NewPasswordForm(forms.Form):
    """A password of one's own choice, by a link."""

    password = forms.CharField(strip=False, max_length=200)

    def __init__(self, person: User, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """One that is hard to guess."""
        fields = super().clean() or {}
        if "password" in fields:
            check_password(self, "password", fields["password"], self.person)
        return fields


class PasswordForm(forms.Form):
    """A new password, with the old one."""

    old = forms.CharField(strip=False)
    new = forms.CharField(strip=False, max_length=200)

    def __init__(self, person: User, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.person = person

    def clean_old(self) -> str:
        """The password that holds now."""
        old = str(self.cleaned_data["old"])
        if not self.person.check_password(old):
            raise said("wrong_password")
        return old

    def clean(self) -> dict[str, Any]:
        """The new one is hard to guess."""
        fields = super().clean() or {}
        if "new" in fields:
            check_password(self, "new", fields["new"], self.person)
        return fields


def check_password(form: forms.Form, field: str, password: str, person: User) -> None:
    """Puts what is weak about a password beside its field, in the reader's words."""
    try:
        password_validation.validate_password(password, person)
    except ValidationError as weak:
        for error in weak.error_list:
            code = error.code if error.code in _PASSWORD_MISTAKES else "password_too_common"
            form.add_error(field, said(str(code)))


def mistakes(form: forms.Form) -> dict[str, str]:
    """The first mistake of each field, in the reader's words."""
    own = {"required": "required", "invalid": "invalid", "max_length": "too_long", "invalid_choice": "invalid"}
    found = {}
    for field, errors in form.errors.as_data().items():
        error = errors[0]
        found[field] = str(said(own[error.code]).message) if error.code in own else str(error.messages[0])
    return found
