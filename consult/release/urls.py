"""Addresses of the room."""

from django.urls import include, path

from consult.release import api, views

app_name = "release"

_desk = [
    path("", views.index, name="list"),
    path("proyecto/<slug:slug>/", views.project, name="project"),
    path("<int:pk>/pedir/", views.ask, name="ask"),
    path("solicitud/<int:pk>/retirar/", views.cancel, name="cancel"),
    path("solicitud/<int:pk>/firmar/", views.approve, name="approve"),
    path("solicitud/<int:pk>/liberar/", views.release, name="release"),
    path("firma/<int:pk>/retirar/", views.revoke, name="revoke"),
    path("solicitud/<int:pk>/autorizar/", views.clear, name="clear"),
    path("solicitud/<int:pk>/dejar-pasar/", views.override, name="override"),
    path("dejar-pasar/<int:pk>/firmar/", views.sign_override, name="sign_override"),
    path(
        "dejar-pasar/<int:pk>/retirar/",
        views.withdraw_override,
        name="withdraw_override",
    ),
    path("avisos/", views.watchers, name="watchers"),
    path("avisos/<int:pk>/parar/", views.stop_watcher, name="stop_watcher"),
    path("autorizacion/<uuid:jti>/", views.clearance, name="clearance"),
]

# What machines ask has addresses of its own, apart from the pages'.
urlpatterns = [
    path("desembolsos/", include(_desk)),
    path(".well-known/jwks.json", api.jwks, name="jwks"),
    path("api/v1/clearances/verify", api.verify, name="verify"),
    path("api/v1/clearances/redeem", api.redeem, name="redeem"),
    path("api/v1/checkpoint", api.checkpoint, name="checkpoint"),
    path("api/v1/projects/<slug:slug>/gate", api.gate, name="gate"),
]
