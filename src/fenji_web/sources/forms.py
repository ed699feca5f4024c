"""What people say of a source."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from fenji_web import library
from fenji_web.sources.services import FOLDER, KINDS, MYSQL, POSTGRES, REST, file_of

TABLES = tuple(library.CANONICAL)
TLS = ("check", "encrypt", "none")
_NEEDED = {
    FOLDER: (),
    POSTGRES: ("host", "database", "user", "table"),
    MYSQL: ("host", "database", "user", "table"),
    REST: ("base_url",),
}
_LINE = re.compile(r"[\r\n\0]")


class SourceForm(forms.Form):
    """Name and kind, where it is, what it becomes; a password or token is taken in and never shown again."""

    name = forms.RegexField(r"^\w[\w-]{0,59}$", strip=True)
    kind = forms.ChoiceField(choices=[(one, one) for one in KINDS])
    into = forms.ChoiceField(choices=[(one, one) for one in TABLES])
    host = forms.RegexField(r"^[\w.:\[\]-]{1,200}$", required=False)
    port = forms.IntegerField(min_value=1, max_value=65535, required=False)
    database = forms.CharField(max_length=120, required=False)
    user = forms.CharField(max_length=120, required=False)
    password = forms.CharField(max_length=2000, required=False, strip=False)
    tls = forms.ChoiceField(choices=[(one, one) for one in TLS], required=False)
    table = forms.CharField(max_length=200, required=False)
    cursor = forms.CharField(max_length=120, required=False)
    base_url = forms.URLField(max_length=400, required=False, assume_scheme="https")
    path = forms.CharField(max_length=200, required=False)
    records = forms.CharField(max_length=120, required=False)

    def __init__(self, *args: Any, is_new: bool = True, **values: Any) -> None:
        super().__init__(*args, **values)
        self.is_new = is_new

    def clean_password(self) -> str:
        """One line."""
        password = str(self.cleaned_data["password"])
        if _LINE.search(password):
            raise forms.ValidationError("line", code="line")
        return password

    def clean(self) -> dict[str, Any]:
        """Everything that its kind needs, under a name nobody has."""
        given = super().clean() or {}
        for field in _NEEDED.get(given.get("kind", ""), ()):
            if not given.get(field) and field not in self.errors:
                self.add_error(field, forms.ValidationError("required", code="required"))
        if self.is_new and "name" in given and file_of(given["name"]).exists():
            self.add_error("name", forms.ValidationError("taken", code="taken"))
        return given


def typed_of(name: str, values: dict[str, Any], place: dict[str, Any]) -> dict[str, Any]:
    """What the form shows of a source that is written down; no credential is among it."""
    kind = place.get("kind") or {"rest": REST, "folder": FOLDER}.get(str(values.get("kind")), POSTGRES)
    shown = {key: values.get(key, "") for key in ("into", "table", "cursor", "base_url", "path", "records")}
    return {"name": name, "tls": "check", **place, **shown, "kind": kind}
