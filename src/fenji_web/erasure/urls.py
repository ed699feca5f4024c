"""Addresses of erasure."""

from __future__ import annotations

from django.urls import path

from fenji_web.erasure import views

app_name = "erasure"
urlpatterns = [
    path("", views.index, name="index"),
    path("rules/", views.rules, name="rules"),
    path("rules/apply/", views.apply_rules, name="apply_rules"),
    path("<int:pk>/", views.one, name="one"),
    path("<int:pk>/confirm/", views.confirm, name="confirm"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/certificate.json", views.certificate, name="certificate"),
    path("<int:pk>/certificate.pdf", views.printed, name="printed"),
]
