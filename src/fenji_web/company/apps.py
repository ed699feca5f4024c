"""What the company says of itself: name, money, clock, calendar, colours, logo."""

from __future__ import annotations

from django.apps import AppConfig


class CompanyConfig(AppConfig):
    """The app `company`."""

    name = "fenji_web.company"
    label = "company"
