"""Addresses of segments."""

from __future__ import annotations

from django.urls import path

from fenji_web.segments import views

app_name = "segments"
urlpatterns = [path("", views.one, name="usual"), path("<str:name>/", views.one, name="one")]
