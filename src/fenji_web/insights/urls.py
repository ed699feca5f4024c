"""Addresses of charts."""

from __future__ import annotations

from django.urls import path

from fenji_web.insights import views

app_name = "insights"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("numbers.xlsx", views.numbers, name="numbers"),
    path("charts/<slug:name>/", views.one_chart, name="chart"),
    path("charts/<slug:name>/card/", views.card, name="card"),
    path("charts/<slug:name>/spec.json", views.spec, name="spec"),
    path("charts/<slug:name>/picture.<slug:kind>", views.picture, name="picture"),
]
