"""What people set for the company."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms

from fenji_web.library import Settings

CURRENCIES = ("CNY", "USD", "EUR", "GBP", "HKD", "TWD", "JPY", "KRW", "SGD", "AUD", "CAD", "CHF")
ZONES = tuple(sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")))
RISES = ("green", "red", "blue")


class CompanyForm(forms.Form):
    """Name, money, clock, calendar, colours; `confirm` says yes to what changes how grades come about."""

    name = forms.CharField(max_length=80)
    company = forms.CharField(max_length=80, required=False)
    language = forms.ChoiceField(choices=[(one, one) for one in ("", "zh", "en")], required=False)
    currency = forms.RegexField(r"^[A-Za-z]{3}$", strip=True)
    zone = forms.CharField(max_length=60)
    fiscal_year_starts = forms.TypedChoiceField(choices=[(n, n) for n in range(1, 13)], coerce=int)
    has_legal_holidays = forms.BooleanField(required=False)
    pauses_over_spring_festival = forms.BooleanField(required=False)
    rises = forms.ChoiceField(choices=[(one, one) for one in RISES])
    brand_colour = forms.RegexField(r"^#[0-9A-Fa-f]{6}$", required=False)
    has_brand = forms.BooleanField(required=False)
    confirm = forms.BooleanField(required=False)
    seen = forms.CharField()

    def clean_currency(self) -> str:
        """Three capital letters."""
        return str(self.cleaned_data["currency"]).upper()

    def clean_zone(self) -> str:
        """A zone there is."""
        zone = str(self.cleaned_data["zone"]).strip()
        if zone not in available_timezones():
            raise forms.ValidationError("zone")
        return zone

    def wanted(self, kept: Settings) -> dict[str, Any]:
        """The settings as they are to be; what was left open and is not touched stays open."""
        given = dict(self.cleaned_data)
        has_brand = given.pop("has_brand")
        given["brand_colour"] = given["brand_colour"].upper() if has_brand else ""
        del given["confirm"], given["seen"]
        house = kept.conventions
        for name, now in (
            ("has_legal_holidays", house.has_legal_holidays),
            ("pauses_over_spring_festival", house.pauses_over_spring_festival),
            ("rises", kept.rises or "green"),
        ):
            if given[name] == now:
                given[name] = getattr(kept, name)
        return given


def typed_of(kept: Settings, seen: str) -> dict[str, Any]:
    """What the form shows at first."""
    house = kept.conventions
    return {
        **{name: getattr(kept, name) for name in ("name", "company", "language", "currency", "zone")},
        "fiscal_year_starts": str(kept.fiscal_year_starts),
        "has_legal_holidays": house.has_legal_holidays,
        "pauses_over_spring_festival": house.pauses_over_spring_festival,
        "rises": kept.rises or "green",
        "brand_colour": kept.brand_colour or "#1F5FC4",
        "has_brand": bool(kept.brand_colour),
        "seen": seen,
    }
