"""Addresses of the company's settings."""

from __future__ import annotations

from django.urls import path

from fenji_web.company import views

app_name = "company"
urlpatterns = [
    path("", views.index, name="index"),
    path("logo/", views.logo, name="logo"),
    path("logo.png", views.logo_file, name="logo_file"),
    path("palette/", views.palette, name="palette"),
    path("brand/<str:colour>.css", views.brand, name="brand"),
]
