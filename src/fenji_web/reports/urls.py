"""Addresses of reports."""

from __future__ import annotations

from django.urls import path

from fenji_web.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="index"),
    path("make/", views.make, name="make"),
    path("keep/", views.keep, name="keep"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/page-<int:number>.png", views.page, name="page"),
    path("<int:pk>/file.<str:form>", views.file, name="file"),
    path("<int:pk>/remove/", views.remove, name="remove"),
]
