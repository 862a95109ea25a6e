"""Addresses of the room."""

from django.urls import path

from consult.audit import views

app_name = "audit"

urlpatterns = [
    path("", views.events, name="events"),
    path("comprobar/", views.check, name="check"),
    path("proyecto/<slug:slug>/", views.decisions, name="decisions"),
]
