"""What this room adds to a project's page: the way to who decided what."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from projects.models import Design, Project
from projects.sections import Section


def project_section(
    request: HttpRequest,
    project: Project,
    design: Design,
) -> Section:
    """Lead to the project's decisions, each with its day, its author and its reason."""
    del request, design
    return Section(
        title=_("Quién decidió qué"),
        template="audit/project_section.html",
        context={"project": project},
        order=80,
    )
