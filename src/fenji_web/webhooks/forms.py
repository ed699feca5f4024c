"""What people say of an endpoint, and of machines inside their network."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from fenji_web.webhooks.models import EVENTS, FINISHED, KINDS, SHAPES, STANDARD, TOGETHER, Endpoint

LANGUAGES = ("zh", "en")


class EndpointForm(forms.Form):
    """What it is called and where it is, what it is told of; address and secret are taken in and never shown again."""

    name = forms.CharField(max_length=60)
    kind = forms.ChoiceField(choices=[(one, one) for one in KINDS])
    address = forms.CharField(max_length=2000, required=False)
    secret = forms.RegexField(r"^[!-~]{1,200}$", required=False)
    scheme = forms.ChoiceField(required=False)
    events = forms.MultipleChoiceField(choices=[(one, one) for one in EVENTS], required=False)
    shape = forms.ChoiceField(choices=[(one, one) for one in SHAPES], required=False)
    language = forms.ChoiceField(choices=[(one, one) for one in LANGUAGES], required=False)

    def __init__(self, *args: Any, schemes: Iterable[str], is_new: bool = True, **values: Any) -> None:
        super().__init__(*args, **values)
        self.is_new = is_new
        self.fields["scheme"].choices = [("", ""), *((one, one) for one in schemes)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A new one has an address; one that is no robot is told of something."""
        given = super().clean() or {}
        if self.is_new and not given.get("address") and "address" not in self.errors:
            self.add_error("address", forms.ValidationError("required", code="required"))
        if given.get("kind") == STANDARD and not given.get("events") and "events" not in self.errors:
            self.add_error("events", forms.ValidationError("required", code="required"))
        return given

    def fill(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint as the form says it; of what kind it is stays as it was."""
        given = self.cleaned_data
        if self.is_new:
            endpoint.kind = given["kind"]
        endpoint.name, endpoint.scheme = given["name"], given["scheme"]
        endpoint.events = [FINISHED] if endpoint.is_robot else given["events"]
        endpoint.shape = given["shape"] or TOGETHER
        endpoint.language = given["language"] or "zh"
        return endpoint


class AllowForm(forms.Form):
    """Machines inside the network, one a line."""

    entries = forms.CharField(max_length=4000, required=False)

    def clean_entries(self) -> list[str]:
        """Each line on its own, without those that are empty."""
        return [one.strip() for one in str(self.cleaned_data["entries"]).splitlines() if one.strip()]


def typed_of(endpoint: Endpoint | None) -> dict[str, Any]:
    """What the form shows of an endpoint; neither its address nor a secret is among it."""
    if endpoint is None:
        return {"kind": STANDARD, "events": [FINISHED], "shape": TOGETHER, "language": "zh", "scheme": ""}
    names = ("name", "kind", "events", "shape", "language", "scheme")
    return {name: getattr(endpoint, name) for name in names}
