"""Cards for tests, given and used."""

from django.utils import timezone

from consult.accounts.actions import (
    accept_invitation,
    invite,
)
from consult.accounts.enums import RoleCode
from consult.accounts.models import Invitation, User
from projects.enums import DesignState
from projects.models import Design, Organisation, Place, Project
from tests.factories.accounts import (
    PASSWORD,
)


def publish_for(organisation: Organisation, place: Place, by: User) -> Design:
    """Return a design that is public and for a place."""
    return publish(draft_for(organisation, place, by), by)


def publish(design: Design, by: User) -> Design:
    """Make a draft public."""
    Design.objects.filter(pk=design.pk).update(
        state=DesignState.PUBLISHED,
        published_at=timezone.now(),
        published_by=by,
        content_hash="a" * 64,
    )
    design.refresh_from_db()
    return design


def draft_for(organisation: Organisation, place: Place, by: User) -> Design:
    """Return a design that only its author sees, for a place."""
    project = Project.objects.create(
        slug=f"p-{organisation.pk}",
        title="Un proyecto",
        publisher=organisation,
        implementer=organisation,
        funder=organisation,
    )
    design = Design.objects.create(
        project=project,
        implementer=organisation,
        number=1,
        title="Un diseño",
        created_by=by,
    )
    design.places.add(place)
    return design


def card(by: User, place: Place) -> tuple[Invitation, str]:
    return invite(by=by, role=RoleCode.COMMUNITY_LEADER, place=place)


def use(code: str, username: str = "marta") -> User:
    return accept_invitation(code=code, username=username, password=PASSWORD)
