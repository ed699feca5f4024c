"""Addresses of rights: what a role sees, whose customers a person sees, teams."""

from __future__ import annotations

from django.urls import path

from fenji_web.rights import views

app_name = "rights"
urlpatterns = [
    path("", views.index, name="index"),
    path("people/<int:pk>/", views.person, name="person"),
    path("teams/", views.teams, name="teams"),
    path("teams/<int:pk>/", views.team, name="team"),
]
