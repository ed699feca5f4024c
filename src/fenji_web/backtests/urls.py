"""The addresses of back-tests, beside those of the standards' pages."""

from __future__ import annotations

from django.urls import path

from fenji_web.backtests import views

app_name = "backtests"
urlpatterns = [
    path("-/back-test/", views.index, name="index"),
    path("-/back-test/start/", views.start, name="start"),
    path("-/back-test/<int:job_id>/", views.one, name="one"),
    path("-/back-test/<int:job_id>/file/", views.download, name="download"),
]
