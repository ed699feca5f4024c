"""Addresses of signed-in browsers."""

from __future__ import annotations

from django.urls import path

from fenji_web.devices import views

app_name = "devices"
urlpatterns = [
    path("end/", views.end_others, name="end_others"),
    path("<int:pk>/end/", views.end_one, name="end_one"),
    path("of/<int:person>/end/", views.end_all, name="end_all"),
]
