"""Addresses of privacy."""

from __future__ import annotations

from django.urls import path

from fenji_web.privacy import views
from fenji_web.privacy.views import fair

app_name = "privacy"
urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/decide/", views.decide, name="decide"),
    path("cases/<int:pk>/second/", views.second, name="second"),
    path("cases/<int:pk>/appeal/", views.appeal, name="appeal"),
    path("people/", views.people, name="people"),
    path("fairness/", fair.fairness, name="fairness"),
    path("fairness/turn/", fair.turn, name="turn"),
    path("record/", fair.record, name="record"),
    path("lists/", views.lists, name="lists"),
    path("lists/make/", views.make_list, name="make_list"),
    path("customers/<path:customer_id>/panel/", views.panel, name="panel"),
    path("customers/<path:customer_id>/consent/", views.consent, name="consent"),
    path("customers/<path:customer_id>/opt/", views.opt, name="opt"),
    path("customers/<path:customer_id>/export/", views.export, name="export"),
    path("files/<int:pk>/", views.file, name="file"),
]
