"""Addresses of own segments."""

from __future__ import annotations

from django.urls import path

from fenji_web.own_segments import views

app_name = "own_segments"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.edit, name="new"),
    path("form/", views.form, name="form"),
    path("save/", views.save, name="save"),
    path("change/<str:name>/", views.edit, name="edit"),
    path("change/<str:name>/form/", views.form, name="form_of"),
    path("change/<str:name>/save/", views.save, name="save_of"),
    path("change/<str:name>/remove/", views.remove, name="remove"),
]
