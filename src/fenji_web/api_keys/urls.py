"""Addresses of keys."""

from __future__ import annotations

from django.urls import path

from fenji_web.api_keys import views

app_name = "api_keys"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/revoke/", views.revoke, name="revoke"),
]
