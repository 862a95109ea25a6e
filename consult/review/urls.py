"""Addresses of the room."""

from django.urls import path

from consult.review import views

app_name = "review"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("asignar/", views.assign_many, name="assign_many"),
    path("<int:pk>/", views.flag, name="flag"),
    path("<int:pk>/calculo/", views.reckoning, name="reckoning"),
    path("<int:pk>/vista/", views.acknowledge, name="acknowledge"),
    path("<int:pk>/asignar/", views.assign, name="assign"),
    path("<int:pk>/responder/", views.reply, name="reply"),
    path("<int:pk>/resolver/", views.resolve, name="resolve"),
    path("resolucion/<int:pk>/desacuerdo/", views.contest, name="contest"),
    path(
        "resolucion/<int:pk>/desacuerdo-con-recibo/",
        views.contest_by_receipt,
        name="contest_by_receipt",
    ),
]
