"""Addresses of runs and jobs."""

from __future__ import annotations

from django.urls import path

from fenji_web.runs import views

app_name = "runs"
urlpatterns = [
    path("", views.index, name="index"),
    path("start/", views.start, name="start"),
    path("top/", views.top, name="top"),
    path("jobs/<int:pk>/", views.job, name="job"),
    path("jobs/<int:pk>/bar/", views.bar, name="bar"),
    path("jobs/<int:pk>/made/", views.made, name="made"),
    path("jobs/<int:pk>/file/", views.file, name="file"),
    path("jobs/<int:pk>/stop/", views.stop, name="stop"),
    path("<str:run_id>/", views.run, name="run"),
    path("<str:run_id>/replay/", views.replay, name="replay"),
    path("<str:run_id>/workbook/", views.workbook, name="workbook"),
]
