"""Addresses of the log."""

from __future__ import annotations

from django.urls import path

from fenji_web.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.index, name="index"),
    path("log.csv", views.download, name="download"),
]
