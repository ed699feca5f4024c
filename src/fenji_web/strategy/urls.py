"""Addresses of the strategy's editor."""

from __future__ import annotations

from django.urls import path

from fenji_web.strategy import views

app_name = "strategy"
urlpatterns = [
    path("", views.edit, name="edit"),
    path("save/", views.save, name="save"),
    path("logo/", views.logo, name="logo"),
    path("preview/", views.preview, name="preview"),
    path("preview/<str:key>/", views.preview_state, name="preview_state"),
    path("preview/<str:key>.png", views.preview_picture, name="preview_picture"),
    path("versions/", views.versions, name="versions"),
    path("versions/<int:number>/restore/", views.restore, name="restore"),
    path("versions/<int:number>.yaml", views.version_file, name="version_file"),
    path("strategy.yaml", views.file, name="file"),
]
