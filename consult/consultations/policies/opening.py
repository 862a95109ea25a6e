"""When a consultation may open and close, and what it then asks for."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consult.communities.models import Community
from consult.consultations.enums import ConsultationKind
from consult.consultations.models import Consultation
from consult.consultations.models.requirements import MOST_DAYS, MOST_ROUNDS
from consult.consultations.requirements import Requirements, requirements_of
from projects.enums import DesignState
from projects.models import Design
from projects.refusals import Conflict, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """What an officer asks for beyond the kind; None leaves the kind's own."""

    kind: ConsultationKind | str | None = None
    notice_days: int | None = None
    rounds: int | None = None
    open_days: int | None = None
    deliberation_days: int | None = None
    promoter_absent_round: bool | None = None


def derived_kind(design: Design, community: Community) -> ConsultationKind:
    """Return the least kind that a design in a community must have."""
    if design.affects_land_or_resource or community.indigenous:
        return ConsultationKind.INDIGENOUS
    return ConsultationKind.ROUTINE


def raised_requirements(
    design: Design,
    community: Community,
    raised: Raised,
) -> Requirements:
    """Return what the consultation asks for, refusing to ask for less than its kind.

    Raises:
        Refusal: with the field that asks for less, or for more than anybody could do.

    """
    least = derived_kind(design, community)
    kind = ConsultationKind(raised.kind or least)
    if least == ConsultationKind.INDIGENOUS and kind != least:
        raise Refusal(
            _(
                "Este proyecto toca tierra o bienes de un pueblo indígena, o la "
                "comunidad lo es. No se puede consultar como algo común.",
            ),
            field="kind",
        )
    base = requirements_of(kind)
    return replace(
        base,
        notice_days=_at_least(base.notice_days, raised.notice_days, "notice_days"),
        rounds=_at_least(base.rounds, raised.rounds, "rounds", most=MOST_ROUNDS),
        open_days=_at_least(base.open_days, raised.open_days, "open_days"),
        deliberation_days=_at_least(
            base.deliberation_days,
            raised.deliberation_days,
            "deliberation_days",
        ),
        promoter_absent_round=base.promoter_absent_round
        or bool(raised.promoter_absent_round),
    )


def _at_least(
    lowest: int, wanted: int | None, field: str, most: int = MOST_DAYS
) -> int:
    if wanted is None:
        return lowest
    if wanted < lowest:
        raise Refusal(
            _("Se puede pedir más, pero no menos de %(lowest)s.") % {"lowest": lowest},
            field=field,
        )
    if wanted > most:
        raise Refusal(
            _("Es demasiado: escriba %(most)s o menos.") % {"most": most},
            field=field,
        )
    return wanted


def check_can_open(design: Design, community: Community, *, announced_on: date) -> None:
    """Refuse a consultation that cannot be.

    Raises:
        Conflict: the design is already being consulted in that community.
        Refusal: the design is a draft or was replaced, is not for that community, or
            the announcement is in the future or older than the design.

    """
    if design.state == DesignState.DRAFT:
        raise Refusal(
            _("Este diseño todavía es un borrador. Primero hay que publicarlo."),
            field="design",
        )
    if design.state == DesignState.SUPERSEDED:
        raise Refusal(
            _("Este diseño fue reemplazado por otro. Consulte el diseño nuevo."),
            field="design",
        )
    if not design.places.filter(pk=community.place_id).exists():
        raise Refusal(
            _("El diseño no nombra a esa comunidad entre las suyas."),
            field="community",
        )
    if design.consultations.filter(community=community).exists():
        raise Conflict(
            _("Este diseño ya se está consultando en esa comunidad."),
            field="community",
        )
    if announced_on > timezone.localdate():
        raise Refusal(
            _("El día del aviso todavía no llega. Abra la consulta después de avisar."),
            field="announced_on",
        )
    published_on = timezone.localdate(design.published_at)
    if announced_on < published_on:
        raise Refusal(
            _(
                "El diseño se publicó el %(date)s; antes nadie podía leerlo. "
                "El aviso cuenta desde ese día.",
            )
            % {"date": date_format(published_on)},
            field="announced_on",
        )


def check_can_close(consultation: Consultation) -> None:
    """Refuse to close what is closed, or before people had the days they were promised.

    A consultation whose design was replaced may close at once: nobody should go on
    answering about it.

    Raises:
        Refusal: with the first day on which it may close.

    """
    if consultation.closed_at is not None:
        raise Refusal(_("Esta consulta ya está cerrada."))
    if consultation.design.state == DesignState.SUPERSEDED:
        return
    if timezone.localdate() < consultation.may_close_on:
        raise Refusal(
            _(
                "Se prometió tenerla abierta %(days)s días. Se puede cerrar desde el "
                "%(date)s.",
            )
            % {
                "days": consultation.required_open_days,
                "date": date_format(consultation.may_close_on),
            },
        )
