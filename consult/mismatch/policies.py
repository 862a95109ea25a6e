"""What the numbers of the detectors may be, and the reason why not."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from consult.mismatch.policy import Number, Policy, PolicyFault, numbers_of
from projects.refusals import Refusal


def check_policy(
    before: Policy,
    *,
    numbers: Mapping[str, Number],
    reason: str,
) -> Policy:
    """Return the numbers that would hold.

    Raises:
        Refusal: no reason is given, no number changes, or one may not be as it is;
            about the field of that name.

    """
    both = {
        name: numbers.get(name, value) for name, value in numbers_of(before).items()
    }
    try:
        after = Policy.from_numbers(before.version, both)
    except PolicyFault as fault:
        raise Refusal(
            _("Este número tiene que estar entre %(low)s y %(high)s.")
            % {"low": fault.low, "high": fault.high},
            field=fault.field,
        ) from fault
    if after == before:
        raise Refusal(_("No cambió ningún número."))
    if not reason.strip():
        raise Refusal(
            _("Diga por qué cambian. Se guarda para siempre."), field="reason"
        )
    return after
