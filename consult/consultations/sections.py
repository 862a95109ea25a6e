"""What other rooms add to a consultation's page, and what this one adds to a project's.

`settings.CONSULTATION_PAGE_SECTIONS` names functions that take a request and a
consultation and return a `Section`, or None to add nothing.
"""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from consult.consultations import pages
from consult.consultations.models import Consultation
from projects.models import Design, Project
from projects.sections import Drawn, Section, drawn_sections


def page_sections(request: HttpRequest, consultation: Consultation) -> list[Drawn]:
    """Return what other rooms show of a consultation, in their order."""
    return drawn_sections(request, settings.CONSULTATION_PAGE_SECTIONS, consultation)


def project_section(request: HttpRequest, project: Project, design: Design) -> Section:
    """Say on a project's page where each community's consultation stands.

    Nothing is shown of a community whose name may not be published.
    """
    del request, project
    return Section(
        title=_("La consulta"),
        template="consultations/project_section.html",
        context={"rows": pages.public_rows(design)},
        order=30,
    )
