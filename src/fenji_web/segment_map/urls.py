"""Addresses of maps of segments."""

from __future__ import annotations

from django.urls import path

from fenji_web.segment_map import views

app_name = "segment_map"
urlpatterns = [
    path("new/", views.edit, name="new"),
    path("form/", views.form, name="form"),
    path("save/", views.save, name="save"),
    path("change/<str:name>/", views.edit, name="edit"),
    path("change/<str:name>/form/", views.form, name="form_of"),
    path("change/<str:name>/save/", views.save, name="save_of"),
]
