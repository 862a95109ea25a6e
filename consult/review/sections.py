"""What this room shows on other rooms' pages: the flags, and what was answered."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.feedback.models import Testimony
from consult.mismatch.models import Flag
from consult.review import what_if
from consult.review.forms import ContestForm
from consult.review.pages import flags_by_design, public_flags, public_page
from consult.review.queries import (
    QueueRow,
    for_queue,
    gravest_first,
    visible_flags,
)
from consult.review.reckoning import notes_on
from projects.models import Design, Project
from projects.sections import Section


def project_section(
    request: HttpRequest,
    project: Project,
    design: Design,
) -> Section:
    """Say on a project's page which flags were raised and how each was answered.

    Of every design up to the one shown, so that a new design does not hide what the one
    before it raised. No number is shown, and no community that may not be published.
    """
    page = public_page(
        Flag.objects.filter(
            design__project=project,
            design__number__lte=design.number,
        ),
        request.GET.get("page"),
    )
    return Section(
        title=_("Las alertas y lo que se respondió"),
        template="review/project_section.html",
        context={"groups": flags_by_design(page.object_list), "page_obj": page},
        order=40,
    )


def draft_section(request: HttpRequest, design: Design) -> Section | None:
    """Tell an author which flags a draft would raise with what people said before."""
    user = request.user
    if not isinstance(user, User):
        return None
    context = what_if.of_draft(request.GET, design, user)
    if context is None:
        return None
    return Section(
        title=_("Qué alertas habría"),
        template="review/draft_section.html",
        context={**context, "address": request.path},
    )


def consultation_section(
    request: HttpRequest,
    consultation: Consultation,
) -> Section | None:
    """List the flags of a consultation for whoever may see them."""
    user = request.user
    if not isinstance(user, User):
        return None
    flags = gravest_first(
        for_queue(visible_flags(user).filter(consultation=consultation)),
    )
    return Section(
        title=_("Alertas"),
        template="review/consultation_section.html",
        context={
            "rows": [QueueRow.of(flag) for flag in flags],
            "notes": notes_on(consultation),
        },
        order=40,
    )


def receipt_section(
    request: HttpRequest,
    testimony: Testimony,
) -> Section:
    """Show whoever holds a receipt what came of it, and let them disagree."""
    del request
    consultation = testimony.consultation
    flags = Flag.objects.filter(
        design__project=consultation.design.project_id,
        community=consultation.community_id,
    )
    return Section(
        title=_("Lo que pasó con lo que se dijo"),
        template="review/receipt_section.html",
        context={
            "flags": public_flags(flags, testimony=testimony),
            "contest_form": ContestForm(),
        },
        order=40,
    )
