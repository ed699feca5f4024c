"""Addresses of webhooks."""

from __future__ import annotations

from django.urls import path

from fenji_web.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("allow/", views.allow, name="allow"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/switch/", views.switch, name="switch"),
    path("<int:pk>/rotate/", views.rotate, name="rotate"),
    path("<int:pk>/remove/", views.remove, name="remove"),
]
