"""People, roles, sign-in."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app `accounts`."""

    name = "fenji_web.accounts"
    label = "accounts"
