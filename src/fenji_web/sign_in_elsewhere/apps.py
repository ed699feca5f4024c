"""Signing in with the account of one's company."""

from __future__ import annotations

from django.apps import AppConfig


class SignInElsewhereConfig(AppConfig):
    """The app `sign_in_elsewhere`."""

    name = "fenji_web.sign_in_elsewhere"
    label = "sign_in_elsewhere"
