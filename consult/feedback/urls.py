"""Addresses of the room."""

from django.urls import path

from consult.feedback import api, views
from consult.voice.enums import Sound

app_name = "feedback"

urlpatterns = [
    path("api/v1/testimonies", api.testimonies, name="testimonies"),
    path("responder/", views.start, name="start"),
    path("responder/anotar/", views.collect, name="collect"),
    path("responder/anotar/hojas/<str:code>/", views.sheets, name="sheets"),
    path("responder/anotar/hoja/<str:code>/", views.type_in, name="type_in"),
    path("responder/palabras/<str:code>/", views.words, name="words"),
    path(
        "responder/palabras/<uuid:pk>.ogg",
        views.hear,
        {"sound": Sound.OPUS},
        name="hear",
    ),
    path(
        "responder/palabras/<uuid:pk>.m4a",
        views.hear,
        {"sound": Sound.AAC},
        name="hear_aac",
    ),
    path("responder/palabras/<uuid:pk>/escribir/", views.write, name="write"),
    path(
        "responder/palabras/<uuid:pk>/aceptar/<int:transcript>/",
        views.accept,
        name="accept",
    ),
    path("responder/manos/<int:pk>/", views.hands, name="hands"),
    path("r/<str:code>/", views.enter, name="enter"),
    path("r/<str:code>/proyecto/", views.project, name="project"),
    path("r/<str:code>/proyecto/<int:step>/", views.idea, name="idea"),
    path("r/<str:code>/empezar/", views.begin, name="begin"),
    path("r/<str:code>/<int:number>/", views.ask, name="ask"),
    path("r/<str:code>/devolver/<int:number>/", views.hand_back, name="hand_back"),
    path("r/<str:code>/<int:number>/voz/", views.voice, name="voice"),
    path("r/<str:code>/revisar/", views.review, name="review"),
    path("r/<str:code>/enviar/", views.send, name="send"),
    path("r/<str:code>/enviado/", views.sent_again, name="sent_again"),
    path("r/<str:code>/guardado/", views.paused_again, name="paused_again"),
    path("r/<str:code>/retomar/", views.resume, name="resume"),
    path("r/<str:code>/borrar/", views.discard, name="discard"),
    path("r/<str:code>/salir/", views.leave, name="leave"),
    path("recibo/", views.follow, name="follow"),
    path("recibo/corregir/", views.correct, name="correct"),
    path("recibo/retirar/", views.withdraw, name="withdraw"),
]
