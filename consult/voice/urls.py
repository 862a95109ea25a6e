"""Addresses of the room: a recording, by the form that a browser can play."""

from django.urls import path

from consult.voice import views
from consult.voice.enums import Sound

app_name = "voice"

urlpatterns = [
    path("voz/<uuid:pk>.ogg", views.recording, {"sound": Sound.OPUS}, name="opus"),
    path("voz/<uuid:pk>.m4a", views.recording, {"sound": Sound.AAC}, name="aac"),
]
