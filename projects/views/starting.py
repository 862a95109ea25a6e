"""Where an author begins: one's own projects, a new project, a new design."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from projects import actions
from projects.access import permission_required_somewhere
from projects.enums import DesignState
from projects.forms.basics import StartForm
from projects.permissions import CREATE, EDIT, VIEW_DRAFT, organisations_where
from projects.queries.drafts import find_project, own_projects
from projects.refusals import Refusal
from projects.views.drafts.base import step_url


@permission_required_somewhere(VIEW_DRAFT, EDIT)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List the projects this person writes or reviews, with their drafts."""
    return render(
        request,
        "projects/mine.html",
        {
            "rows": own_projects(request.user),
            "may_create": request.user.has_perm(CREATE),
        },
    )


@permission_required_somewhere(CREATE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Start a project: its title, and who takes part."""
    publishers = organisations_where(request.user, CREATE)
    form = StartForm(
        request.POST if request.method == "POST" else None,
        publishers=publishers,
        initial={"publisher": publishers[0].pk if len(publishers) == 1 else None},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            design = actions.begin_project(by=request.user, **said)
        except Refusal as refusal:
            _show(refusal, form)
        else:
            return HttpResponseRedirect(step_url(design, "basics"))
    return render(request, "projects/new.html", {"form": form})


def _show(refusal: Refusal, form: StartForm) -> None:
    """Put a refusal at its field, which may be that of a new organisation."""
    name = refusal.field or ""
    part, _mark, rest = name.partition("_")
    if part in form.new and rest in form.new[part].fields:
        form.new[part].add_error(rest, str(refusal.message))
    else:
        form.add_error(name if name in form.fields else None, str(refusal.message))


@permission_required_somewhere(EDIT)
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Start the next design of a project, or go on with the draft there is."""
    project = find_project(request.user, slug)
    if project is None:
        raise Http404
    try:
        design = actions.start_design(by=request.user, project=project)
    except Refusal as refusal:
        messages.info(request, str(refusal.message))
        draft = project.designs.filter(state=DesignState.DRAFT).first()
        if draft is None:
            return HttpResponseRedirect(project.get_absolute_url())
        return HttpResponseRedirect(step_url(draft, "basics"))
    messages.success(request, _("Borrador listo: dice lo mismo que el diseño vigente."))
    return HttpResponseRedirect(step_url(design, "basics"))
