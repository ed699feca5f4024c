"""The customers: the list, and one customer's page."""

from __future__ import annotations

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Says what the app is called."""

    name = "fenji_web.customers"
    label = "customers"
