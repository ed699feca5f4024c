"""Which apps the web app is made of: each page family adds its line."""

from __future__ import annotations

OURS = (
    "fenji_web.ui",
    "fenji_web.accounts",
    "fenji_web.audit",
    "fenji_web.runs",
    "fenji_web.schedules",
    "fenji_web.sources",
    "fenji_web.editor",
    "fenji_web.backtests",
    "fenji_web.schemes",
    "fenji_web.company",
    "fenji_web.today",
    "fenji_web.customers",
    "fenji_web.playbook",
    "fenji_web.one_customer",
    "fenji_web.care",
    "fenji_web.bulk",
    "fenji_web.insights",
    "fenji_web.journey",
    "fenji_web.segments",
    "fenji_web.own_segments",
    "fenji_web.segment_map",
    "fenji_web.own_charts",
    "fenji_web.pictures",
    "fenji_web.strategy",
    "fenji_web.reports",
    "fenji_web.data",
    "fenji_web.duplicates",
    "fenji_web.guide",
)
INSTALLED_APPS = (
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    *OURS,
)
