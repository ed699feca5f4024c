"""Privacy: what people ask of the company about their data, opt-outs, consents, who may be contacted."""

from __future__ import annotations

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Says what the app is called."""

    name = "fenji_web.privacy"
    label = "privacy"
