"""Tiers' rules of several comparisons: changed in the form that segments by conditions have."""

from __future__ import annotations

from django.apps import AppConfig


class TierRulesConfig(AppConfig):
    """The app `tier_rules`."""

    name = "fenji_web.tier_rules"
    label = "tier_rules"
