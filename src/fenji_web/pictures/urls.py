"""Addresses of pictures."""

from __future__ import annotations

from django.urls import path

from fenji_web.pictures import views

app_name = "pictures"
urlpatterns = [
    path("", views.index, name="index"),
    path("draw/", views.draw, name="draw"),
    path("<str:name>/", views.one, name="one"),
    path("<str:name>/shown.<str:form>", views.shown, name="shown"),
    path("<str:name>/file.<str:form>", views.file, name="file"),
]
