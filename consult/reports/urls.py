"""Addresses of the room."""

from django.urls import path

from consult.reports import views

app_name = "reports"

urlpatterns = [
    path("", views.index, name="list"),
    path("pedir/", views.ask, name="request"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/otra-vez/", views.retry, name="retry"),
    path("<int:pk>/archivo/", views.download, name="download"),
]
