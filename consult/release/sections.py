"""What this room shows on other pages: whether money may move, and past what."""

from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _

from consult.feedback.models import Testimony
from consult.mismatch.models import Flag
from consult.release.broken_glass import (
    ShownOverride,
    overrides_of_flag,
    shown_overrides,
)
from consult.release.pages import tranche_states
from projects.enums import DesignState
from projects.models import Design, Project
from projects.sections import Section

# Of those open; all of them are in the list of flags of the same page.
_MOST_FLAGS: Final = 10


def project_section(
    request: HttpRequest,
    project: Project,
    design: Design,
) -> Section | None:
    """Say for each tranche whether its money may move, and every reason why not.

    Of a version that was replaced too: what it was closed by stays to be read. And, for
    ever, which flags were let pass, by whom and why: on every version's page.
    """
    del request
    states = (
        tranche_states(design, most_flags=_MOST_FLAGS)
        if design.state != DesignState.DRAFT
        else []
    )
    overrides = shown_overrides(project)
    if not states and not overrides:
        return None
    return Section(
        title=_("El dinero"),
        template="release/project_section.html",
        context={"states": states, "design": design, "overrides": overrides},
        order=20,
    )


def flag_section(request: HttpRequest, flag: Flag) -> Section | None:
    """Say on a flag's page that it was let pass. It stays open all the same."""
    del request
    return _overrides(overrides_of_flag(flag))


def receipt_section(request: HttpRequest, testimony: Testimony) -> Section | None:
    """Tell whoever holds a receipt that a flag of their community was let pass."""
    del request
    consultation = testimony.consultation
    project = consultation.design.project
    return _overrides(
        [
            each
            for each in shown_overrides(project)
            if any(
                flag.community_id == consultation.community_id
                for flag in each.override.flags.all()
            )
        ],
    )


def _overrides(overrides: list[ShownOverride]) -> Section | None:
    if not overrides:
        return None
    return Section(
        title=_("Se dejó pasar una alerta"),
        template="release/overrides.html",
        context={"overrides": overrides},
        order=30,
    )
