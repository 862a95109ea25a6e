"""Consultations for tests, made by the actions the screens call."""

import io
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from pypdf import PdfWriter

from consult.accounts.enums import RoleCode
from consult.accounts.models import Person, RoleAssignment, User
from consult.accounts.sealing import seal_word
from consult.communities.models import Community
from consult.consultations import actions
from consult.consultations.models import ConsentRecord, Consultation, Round
from projects.content import content_hash
from projects.enums import DesignState, OrganisationKind
from projects.models import Design, Organisation, Place, Project
from tests.factories.accounts import TOTP_SECRET
from tests.factories.communities import make_community, make_language

_NUMBERS = count(1)


def make_organisation(name: str = "") -> Organisation:
    """Return a new organisation."""
    return Organisation.objects.create(
        name=name or f"Organización {next(_NUMBERS)}",
        kind=OrganisationKind.NATIONAL_NGO,
    )


def make_user(
    role: RoleCode | None = None,
    *,
    organisation: Organisation | None = None,
    place: Place | None = None,
    second_factor: bool = True,
) -> User:
    """Return an account with at most one role, its second factor set up."""
    number = next(_NUMBERS)
    user = User.objects.create_user(
        username=f"cuenta{number}",
        password="una frase larga",
        person=Person.objects.create(name=f"Persona {number}"),
    )
    if role:
        RoleAssignment.objects.create(
            user=user,
            role=role,
            organisation=organisation,
            place=place,
            granted_at=timezone.now(),
            granted_by=user,
        )
    if second_factor:
        Authenticator.objects.create(
            user=user,
            type=Authenticator.Type.TOTP,
            data={"secret": seal_word(TOTP_SECRET)},
        )
    return user


def make_officer(consultation_or_design: Consultation | Design) -> User:
    """Return a project officer of the organisation that pays."""
    design = (
        consultation_or_design.design
        if isinstance(consultation_or_design, Consultation)
        else consultation_or_design
    )
    return make_user(
        RoleCode.PROJECT_OFFICER,
        organisation=design.project.funder,
    )


def make_project(title: str = "") -> Project:
    """Return a project of three new organisations."""
    number = next(_NUMBERS)
    return Project.objects.create(
        slug=f"proyecto-{number}",
        title=title or f"Proyecto {number}",
        publisher=make_organisation(),
        implementer=make_organisation(),
        funder=make_organisation(),
    )


def make_design(
    *communities: Community,
    project: Project | None = None,
    state: DesignState = DesignState.PUBLISHED,
    published_days_ago: int = 200,
    **fields: Any,
) -> Design:
    """Return a design for these communities, published unless told otherwise.

    What is to have parts is made as a draft, and sealed once it has them.
    """
    project = project or make_project()
    design = Design.objects.create(
        project=project,
        number=project.designs.count() + 1,
        title=project.title,
        summary="Un chorro de agua en cada casa.",
        created_by=make_user(),
        **fields,
    )
    design.places.set(community.place for community in communities)
    if state != DesignState.DRAFT:
        seal(design, state=state, published_days_ago=published_days_ago)
    return design


def seal(
    design: Design,
    *,
    state: DesignState = DesignState.PUBLISHED,
    published_days_ago: int = 200,
) -> Design:
    """Publish a draft as it stands, complete or not."""
    design.state = state
    design.published_at = timezone.now() - timedelta(days=published_days_ago)
    design.published_by = design.created_by
    design.content_hash = content_hash(design)
    design.save()
    return design


def replace_design(design: Design) -> Design:
    """Put another design in a design's place."""
    Design.objects.filter(pk=design.pk).update(state=DesignState.SUPERSEDED)
    design.refresh_from_db()
    communities = Community.objects.filter(place__in=design.places.all())
    return make_design(*communities, project=design.project, published_days_ago=0)


def make_consultation(
    *,
    community: Community | None = None,
    design: Design | None = None,
    opened_days_ago: int = 100,
    notice_days: int = 40,
    by: User | None = None,
    closed: bool = False,
    **required: Any,
) -> Consultation:
    """Return an open consultation, as if opened some days ago."""
    community = community or make_community()
    design = design or make_design(community)
    by = by or make_officer(design)
    consultation = actions.open_consultation(
        by=by,
        design=design,
        community=community,
        announced_on=days_ago(opened_days_ago + notice_days),
        **required,
    )
    consultation.opened_at -= timedelta(days=opened_days_ago)
    if closed:
        consultation.closed_at = timezone.now()
        consultation.closed_by = by
    consultation.save()
    return consultation


def hold_round(
    consultation: Consultation,
    *,
    days: int = 50,
    languages: Iterable[str] = ("quc",),
    by: User | None = None,
    **facts: Any,
) -> Round:
    """Write down a round held some days ago, with 20 women and 15 men."""
    defaults: dict[str, Any] = {
        "place_note": "Salón comunal",
        "interpreter": False,
        "promoter_present": True,
        "attendance": {("female", "30-59"): 20, ("male", "30-59"): 15},
    }
    return actions.record_round(
        by=by or make_officer(consultation),
        consultation=consultation,
        held_on=days_ago(days),
        languages=[make_language(code) for code in languages],
        **{**defaults, **facts},
    )


def decide(
    consultation: Consultation,
    decision: str = "consent",
    *,
    days: int = 1,
    by: User | None = None,
    **facts: Any,
) -> ConsentRecord:
    """Write down what the assembly decided some days ago."""
    if decision == "consent_with_conditions":
        facts.setdefault("conditions", "Que primero se arregle el camino.")
    return actions.record_consent(
        by=by or make_officer(consultation),
        consultation=consultation,
        decision=decision,
        authority=facts.pop("authority", "assembly"),
        decided_on=days_ago(days),
        **facts,
    )


def days_ago(days: int) -> date:
    """Return the day that was so many days ago."""
    return timezone.localdate() - timedelta(days=days)


def pdf_file(pages: int = 1, *, password: str = "") -> ContentFile[bytes]:
    """Return an acta as a PDF of blank pages."""
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(width=200, height=200)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return ContentFile(file.getvalue(), name="acta.pdf")


def photo_file(
    picture_format: str = "JPEG",
    *,
    size: tuple[int, int] = (60, 40),
    **options: Any,
) -> ContentFile[bytes]:
    """Return an acta as a photo."""
    file = io.BytesIO()
    Image.new("RGB", size, "white").save(file, format=picture_format, **options)
    return ContentFile(file.getvalue(), name=f"acta.{picture_format.lower()}")
