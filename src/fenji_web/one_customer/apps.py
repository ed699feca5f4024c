"""One customer's page: the grade and why, what would change it, figures, what was bought, what happened."""

from __future__ import annotations

from django.apps import AppConfig


class OneCustomerConfig(AppConfig):
    """Says what the app is called."""

    name = "fenji_web.one_customer"
    label = "one_customer"
