"""Addresses of the room."""

from django.urls import path

from consult.consultations import views

app_name = "consultations"

urlpatterns = [
    path("acta/", views.enter_receipt, name="enter_receipt"),
    path("acta/retirar/", views.take_back, name="take_back"),
    path("", views.consultation_list, name="list"),
    path("abrir/", views.choose, name="choose"),
    path(
        "abrir/<int:design_pk>/<int:community_pk>/",
        views.open_consultation,
        name="open",
    ),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/reunion/", views.record_round, name="record_round"),
    path("<int:pk>/decision/", views.record_consent, name="record_consent"),
    path("<int:pk>/retirar/", views.withdraw_consent, name="withdraw_consent"),
    path("<int:pk>/cerrar/", views.close, name="close"),
    path("<int:pk>/cartel/", views.poster, name="poster"),
    path("<int:pk>/qr.svg", views.qr_code, name="qr"),
    path("<int:pk>/actas/<int:record_pk>/", views.acta, name="acta"),
]
