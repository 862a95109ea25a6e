"""Who may write what is known of a community."""

from django.utils.translation import gettext as _

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.communities.models import Community

CHANGE = "communities.change_community"


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
