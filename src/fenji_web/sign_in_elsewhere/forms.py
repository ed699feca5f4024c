"""What people set for signing in: how long, in how many steps, and where."""

from __future__ import annotations

from typing import Any

from django import forms

from fenji_web import library
from fenji_web.accounts.access import ROLES
from fenji_web.devices.queries import IDLE, WHOLE
from fenji_web.sign_in_elsewhere.models import Provider
from fenji_web.sign_in_elsewhere.services import read_roles
from fenji_web.two_factor.queries import GRACE, WHO

NEEDED = {
    "oidc": ("issuer", "client_id"),
    "wecom": ("client_id", "agent"),
    "dingtalk": ("client_id", "company"),
    "feishu": ("client_id", "company"),
}
"""What each kind cannot do without, beside its secret."""


class RulesForm(forms.Form):
    """Who needs a second step, and how long one stays signed in."""

    who = forms.ChoiceField(choices=[(one, one) for one in WHO])
    grace_days = forms.TypedChoiceField(choices=[(one, one) for one in GRACE], coerce=int)
    idle_minutes = forms.TypedChoiceField(choices=[(one, one) for one in IDLE], coerce=int)
    whole_days = forms.TypedChoiceField(choices=[(one, one) for one in WHOLE], coerce=int)


class ProviderForm(forms.Form):
    """A place to sign in; its secret is taken in and never shown again, an empty one leaves the old one."""

    title = forms.CharField(max_length=60, required=False)
    issuer = forms.URLField(max_length=300, required=False, assume_scheme="https")
    client_id = forms.CharField(max_length=200)
    secret = forms.CharField(max_length=2000, required=False, strip=True)
    company = forms.CharField(max_length=120, required=False)
    agent = forms.RegexField(r"^[\w-]{1,60}$", required=False)
    claim = forms.RegexField(r"^[\w:./-]{1,60}$", required=False)
    roles = forms.CharField(max_length=4000, required=False)
    role = forms.ChoiceField(choices=[("", ""), *((one, one) for one in ROLES)], required=False)
    adds_people = forms.BooleanField(required=False)
    asks_second_step = forms.BooleanField(required=False)
    is_on = forms.BooleanField(required=False)

    def __init__(self, *args: Any, kind: str, has_secret: bool, **values: Any) -> None:
        super().__init__(*args, **values)
        self.kind, self.has_secret = kind, has_secret

    def clean_issuer(self) -> str:
        """An address that may be asked: encrypted, and of nobody inside, unless an administrator allowed it."""
        issuer = str(self.cleaned_data["issuer"])
        if issuer:
            try:
                library.read_target(issuer, library.Allowed.listed())
            except library.FenjiError as refused:
                raise forms.ValidationError("refused", code="refused") from refused
        return issuer

    def clean_roles(self) -> dict[str, str]:
        """Rules, one a line."""
        try:
            return read_roles(str(self.cleaned_data["roles"]))
        except ValueError as wrong:
            raise forms.ValidationError("roles", code="roles") from wrong

    def clean(self) -> dict[str, Any]:
        """Everything that its kind needs."""
        given = super().clean() or {}
        for field in (*NEEDED[self.kind], *(() if self.has_secret else ("secret",))):
            if not given.get(field) and field not in self.errors:
                self.add_error(field, forms.ValidationError("required", code="required"))
        return given


def typed_of(provider: Provider) -> dict[str, Any]:
    """What the form shows of a provider; its secret is not among it."""
    shown = {
        one: getattr(provider, one)
        for one in ("title", "issuer", "client_id", "company", "agent", "claim", "role", "adds_people",
                    "asks_second_step", "is_on")
    }  # fmt: skip
    return {**shown, "roles": "\n".join(f"{group} = {role}" for group, role in provider.roles.items())}
