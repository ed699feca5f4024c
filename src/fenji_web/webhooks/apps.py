"""What other systems are told: endpoints, and the messages that wait for them."""

from __future__ import annotations

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """The app `webhooks`."""

    name = "fenji_web.webhooks"
    label = "webhooks"
