"""Addresses of data: imports, uploads on their way in, quality, the suggested standard."""

from __future__ import annotations

from django.urls import path

from fenji_web.data import views

app_name = "data"
urlpatterns = [
    path("", views.index, name="index"),
    path("upload/", views.upload, name="upload"),
    path("sample/", views.sample, name="sample"),
    path("templates/<str:table>.xlsx", views.template, name="template"),
    path("files/<str:token>/", views.file, name="file"),
    path("files/<str:token>/read/", views.read, name="read"),
    path("files/<str:token>/import/", views.bring, name="bring"),
    path("files/<str:token>/discard/", views.discard, name="discard"),
    path("files/<str:token>/rejects.csv", views.file_rejects, name="file_rejects"),
    path("imports/<int:number>/", views.entry, name="entry"),
    path("imports/<int:number>/rejects.csv", views.rejects, name="rejects"),
    path("imports/<int:number>/undo/", views.undo, name="undo"),
    path("quality/", views.quality, name="quality"),
    path("quality/check/", views.check, name="check"),
    path("standard/", views.standard, name="standard"),
    path("standard/grade/", views.grade, name="grade"),
]
