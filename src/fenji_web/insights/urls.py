"""Addresses of charts."""

from __future__ import annotations

from django.urls import path

from fenji_web.insights import views

app_name = "insights"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("numbers.xlsx", views.numbers, name="numbers"),
    path("charts/<str:name>/", views.one_chart, name="chart"),
    path("charts/<str:name>/card/", views.card, name="card"),
    path("charts/<str:name>/spec.json", views.spec, name="spec"),
    path("charts/<str:name>/picture.<slug:kind>", views.picture, name="picture"),
]
