"""Addresses of what is shown for a reason, and of large exports."""

from __future__ import annotations

from django.urls import path

from fenji_web.disclosures import views

app_name = "disclosures"
urlpatterns = [
    path("", views.index, name="index"),
    path("ask/", views.ask, name="ask"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/file/", views.file, name="file"),
    path("customers/<path:customer_id>/", views.unmask, name="unmask"),
]
