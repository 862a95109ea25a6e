"""Starting a project, and a new design of one."""

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from projects import hooks
from projects.actions.organisations import set_organisation
from projects.enums import DesignState
from projects.facts import OrganisationFacts
from projects.models import Component, Design, Organisation, Project
from projects.permissions import CREATE, EDIT, Actor, require
from projects.policies import check_fits
from projects.refusals import Refusal
from projects.wording import copy_texts, write_spanish

# Addresses of the room's own pages, which a project's may not take.
RESERVED_SLUGS = frozenset({"nuevo", "mis-disenos", "tablas", "sectores"})
_LONGEST_SLUG = 70


@transaction.atomic
def create_project(
    *,
    by: Actor,
    title: str,
    publisher: Organisation,
    implementer: Organisation | OrganisationFacts,
    funder: Organisation | OrganisationFacts,
    iati_identifier: str = "",
) -> Project:
    """Start a project of an organisation. Others that take part may be new.

    Raises:
        NotAllowed: this person starts no projects for the publisher.
        Refusal: no title, or a project of that IATI identifier exists.

    """
    require(
        by,
        CREATE,
        publisher,
        _("Su cuenta no puede empezar proyectos de %(organisation)s.")
        % {"organisation": publisher.name},
    )
    hooks.check_may_write(by)
    check_fits(
        Project,
        required=("title",),
        title=title,
        iati_identifier=iati_identifier,
    )
    identifier = iati_identifier.strip()
    if identifier and Project.objects.filter(iati_identifier=identifier).exists():
        raise Refusal(
            _("Ya hay un proyecto con ese identificador IATI."),
            field="iati_identifier",
        )
    project = Project.objects.create(
        slug=_free_slug(title),
        title=title.strip(),
        iati_identifier=identifier,
        publisher=publisher,
        implementer=_organisation(by, implementer, "implementer"),
        funder=_organisation(by, funder, "funder"),
    )
    hooks.record(
        by=by,
        verb="projects.project_created",
        obj=project,
        project=project,
        public={"slug": project.slug, "title": project.title},
    )
    return project


@transaction.atomic
def begin_project(
    *,
    by: Actor,
    title: str,
    publisher: Organisation,
    implementer: Organisation | OrganisationFacts,
    funder: Organisation | OrganisationFacts,
    iati_identifier: str = "",
) -> Design:
    """Start a project and its first draft at once.

    Raises:
        NotAllowed, Refusal: as `create_project` and `start_design`.

    """
    project = create_project(
        by=by,
        title=title,
        publisher=publisher,
        implementer=implementer,
        funder=funder,
        iati_identifier=iati_identifier,
    )
    return start_design(by=by, project=project)


@transaction.atomic
def start_design(*, by: Actor, project: Project) -> Design:
    """Start the next design of a project: a draft that says what the current one says.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: a draft is open already.

    """
    require(by, EDIT, project)
    hooks.check_may_write(by)
    project = Project.objects.select_for_update().get(pk=project.pk)
    if project.designs.filter(state=DesignState.DRAFT).exists():
        raise Refusal(
            _("Este proyecto ya tiene un borrador abierto. Siga con ese."),
        )
    last = project.designs.aggregate(last=Max("number"))["last"] or 0
    current = project.designs.filter(state=DesignState.PUBLISHED).first()
    design = Design(
        project=project,
        number=last + 1,
        implementer=project.implementer,
        created_by_id=by.pk,
    )
    if current is None:
        write_spanish(design, title=project.title)
        design.save()
    else:
        _copy(current, design)
    hooks.record(
        by=by,
        verb="projects.design_started",
        obj=design,
        project=project,
        public={
            "number": design.number,
            "copied_from": current.number if current else None,
        },
    )
    return design


def _organisation(
    by: Actor,
    given: Organisation | OrganisationFacts,
    part: str,
) -> Organisation:
    """Return an organisation, made now if it is new.

    Raises:
        Refusal: the facts are wrong; the field says whose.

    """
    if isinstance(given, Organisation):
        return given
    try:
        return set_organisation(
            by=by,
            name=given.name,
            kind=given.kind,
            country=given.country,
            iati_identifier=given.iati_identifier,
        )
    except Refusal as refusal:
        if refusal.field:
            refusal.field = f"{part}_{refusal.field}"
        raise


def _free_slug(title: str) -> str:
    """Return an address made from the title that no project and no page has."""
    base = slugify(title)[:_LONGEST_SLUG].strip("-") or "proyecto"
    taken = set(
        Project.objects.filter(slug__startswith=base).values_list("slug", flat=True),
    )
    candidate, number = base, 2
    while candidate in taken or candidate in RESERVED_SLUGS:
        candidate, number = f"{base}-{number}", number + 1
    return candidate


def _copy(source: Design, target: Design) -> None:
    """Fill a new draft with what another design says, in every language it has.

    Where the words stay the same, so do their versions; changing the Spanish clears
    them.
    """
    copy_texts(source, target, ("title", "summary", "beneficiaries", "upkeep"))
    for name in (
        "starts_on",
        "ends_on",
        "currency",
        "households_targeted",
        "affects_land_or_resource",
    ):
        setattr(target, name, getattr(source, name))
    target.save()
    target.places.set(source.places.all())
    components = {
        component.pk: _copy_component(component, target)
        for component in source.components.all()
    }
    for line in source.budget_lines.order_by("pk"):
        line.component = components.get(line.component_id or 0)
        line.pk, line.design = None, target
        line.save(force_insert=True)
    for tranche in source.tranches.prefetch_related("places").order_by("number"):
        places = list(tranche.places.all())
        tranche.pk, tranche.design = None, target
        tranche.save(force_insert=True)
        tranche.places.set(places)


def _copy_component(source: Component, design: Design) -> Component:
    """Copy a component with its assumptions; return the copy."""
    assumptions = list(source.assumptions.order_by("pk"))
    source.pk, source.design = None, design
    source.save(force_insert=True)
    for assumption in assumptions:
        assumption.pk, assumption.component = None, source
        assumption.save(force_insert=True)
    return source
