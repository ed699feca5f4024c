"""Addresses of duplicate customers."""

from __future__ import annotations

from django.urls import path

from fenji_web.duplicates import views

app_name = "duplicates"
urlpatterns = [
    path("", views.index, name="index"),
    path("find/", views.find, name="find"),
    path("compare/", views.compare, name="compare"),
    path("compare/<int:pk>/", views.compared, name="compared"),
    path("decide/", views.decide, name="decide"),
    path("unmerge/", views.unmerge, name="unmerge"),
]
