"""What this room shows on a project's page: whether money may move."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from consult.release.pages import tranche_states
from projects.enums import DesignState
from projects.models import Design, Project
from projects.sections import Section


def project_section(
    request: HttpRequest,
    project: Project,
    design: Design,
) -> Section | None:
    """Say for each tranche whether its money may move, and every reason why not."""
    del request, project
    if design.state != DesignState.PUBLISHED:
        return None
    return Section(
        title=_("El dinero"),
        template="release/project_section.html",
        context={"states": tranche_states(design), "design": design},
        order=20,
    )
