"""Who asked for each tranche and who signed, read at once for all tranches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from consult.accounts.models import User
from consult.release.models import Approval, ReleaseRequest
from consult.release.permissions import may_sign
from consult.release.queries import bands_of
from consult.release.ties import Ties, ties_of
from projects.models import Tranche


@dataclass(frozen=True, slots=True)
class Signatures:
    """What is asked and signed for tranches of one design, read at one moment."""

    # The request that stands, by tranche.
    requests: Mapping[int, ReleaseRequest]
    # Those not taken back, by request, the oldest first.
    standing: Mapping[int, Sequence[Approval]]
    # How many persons have to sign from which amount on.
    bands: Sequence[tuple[Decimal, int]]
    ties: Ties

    def counting(self, request: ReleaseRequest) -> list[Approval]:
        """Return the signatures that count now: same facts, epoch, persons allowed.

        One a person, oldest first.
        """
        tranche = request.tranche
        design = tranche.design
        signed_for = (
            tranche.number,
            tranche.amount,
            design.currency,
            design.content_hash,
            design.project.gate_epoch,
        )
        persons: dict[int | None, Approval] = {}
        for approval in self.standing.get(request.pk, ()):
            if _named(approval) != signed_for:
                continue
            if may_sign(approval.approved_by, request, self.ties):
                # As the account's person is now: two records of one human being that
                # were merged are one person, and each signature keeps the name it was
                # given in.
                persons.setdefault(approval.approved_by.person_id, approval)
        return list(persons.values())

    def has_signed(self, user: User, request: ReleaseRequest) -> bool:
        """Say whether this person signed a request since its gate last changed."""
        return any(
            each.person_id == user.person_id
            and each.gate_epoch == request.project.gate_epoch
            for each in self.standing.get(request.pk, ())
        )


def signatures_of(
    tranches: Iterable[Tranche],
    also: Iterable[User] = (),
) -> Signatures:
    """Read what is asked and signed for tranches of one design.

    What binds whoever signed to the project is read with it, and what binds `also`. The
    number of queries does not grow. Inside a release it must run after the project's
    row was taken by `hold_gate`, in statements of its own.
    """
    asked = {each.pk: each for each in tranches}
    design = next(iter(asked.values())).design
    requests = {
        each.tranche_id: each
        for each in ReleaseRequest.objects.filter(
            tranche__in=asked,
            cancelled_at=None,
        ).select_related("project", "requested_by")
    }
    for request in requests.values():
        request.tranche = asked[request.tranche_id]
    standing: dict[int, list[Approval]] = {}
    signers: list[User] = []
    for approval in (
        Approval.objects.standing()
        .filter(request__tranche__in=asked)
        .select_related("approved_by", "person")
        .order_by("approved_at", "pk")
    ):
        standing.setdefault(approval.request_id, []).append(approval)
        signers.append(approval.approved_by)
    return Signatures(
        requests=requests,
        standing=standing,
        bands=bands_of(design.currency),
        ties=ties_of(design.project, [*signers, *also]),
    )


def _named(approval: Approval) -> tuple[int, Decimal, str, str, int]:
    """Return what a signature names: tranche, amount, currency, design and epoch."""
    return (
        approval.tranche_number,
        approval.amount,
        approval.currency,
        approval.design_hash,
        approval.gate_epoch,
    )
