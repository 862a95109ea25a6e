"""Addresses of the room."""

from django.urls import path

from consult.communities import views

app_name = "communities"

urlpatterns = [
    path("", views.community_list, name="list"),
    path("nueva/", views.add, name="add"),
    path("nueva/<int:place_pk>/", views.describe, name="describe"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/datos/", views.edit, name="edit"),
    path("<int:pk>/no-publicar/", views.stop_publication, name="stop_publication"),
    path("<int:pk>/publicar/", views.resume_publication, name="resume_publication"),
]
