"""Addresses of signing in elsewhere, and of the settings of sign-in."""

from __future__ import annotations

from django.urls import path

from fenji_web.sign_in_elsewhere import views

app_name = "sign_in_elsewhere"
urlpatterns = [
    path("accounts/elsewhere/<int:pk>/", views.start, name="start"),
    path("accounts/elsewhere/<int:pk>/back/", views.back, name="back"),
    path("accounts/elsewhere/of-mine/<int:pk>/end/", views.disconnect, name="disconnect"),
    path("settings/sign-in/", views.index, name="index"),
    path("settings/sign-in/new/<str:kind>/", views.new, name="new"),
    path("settings/sign-in/<int:pk>/", views.edit, name="edit"),
    path("settings/sign-in/<int:pk>/remove/", views.remove, name="remove"),
]
