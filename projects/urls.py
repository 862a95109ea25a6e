"""Addresses of the room."""

from django.urls import path

from projects.views import drafts, public, standards, starting

app_name = "projects"

_DRAFT = "<slug:slug>/borrador/<int:number>"

urlpatterns = [
    path("", public.index, name="list"),
    path("tablas/", standards.reference, name="standards"),
    path("mis-disenos/", starting.mine, name="mine"),
    path("nuevo/", starting.new, name="new"),
    path("sectores/", drafts.sectors, name="sectors"),
    path("<slug:slug>/", public.detail, name="detail"),
    path("<slug:slug>/version/<int:number>/", public.design, name="design"),
    path(
        "<slug:slug>/comparar/<int:before>/<int:after>/",
        public.compare,
        name="compare",
    ),
    path("<slug:slug>/borrador/", starting.start, name="start"),
    path(f"{_DRAFT}/", drafts.BasicsView.as_view(), name="basics"),
    path(f"{_DRAFT}/componentes/", drafts.ComponentsView.as_view(), name="components"),
    path(
        f"{_DRAFT}/componentes/<int:pk>/",
        drafts.ComponentView.as_view(),
        name="component",
    ),
    path(f"{_DRAFT}/supuestos/", drafts.AssumptionsView.as_view(), name="assumptions"),
    path(f"{_DRAFT}/presupuesto/", drafts.BudgetView.as_view(), name="budget"),
    path(f"{_DRAFT}/desembolsos/", drafts.TranchesView.as_view(), name="tranches"),
    path(f"{_DRAFT}/quien/", drafts.RecordView.as_view(), name="record"),
    path(f"{_DRAFT}/gente/", drafts.PeopleView.as_view(), name="people"),
    path(f"{_DRAFT}/revisar/", drafts.ReviewView.as_view(), name="review"),
]
