"""Addresses of the frame."""

from __future__ import annotations

from django.urls import path

from fenji_web.ui import views

app_name = "ui"
urlpatterns = [
    path("choose/", views.choose, name="choose"),
    path("favicon.ico", views.favicon, name="favicon"),
]
