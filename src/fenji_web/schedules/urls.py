"""Addresses of schedules."""

from __future__ import annotations

from django.urls import path

from fenji_web.schedules import views

app_name = "schedules"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("preview/", views.preview, name="preview"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/switch/", views.switch, name="switch"),
    path("<int:pk>/run/", views.run, name="run"),
    path("<int:pk>/remove/", views.remove, name="remove"),
]
