"""Which flags two outsiders let a tranche pass, and whether their word still stands."""

from collections.abc import Mapping

from django.db.models import Prefetch, QuerySet

from consult.mismatch.models import Flag
from consult.release.models import Override, OverrideSignature
from consult.release.permissions import may_override
from consult.release.ties import Ties, ties_of
from projects.models import Design, Project

REQUIRED_SIGNATURES = 2


def overridden_flags(design: Design) -> Mapping[int, frozenset[int]]:
    """Return the flags that standing overrides name, by tranche number.

    An override stands as long as its request does, nothing changed since it was
    signed, and two persons who signed it are still outside of the project.
    """
    standing = list(
        with_signatures(
            Override.objects.filter(
                request__tranche__design=design,
                request__cancelled_at=None,
                withdrawn_at=None,
                design_hash=design.content_hash,
                currency=design.currency,
                gate_epoch=design.project.gate_epoch,
            ),
        ),
    )
    ties = ties_of(
        design.project,
        [each.signed_by for override in standing for each in override.signatures.all()],
    )
    found: dict[int, frozenset[int]] = {}
    for override in standing:
        tranche = override.request.tranche
        if (override.tranche_number, override.amount) != (
            tranche.number,
            tranche.amount,
        ) or len(counting_persons(override, ties)) < REQUIRED_SIGNATURES:
            continue
        named = frozenset(flag.pk for flag in override.flags.all())
        found[tranche.number] = found.get(tranche.number, frozenset()) | named
    return found


def counting_persons(override: Override, ties: Ties) -> set[int]:
    """Return the persons whose signatures count: of active accounts, still outside."""
    return {
        each.signed_by.person_id
        for each in override.signatures.all()
        if each.signed_by.person_id is not None
        and may_override(each.signed_by, override.project, ties)
    }


def overrides_of(project: Project) -> list[Override]:
    """Return every override of a project that two persons signed, for ever.

    Also those that no longer stand.
    """
    return [
        each
        for each in with_signatures(Override.objects.filter(project=project))
        if len({sign.person_id for sign in each.signatures.all()})
        >= REQUIRED_SIGNATURES
    ]


def overrides_naming(flag: Flag) -> list[Override]:
    """Return the overrides signed by two persons that name a flag."""
    return [
        each for each in overrides_of(flag.design.project) if flag in each.flags.all()
    ]


def with_signatures(overrides: QuerySet[Override]) -> QuerySet[Override]:
    """Read overrides with who signed them and the flags they name."""
    return overrides.select_related(
        "project",
        "proposed_by",
        "request__release",
        "request__tranche",
    ).prefetch_related(
        Prefetch(
            "signatures",
            OverrideSignature.objects.select_related("person", "signed_by"),
        ),
        Prefetch(
            "flags",
            Flag.objects.select_related("community__place", "design__project"),
        ),
    )
