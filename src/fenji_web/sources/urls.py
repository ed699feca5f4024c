"""Addresses of sources."""

from __future__ import annotations

from django.urls import path

from fenji_web.sources import views

app_name = "sources"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<str:name>/", views.one, name="one"),
    path("<str:name>/edit/", views.edit, name="edit"),
    path("<str:name>/test/", views.test, name="test"),
    path("<str:name>/columns/", views.columns, name="columns"),
    path("<str:name>/fetch/", views.fetch, name="fetch"),
    path("<str:name>/remove/", views.remove, name="remove"),
]
