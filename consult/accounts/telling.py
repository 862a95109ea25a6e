"""Which person an event was by, where people answer for it by name."""

from collections.abc import Mapping, Sequence

from consult.accounts.models import User
from consult.audit.models import Event
from consult.audit.phrases import SIGNED_VERBS
from consult.audit.telling import Told


def persons(events: Sequence[Event]) -> Mapping[int, Told]:
    """Return the person behind each act that is signed: one query.

    An account without a person stays a number, and so does everybody of a community.
    """
    accounts = {
        event.sequence: int(number)
        for event in events
        for kind, _colon, number in [event.actor.partition(":")]
        if event.verb in SIGNED_VERBS and kind == "user" and number.isdigit()
    }
    names = dict(
        User.objects.filter(
            pk__in=set(accounts.values()), person__isnull=False
        ).values_list("pk", "person__name"),
    )
    return {
        sequence: Told(who=names[account])
        for sequence, account in accounts.items()
        if account in names
    }
