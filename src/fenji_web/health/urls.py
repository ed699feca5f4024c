"""Addresses for what watches over the web app."""

from __future__ import annotations

from django.urls import path

from fenji_web.health import views

app_name = "health"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
]
