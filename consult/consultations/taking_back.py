"""Taking a yes back: what its receipt opens, and what had already left by then."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from consult.accounts import receipts
from consult.consultations.models import ConsentRecord, Consultation
from consult.consultations.policies import check_stands
from consult.web.numbers import money
from projects.hooks import released_amounts
from projects.refusals import Refusal

PASS_SECONDS: Final = 20 * 60
_PASS: Final = signing.TimestampSigner(salt="consultations.acta-pass")


def consent_of_receipt(receipt: str) -> ConsentRecord:
    """Return the yes that a receipt of an acta belongs to. Takes about 3 ms.

    Raises:
        Refusal: there is none.

    """
    digest = receipts.digest(receipt, purpose=receipts.ACTA)
    found = _consents().filter(receipt_digest=digest).first()
    if found is None:
        raise Refusal(
            _(
                "No hay un acta con ese número. Revise el recibo que se dio cuando la "
                "comunidad decidió; el de un testimonio es otro.",
            ),
        )
    return found


def pass_for(consent: ConsentRecord) -> str:
    """Return a signed word that stands for a receipt for twenty minutes.

    It goes into the form that the receipt opened. Never put it into an address.
    """
    return _PASS.sign(str(consent.pk))


def consent_of_pass(word: str) -> ConsentRecord:
    """Return the yes that a form's pass stands for.

    Raises:
        Refusal: it is older than twenty minutes, or none of ours.

    """
    try:
        return _consents().get(pk=_PASS.unsign(word, max_age=PASS_SECONDS))
    except (signing.BadSignature, ConsentRecord.DoesNotExist) as error:
        raise Refusal(
            _("Esta página estuvo abierta mucho tiempo. Escriba su recibo otra vez."),
        ) from error


def why_it_cannot(consent: ConsentRecord) -> str:
    """Return why a yes cannot be taken back any more, or nothing."""
    try:
        check_stands(consent.consultation, consent)
    except Refusal as refusal:
        return str(refusal)
    return ""


@dataclass(frozen=True, slots=True)
class Gone:
    """Money of one tranche that had left already."""

    tranche: int
    amount: str


def already_released(consultation: Consultation) -> list[Gone]:
    """Return what of a project's money cannot be stopped any more."""
    currency = consultation.design.currency
    released = released_amounts(consultation.design.project)
    return [
        Gone(number, money(amount, currency))
        for number, amount in sorted(released.items())
    ]


def withdrawn_sentence(consultation: Consultation) -> str:
    """Return what is said once the yes is taken back: also what already left."""
    gone = already_released(consultation)
    if not gone:
        return _(
            "El acuerdo está retirado. Desde ahora no sale más dinero, y todavía no "
            "había salido nada.",
        )
    return _(
        "El acuerdo está retirado. Desde ahora no sale más dinero. Ya había salido: "
        "%(gone)s.",
    ) % {"gone": ", ".join(each.amount for each in gone)}


def address() -> str:
    """Return where a receipt is typed in, as it is printed with it."""
    path = reverse("consultations:enter_receipt")
    return f"{settings.PUBLIC_URL}{path}".split("://", 1)[-1]


def _consents() -> QuerySet[ConsentRecord]:
    return ConsentRecord.objects.select_related(
        "consultation__design__project",
        "consultation__community__place",
    )
