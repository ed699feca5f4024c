"""Addresses of one customer's page, under the list's."""

from __future__ import annotations

from django.urls import path

from fenji_web.one_customer import views

urlpatterns = [
    path("<path:customer_id>/timeline/", views.timeline, name="timeline"),
    path("<path:customer_id>/", views.page, name="one"),
]
