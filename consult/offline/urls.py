"""Addresses of the room."""

from django.urls import path

from consult.offline import api, views

app_name = "offline"

urlpatterns = [
    path("sw.js", views.service_worker, name="service_worker"),
    path("r/<str:code>/sin-senal/", views.without_signal, name="without_signal"),
    path(
        "r/<str:code>/sin-senal/anotar/",
        views.collecting_without_signal,
        name="collecting_without_signal",
    ),
    path("api/v1/sealed", api.sealed, name="sealed"),
    path("api/v1/clips/<str:name>", api.clip, name="clip"),
    path("api/v1/sealing-keys", api.sealing_keys, name="sealing_keys"),
]
