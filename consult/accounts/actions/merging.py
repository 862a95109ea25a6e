"""Finding out that two records are one human being."""

from django.db import transaction
from django.utils import timezone

from consult.accounts import acts
from consult.accounts.models import Invitation, Person, User
from consult.accounts.permissions import require
from consult.accounts.policies import check_can_merge
from consult.accounts.queries import MANAGE
from consult.accounts.second_factor import require_enrolled
from consult.audit.actions import record, record_act


@transaction.atomic
def merge_persons(*, by: User, keep: Person, duplicate: Person) -> Person:
    """Say that two records are one human being: `keep` stands, the other points to it.

    The accounts and the open cards of the second become the first one's. What either
    signed stays as it was signed; whoever counts signatures counts the person that an
    account belongs to now, so two of them are one from here on.

    Raises:
        NotAllowed: not an administrator, or it is about oneself.
        Refusal: they are one already, or both have an open account.

    """
    require(by, MANAGE)
    require_enrolled(by)
    locked = Person.objects.select_for_update().order_by("pk")
    found = {each.pk: each for each in locked.filter(pk__in=(keep.pk, duplicate.pk))}
    keep, duplicate = found[keep.pk], found[duplicate.pk]
    check_can_merge(by=by, keep=keep, duplicate=duplicate)
    moved = list(User.objects.filter(person=duplicate).order_by("pk"))
    for account in moved:
        account.person = keep
        account.first_name = keep.name
        account.save(update_fields=["person", "first_name"])
        record(
            by=by,
            verb="account.named",
            obj=account,
            public={"person": keep.pk},
            private={"name": keep.name},
        )
    Invitation.objects.usable().filter(person=duplicate).update(person=keep)
    duplicate.merged_into = keep
    duplicate.merged_at = timezone.now()
    duplicate.merged_by = by
    duplicate.save(update_fields=["merged_into", "merged_at", "merged_by"])
    record_act(act=acts.merged(duplicate))
    return keep
