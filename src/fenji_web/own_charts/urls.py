"""Addresses of own charts."""

from __future__ import annotations

from django.urls import path

from fenji_web.own_charts import views

app_name = "own_charts"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.edit, name="new"),
    path("form/", views.form, name="form"),
    path("save/", views.save, name="save"),
    path("preview.json", views.preview, name="preview"),
    path("change/<str:name>/", views.edit, name="edit"),
    path("change/<str:name>/form/", views.form, name="form_of"),
    path("change/<str:name>/save/", views.save, name="save_of"),
    path("change/<str:name>/copy/", views.copy, name="copy"),
    path("change/<str:name>/move/", views.move, name="move"),
    path("change/<str:name>/remove/", views.remove, name="remove"),
    path("change/<str:name>/bring-back/", views.bring_back, name="bring_back"),
]
