"""Addresses of the pool, tasks, overrides, forms and the panel on a customer's page."""

from __future__ import annotations

from django.urls import path

from fenji_web.care import views

app_name = "care"
urlpatterns = [
    path("pool/", views.pool, name="pool"),
    path("pool/take/", views.take, name="take"),
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/<int:pk>/tick/", views.tick, name="tick"),
    path("overrides/", views.overrides, name="overrides"),
    path("overrides/read/", views.read_overrides, name="read_overrides"),
    path("overrides/<int:number>/decide/", views.decide, name="decide"),
    path("overrides/<int:number>/end/", views.end, name="end"),
    path("new/", views.new_customer, name="new_customer"),
    path("typed/<int:pk>/", views.typed, name="typed"),
    path("<path:customer_id>/panel/", views.panel, name="panel"),
    path("<path:customer_id>/note/", views.note, name="note"),
    path("<path:customer_id>/task/", views.task, name="task"),
    path("<path:customer_id>/tag/", views.tag, name="tag"),
    path("<path:customer_id>/owner/", views.owner, name="owner"),
    path("<path:customer_id>/order/", views.order, name="order"),
    path("<path:customer_id>/contact/", views.contact, name="contact"),
    path("<path:customer_id>/profile/", views.profile, name="profile"),
    path("<path:customer_id>/lost/", views.lost, name="lost"),
    path("<path:customer_id>/override/", views.override, name="override"),
]
