"""Addresses of bulk changes."""

from __future__ import annotations

from django.urls import path

from fenji_web.bulk import views

app_name = "bulk"
urlpatterns = [
    path("", views.index, name="index"),
    path("ask/<str:group>/", views.ask, name="ask"),
    path("do/<str:group>/", views.do, name="do"),
    path("export/", views.export, name="export"),
    path("<int:pk>/undo/", views.undo, name="undo"),
    path("<int:pk>/told/", views.told, name="told"),
]
