"""The roof's address book: one line a room."""

from django.contrib import admin
from django.urls import include, path

handler400 = "consult.web.views.bad_request"
handler403 = "consult.web.views.permission_denied"
handler404 = "consult.web.views.page_not_found"
# Not Django's own: allauth asks for it where somebody signs in too often.
handler429 = "consult.web.views.too_many_requests"
handler500 = "consult.web.views.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("cuenta/", include("consult.accounts.sign_in_urls")),
    path("idioma/", include("django.conf.urls.i18n")),
    path("proyectos/", include("projects.urls")),
    path("comunidades/", include("consult.communities.urls")),
    path("idiomas/", include("consult.languages.urls")),
    path("consultas/", include("consult.consultations.urls")),
    path("alertas/", include("consult.review.urls")),
    path("informes/", include("consult.reports.urls")),
    path("hechos/", include("consult.audit.urls")),
    # Those under no name of their own are tried in turn: whoever answers waits least.
    path("", include("consult.feedback.urls")),
    path("", include("consult.offline.urls")),
    path("", include("consult.voice.urls")),
    path("", include("consult.accounts.urls")),
    path("", include("consult.release.urls")),
    path("", include("consult.web.urls")),
]
