"""The addresses of the standards' pages; a standard's name never begins with a dash."""

from __future__ import annotations

from django.urls import path

from fenji_web.schemes import views

app_name = "schemes"
urlpatterns = [
    path("", views.index, name="index"),
    path("-/upload/", views.upload, name="upload"),
    path("<str:name>/", views.one, name="one"),
    path("<str:name>/keep/", views.keep, name="keep"),
    path("<str:name>/jobs/<int:job_id>/", views.waiting, name="waiting"),
    path("<str:name>/saved/<int:job_id>/", views.saved, name="saved"),
    path("<str:name>/v<int:number>/<str:step>/", views.decide, name="decide"),
    path("<str:name>/compare/", views.compare, name="compare"),
    path("<str:name>/yaml/", views.download, name="download"),
]
