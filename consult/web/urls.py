"""Addresses of the front page and of what belongs to no other room."""

from django.urls import path

from consult.web import views

app_name = "web"

urlpatterns = [
    path("", views.home, name="home"),
    path("guia-de-estilo/", views.style_guide, name="styleguide"),
    path("healthz", views.healthz, name="healthz"),
]
