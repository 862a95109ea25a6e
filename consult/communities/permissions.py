"""Who may write what is known of a community."""

from django.utils.translation import gettext as _

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.communities.models import Community

CHANGE = "communities.change_community"
RESUME = "communities.resume_publication"


def check_can_change(*, by: User, community: Community | None) -> None:
    """Refuse whoever may not write about a community, or add one when it is None.

    A community that no organisation has a design for yet belongs to nobody: whoever
    may change some community may change it.

    Raises:
        NotAllowed: no role of this person reaches it.

    """
    nobodys = community is not None and not community.scope_organisation_ids
    require(
        by=by,
        perm=CHANGE,
        obj=None if nobodys else community,
        message=_("Usted no puede cambiar los datos de esta comunidad."),
    )


def check_can_resume(*, by: User, community: Community) -> None:
    """Refuse whoever may not publish a community again.

    Whoever writes about a community may stop what is published of it. It stops by
    itself where people say that they are afraid: that it goes on is for whoever
    protects them to say, never for the project's own people.

    Raises:
        NotAllowed: no role of this person reaches it.

    """
    check_can_change(by=by, community=community)
    require(
        by=by,
        perm=RESUME,
        message=_(
            "Solo quien protege a la gente, o quien administra, puede publicar otra "
            "vez lo de esta comunidad.",
        ),
    )
