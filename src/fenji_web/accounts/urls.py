"""Addresses of accounts."""

from __future__ import annotations

from django.urls import path

from fenji_web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("setup/<str:token>/", views.setup, name="setup"),
    path("enter/<str:token>/", views.enter, name="enter"),
    path("me/", views.me, name="me"),
    path("people/", views.people, name="people"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/link/", views.link, name="link"),
    path("password/<str:token>/", views.choose_password, name="choose_password"),
]
