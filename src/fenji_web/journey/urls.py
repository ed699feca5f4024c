"""Addresses of the journey."""

from __future__ import annotations

from django.urls import path

from fenji_web.journey import views

app_name = "journey"
urlpatterns = [
    path("", views.shown, name="map"),
    path("edit/", views.edit, name="edit"),
    path("board/", views.board, name="board"),
    path("save/", views.save, name="save"),
    path("preview/", views.preview, name="preview"),
    path("preview/<str:key>.png", views.preview_picture, name="preview_picture"),
    path("versions/", views.versions, name="versions"),
    path("versions/<int:number>.yaml", views.version_file, name="version_file"),
    path("versions/<int:number>/restore/", views.restore, name="restore"),
    path("import/", views.bring, name="bring"),
]
