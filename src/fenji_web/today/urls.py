"""The address of the first page."""

from __future__ import annotations

from django.urls import path

from fenji_web.today import views

app_name = "today"
urlpatterns = [path("", views.index, name="index")]
