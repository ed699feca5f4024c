"""Addresses of the list and of customers."""

from __future__ import annotations

from django.urls import include, path

from fenji_web.customers import views

app_name = "customers"
urlpatterns = [
    path("", views.index, name="list"),
    path("export.csv", views.export, name="export"),
    path("views/", views.save, name="save_view"),
    path("views/<int:pk>/forget/", views.forget, name="forget_view"),
    path("", include("fenji_web.one_customer.urls")),
]
