"""The addresses of the editor, beside those of the standards' pages."""

from __future__ import annotations

from django.urls import path

from fenji_web.editor import views

app_name = "editor"
urlpatterns = [
    path("<str:name>/edit/", views.edit, name="edit"),
    path("<str:name>/live/", views.live, name="live"),
    path("<str:name>/save/", views.save, name="save"),
    path("<str:name>/metric/", views.metric, name="metric"),
    path("<str:name>/weights/", views.weights, name="weights"),
    path("<str:name>/ideas/", views.ideas, name="ideas"),
    path("<str:name>/measuring/<int:job_id>/", views.measuring, name="measuring"),
    path("<str:name>/v<int:number>/effect/", views.effect, name="effect"),
]
