"""Who may sign and release now, with the reason why not: the gate and the persons."""

from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.release import gate
from consult.release.models import ReleaseRequest
from consult.release.signatures import Signatures, signatures_of
from projects.refusals import NotAllowed, Refusal, Sentence

# Beside a button whose page lists the reasons.
CLOSED: Sentence = _("La puerta está cerrada: arriba dice por qué.")


class GateClosed(Refusal):
    """Money may not move; `reasons` is the whole list, also as sentences."""

    def __init__(self, reasons: list[gate.Reason]) -> None:
        """Keep the reasons; the message lists them."""
        self.reasons = reasons
        sentences = " ".join(str(reason.message) for reason in reasons)
        super().__init__(
            _("El dinero no puede salir: %(reasons)s") % {"reasons": sentences},
        )


def check_can_approve(
    *,
    request: ReleaseRequest,
    by: User,
    facts: gate.Facts | None = None,
    signed: Signatures | None = None,
) -> None:
    """Refuse whoever may not sign, or a request that cannot be signed.

    `facts` and `signed` are those of the design, where a page has read them already.

    Raises:
        NotAllowed: no such role, or too near to the project.
        GateClosed: something that no signature mends keeps the gate closed.
        Refusal: cancelled, or signed by this person already.

    """
    require(by, "release.approve_release", request)
    if by.person_id is None:
        raise NotAllowed(
            _(
                "Su cuenta no dice de qué persona es. Pida en administración que la "
                "complete: las firmas son de personas, no de cuentas.",
            ),
        )
    if signed is None or not signed.ties.knows(by):
        signed = signatures_of([request.tranche], also=[by])
    ties = signed.ties
    near: tuple[tuple[bool, Sentence], ...] = (
        (
            ties.is_requester(by, request),
            _("Usted pidió este desembolso. Lo tienen que firmar otras personas."),
        ),
        (
            ties.has_resolved(by),
            _(
                "Usted resolvió una alerta de este proyecto. Lo tienen que firmar "
                "otras personas.",
            ),
        ),
        (
            ties.has_overridden(by, request),
            _(
                "Usted dejó pasar una alerta de este desembolso. Lo tienen que firmar "
                "otras personas.",
            ),
        ),
        (
            ties.works_for_implementer(by),
            _("Usted trabaja con quienes harán el proyecto, por eso no puede firmar."),
        ),
    )
    for is_near, sentence in near:
        if is_near:
            raise NotAllowed(sentence)
    if request.cancelled_at is not None:
        raise Refusal(_("Esta solicitud ya no está en pie."))
    closed = gate.fact_reasons(request.tranche, facts)
    if closed:
        raise GateClosed(closed)
    if signed.has_signed(by, request):
        raise Refusal(_("Usted ya firmó este desembolso."))


def why_not_approve(
    *,
    request: ReleaseRequest,
    by: User,
    facts: gate.Facts | None = None,
    signed: Signatures | None = None,
) -> Sentence | None:
    """Return the sentence to show beside the disabled button, or None if it works."""
    try:
        check_can_approve(request=request, by=by, facts=facts, signed=signed)
    except GateClosed:
        return CLOSED
    except Refusal as refusal:
        return refusal.message
    return None


def why_not_release(reasons: list[gate.Reason]) -> Sentence | None:
    """Return why nobody can release a tranche now, where the reasons are listed."""
    return CLOSED if reasons else None
