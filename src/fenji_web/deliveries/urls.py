"""Addresses of deliveries."""

from __future__ import annotations

from django.urls import path

from fenji_web.deliveries import views

app_name = "deliveries"
urlpatterns = [
    path("", views.index, name="index"),
    path("given-up/", views.given_up, name="given_up"),
    path("given-up/<int:pk>/", views.replay, name="replay"),
    path("given-up/of/<int:pk>/", views.replay_all, name="replay_all"),
    path("test/<int:pk>/", views.test, name="test"),
]
