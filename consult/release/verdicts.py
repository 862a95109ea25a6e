"""What is answered to whoever asks whether a clearance holds."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext_lazy as _

from consult.release.tokens import Claims, NotBelieved
from consult.release.told import ToldReason


@dataclass(frozen=True, slots=True)
class Expected:
    """What a payment is for, as far as it was said: what a clearance has to name."""

    project: str | None = None
    tranche: int | None = None
    amount: Decimal | None = None
    currency: str | None = None

    def check(
        self,
        *,
        project: str,
        tranche: int,
        amount: Decimal,
        currency: str,
    ) -> None:
        """Refuse a clearance that is for something else.

        Raises:
            NotBelieved: naming what differs.

        """
        for code, wanted, named, message in (
            (
                "other_project",
                self.project,
                project,
                _("Esta autorización es de otro proyecto."),
            ),
            (
                "other_tranche",
                self.tranche,
                tranche,
                _("Esta autorización es de otro desembolso."),
            ),
            (
                "other_amount",
                self.amount,
                amount,
                _("Esta autorización es por otra cantidad."),
            ),
            (
                "other_currency",
                self.currency,
                currency,
                _("Esta autorización es en otra moneda."),
            ),
        ):
            if wanted is not None and wanted != named:
                raise NotBelieved(code, message)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a payment may rest on a clearance, and why not."""

    status: Literal["valid", "redeemed", "withdrawn", "refused"]
    reasons: tuple[ToldReason, ...]
    # Empty unless the signature is ours.
    claims: Claims
    # When the tranche was paid on it, or on another clearance for the same.
    redeemed_at: datetime | None = None
