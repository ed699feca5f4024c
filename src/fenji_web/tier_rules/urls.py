"""Addresses of a tier's rule, beside those of the standards' pages."""

from __future__ import annotations

from django.urls import path

from fenji_web.tier_rules import views

app_name = "tier_rules"
urlpatterns = [
    path("<str:name>/rule/<str:key>/", views.edit, name="edit"),
    path("<str:name>/rule/<str:key>/form/", views.form, name="form"),
    path("<str:name>/rule/<str:key>/use/", views.use, name="use"),
]
