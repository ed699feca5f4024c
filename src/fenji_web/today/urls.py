"""The addresses of the first page, and of those who are gone."""

from __future__ import annotations

from django.urls import path

from fenji_web.today import views

app_name = "today"
urlpatterns = [path("", views.index, name="index"), path("gone/", views.gone, name="gone")]
