"""What the state of a flag allows, with the reason why not."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.feedback.models import Testimony
from consult.mismatch.models import Flag
from consult.review.enums import ResolutionKind
from consult.review.models import Resolution
from consult.review.permissions import is_outside
from consult.review.queries import standing_resolution
from projects.enums import DesignState
from projects.models import Design
from projects.refusals import NotAllowed, Refusal


def check_can_resolve(*, flag: Flag, by: User) -> None:
    """Refuse whoever may not decide on a flag, or one that is already answered.

    Raises:
        NotAllowed: no such role here, or this person belongs to the project.
        Refusal: a standing resolution answers the flag already.

    """
    require(by, "review.resolve_flag", flag)
    if not is_outside(by, flag.design.project):
        raise NotAllowed(
            _(
                "Usted escribió este proyecto o trabaja con quienes lo harán. La "
                "alerta la tiene que resolver una persona de fuera del proyecto.",
            ),
        )
    if standing_resolution(flag) is not None:
        raise Refusal(_("Esta alerta ya está resuelta."))


def can_resolve(*, flag: Flag, by: User) -> bool:
    """Say whether `check_can_resolve` lets it pass."""
    try:
        check_can_resolve(flag=flag, by=by)
    except Refusal:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What somebody says that a decision rests on."""

    kind: str
    new_design: Design | None = None
    new_evidence: str = ""
    commitment_who: str = ""
    commitment_what: str = ""
    commitment_by: date | None = None


def missing_ground(flag: Flag, ground: Ground) -> list[Refusal]:
    """Return a refusal for each thing a decision of this kind does not name.

    The form says them all, the action raises the first.
    """
    if ground.kind not in ResolutionKind.values:
        return [Refusal(_("Escoja qué se decide."), field="kind")]
    if ground.kind == ResolutionKind.DESIGN_CHANGED:
        return _missing_design(flag, ground.new_design)
    if ground.kind == ResolutionKind.CONDITIONS_CHANGED:
        asked = [
            (
                bool(ground.new_evidence.strip()),
                _("Diga qué muestra que las cosas cambiaron en el lugar."),
                "new_evidence",
            ),
        ]
    elif ground.kind == ResolutionKind.COMMITMENT:
        due = ground.commitment_by
        asked = [
            (
                bool(ground.commitment_who.strip()),
                _("Diga quién se compromete."),
                "commitment_who",
            ),
            (
                bool(ground.commitment_what.strip()),
                _("Diga a qué se compromete."),
                "commitment_what",
            ),
            (
                due is not None and due >= timezone.localdate(),
                _("Diga para cuándo, con una fecha de hoy en adelante."),
                "commitment_by",
            ),
        ]
    else:
        asked = []
    return [
        Refusal(sentence, field=field) for given, sentence, field in asked if not given
    ]


def _missing_design(flag: Flag, new: Design | None) -> list[Refusal]:
    if new is None:
        return [Refusal(_("Diga cuál es el diseño nuevo."), field="new_design")]
    if (
        new.project_id == flag.design.project_id
        and new.number > flag.design.number
        and new.state != DesignState.DRAFT
    ):
        return []
    return [
        Refusal(
            _(
                "El diseño nuevo tiene que ser de este proyecto, posterior al de "
                "la alerta y estar publicado.",
            ),
            field="new_design",
        ),
    ]


def check_can_contest(
    *,
    resolution: Resolution,
    by: User | None,
    testimony: Testimony | None,
) -> None:
    """Refuse whoever does not speak for the community the flag is about.

    Raises:
        NotAllowed: neither an account of the community nor one of its receipts.
        Refusal: the resolution is no longer the one that stands.

    """
    flag = resolution.flag
    if testimony is not None:
        allowed = testimony.consultation.community_id == flag.community_id
    else:
        allowed = by is not None and by.has_perm("review.contest_flag", flag)
    if not allowed:
        raise NotAllowed(
            _("Solo alguien de esta comunidad puede decir que no está de acuerdo."),
        )
    standing = standing_resolution(flag)
    if standing is None or standing.pk != resolution.pk:
        raise Refusal(
            _("Esta respuesta ya no está en pie: la alerta está abierta otra vez."),
        )
