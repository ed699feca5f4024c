"""Addresses of data: imports, uploads on their way in, quality, the suggested standard."""

from __future__ import annotations

from django.urls import path

from fenji_web.data.views import files

app_name = "data"
urlpatterns = [
    path("", files.index, name="index"),
    path("upload/", files.upload, name="upload"),
    path("sample/", files.sample, name="sample"),
    path("templates/<str:table>.xlsx", files.template, name="template"),
    path("files/<str:token>/", files.file, name="file"),
    path("files/<str:token>/read/", files.read, name="read"),
    path("files/<str:token>/import/", files.bring, name="bring"),
    path("files/<str:token>/discard/", files.discard, name="discard"),
    path("files/<str:token>/rejects.csv", files.file_rejects, name="file_rejects"),
    path("imports/<int:number>/", files.entry, name="entry"),
    path("imports/<int:number>/rejects.csv", files.rejects, name="rejects"),
    path("imports/<int:number>/undo/", files.undo, name="undo"),
    path("quality/", files.quality, name="quality"),
    path("quality/check/", files.check, name="check"),
    path("standard/", files.standard, name="standard"),
    path("standard/grade/", files.grade, name="grade"),
]
