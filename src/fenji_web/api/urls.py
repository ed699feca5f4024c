"""Addresses of the interface for programs."""

from __future__ import annotations

from django.urls import path

from fenji_web.api.services.whole import api

app_name = "api"
urlpatterns = [path("", api.urls)]
