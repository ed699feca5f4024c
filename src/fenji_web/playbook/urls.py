"""Addresses of findings and the playbook."""

from __future__ import annotations

from django.urls import path

from fenji_web.playbook import views

app_name = "playbook"
urlpatterns = [
    path("", views.index, name="index"),
    path("findings/", views.findings, name="findings"),
    path("findings/look/", views.look, name="look"),
    path("file/", views.file, name="file"),
    path("file/preview/", views.preview_file, name="preview_file"),
    path("file/save/", views.save_file, name="save_file"),
    path("words/<str:part>/<str:key>/", views.edit, name="edit"),
    path("words/<str:part>/<str:key>/preview/", views.preview, name="preview"),
    path("words/<str:part>/<str:key>/save/", views.save, name="save"),
]
