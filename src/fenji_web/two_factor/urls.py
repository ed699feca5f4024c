"""Addresses of the second step."""

from __future__ import annotations

from django.urls import path

from fenji_web.two_factor import views

app_name = "two_factor"
urlpatterns = [
    path("", views.step, name="step"),
    path("set-up/", views.set_up, name="set_up"),
    path("codes/", views.codes, name="codes"),
    path("off/", views.off, name="off"),
    path("of/<int:person>/off/", views.off_for, name="off_for"),
]
