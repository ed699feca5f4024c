"""Every address of the web app: one line a page family; those not installed have none."""

from __future__ import annotations

from django.urls import include, path

from fenji_web.config.apps import OURS

_PREFIXES = {
    "today": "",
    "customers": "customers/",
    "care": "care/",
    "bulk": "bulk/",
    "privacy": "privacy/",
    "playbook": "playbook/",
    "segment_map": "insights/segments/map/",
    "own_segments": "insights/segments/own/",
    "segments": "insights/segments/",
    "strategy": "insights/pictures/strategy/edit/",
    "pictures": "insights/pictures/",
    "reports": "insights/reports/",
    "own_charts": "insights/own/",
    "journey": "insights/journey/",
    "insights": "insights/",
    "duplicates": "data/duplicates/",
    "data": "data/",
    "guide": "guide/",
    "editor": "schemes/",
    "tier_rules": "schemes/",
    "backtests": "schemes/",
    "schemes": "schemes/",
    "runs": "runs/",
    "schedules": "settings/schedules/",
    "deliveries": "settings/webhooks/deliveries/",
    "webhooks": "settings/webhooks/",
    "sources": "data/sources/",
    "audit": "settings/log/",
    "erasure": "settings/erasure/",
    "rights": "settings/rights/",
    "disclosures": "disclosures/",
    "health": "",
    "api_keys": "settings/keys/",
    "api": "api/",
    "sign_in_elsewhere": "",
    "company": "settings/",
    "devices": "accounts/sessions/",
    "two_factor": "accounts/two-factor/",
    "accounts": "accounts/",
    "ui": "",
}
urlpatterns = [
    path(prefix, include(f"fenji_web.{app}.urls")) for app, prefix in _PREFIXES.items() if f"fenji_web.{app}" in OURS
]
handler400 = "fenji_web.ui.views.bad_request"
handler403 = "fenji_web.ui.views.refused"
handler404 = "fenji_web.ui.views.not_found"
handler500 = "fenji_web.ui.views.broken"
