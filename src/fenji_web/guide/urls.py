"""Addresses of the exercises and the manual."""

from __future__ import annotations

from django.urls import path

from fenji_web.guide import views

app_name = "guide"
urlpatterns = [
    path("panel/", views.panel, name="panel"),
    path("show/", views.show, name="show"),
    path("skip/", views.skip, name="skip"),
    path("again/", views.again, name="again"),
    path("practice.xlsx", views.practice, name="practice"),
    path("own-data/", views.own, name="own"),
    path("own-data/begin/", views.begin, name="begin"),
    path("manual/", views.manual, name="manual"),
]
