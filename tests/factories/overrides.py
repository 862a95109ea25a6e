"""Outsiders who let a flag pass."""

from collections.abc import Iterable

from django.utils import timezone

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.mismatch.models import Flag
from consult.release.actions import propose_override, sign_override
from consult.release.models import Override, ReleaseRequest
from tests.factories.consultations import make_user

WHY = (
    "El agua se acaba en dos semanas y hay niños enfermos. La gente de la aldea nos "
    "pidió por escrito que los tubos lleguen ya. La alerta sigue abierta y vamos a "
    "volver a preguntar en cada casa antes de fin de mes."
)


def make_outsider() -> User:
    """Return a protection officer of no organisation."""
    return make_user(RoleCode.PROTECTION_OFFICER)


def propose(
    request: ReleaseRequest,
    by: User,
    flags: Iterable[Flag] | None = None,
    *,
    why: str = WHY,
) -> Override:
    """Propose to let flags pass, every open one if none is named."""
    return propose_override(
        request=request,
        flags=Flag.objects.blocking() if flags is None else flags,
        justification=why,
        by=by,
        second_factor_at=timezone.now(),
    )


def overridden(
    request: ReleaseRequest,
    flags: Iterable[Flag] | None = None,
) -> Override:
    """Let two outsiders pass flags, every open one if none is named."""
    override = propose(request, make_outsider(), flags)
    sign_override(
        override=override,
        by=make_outsider(),
        second_factor_at=timezone.now(),
    )
    return override
