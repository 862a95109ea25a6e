"""Addresses of the room."""

from django.urls import path

from consult.languages import views

app_name = "languages"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("version/<int:pk>/", views.judge, name="judge"),
    path("palabra/<int:pk>/quitar/", views.remove_word, name="remove_word"),
    path("<str:code>/", views.texts, name="texts"),
    path("<str:code>/palabras/", views.words, name="words"),
    path("<str:code>/<str:key>/", views.text, name="text"),
]
