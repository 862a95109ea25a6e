"""What writes in this room."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from consult.accounts.models import User
from consult.accounts.second_factor import require_enrolled
from consult.audit.actions import record
from consult.audit.acts import start_of_day
from consult.communities import policies
from consult.communities.enums import StopReason
from consult.communities.facts import ConditionFacts, PartFacts, PlaceFacts
from consult.communities.models import (
    Community,
    CommunityLanguage,
    Condition,
    Part,
)
from consult.communities.permissions import check_can_change, check_can_resume
from consult.languages.models import Language
from consult.languages.orthography import matched
from projects.actions import bump_gate_epoch
from projects.models import Place, Project
from projects.refusals import Refusal


@transaction.atomic
def set_community(
    *,
    by: User,
    place: Place | PlaceFacts,
    households: int,
    languages: Mapping[Language, Decimal | None],
    population: int | None = None,
    women_share: Decimal | None = None,
    young_share: Decimal | None = None,
    groups_present: Mapping[str, int | None] | None = None,
    indigenous: bool = False,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    conditions: Iterable[ConditionFacts] | None = None,
    parts: Iterable[PartFacts] | None = None,
) -> Community:
    """Write down the people of a place, and the place itself if it is new.

    Shares are 0 to 1; None means that nobody knows, of a language too. A group that is
    present with None households is there and was never counted. A point is kept coarse
    and never as it was given. `conditions` replaces all that was known and `parts` all
    that were named; None leaves them. A part in which somebody was asked is not deleted
    when it is left out: it goes out of use, and comes back when it is named again.

    Raises:
        NotAllowed: this person may not.
        Refusal: the figures contradict each other, or a community is added twice.

    """
    known = _known(place)
    _bump_projects_of(known)
    require_enrolled(by)
    check_can_change(by=by, community=known)
    if known is not None and isinstance(place, PlaceFacts):
        raise Refusal(
            _("Esa comunidad ya está anotada. Búsquela en la lista y cámbiela allí."),
            field="name",
        )
    groups = dict(groups_present or {})
    facts = None if conditions is None else tuple(conditions)
    policies.check_people(households=households, population=population)
    policies.check_shares(
        women_share=women_share,
        young_share=young_share,
        languages={language.name: share for language, share in languages.items()},
    )
    policies.check_groups(groups, households=households)
    policies.check_point(latitude=latitude, longitude=longitude)
    policies.check_conditions(facts or (), today=timezone.localdate())
    named = None if parts is None else tuple(parts)
    policies.check_parts(named or (), households=households)
    if named is None and known is not None:
        _check_parts_fit(known, households=households)

    community = known or Community(place=_place(place))
    community.households = households
    community.population = population
    community.women_share = women_share
    community.young_share = young_share
    community.groups_present = groups
    community.indigenous = indigenous
    community.latitude = policies.coarse(latitude, households=households)
    community.longitude = policies.coarse(longitude, households=households)
    community.save()
    community.languages.all().delete()
    CommunityLanguage.objects.bulk_create(
        CommunityLanguage(community=community, language=language, share=share)
        for language, share in languages.items()
    )
    if facts is not None:
        _replace_conditions(community, facts)
    if named is not None:
        _replace_parts(community, named)
    record(
        by=by,
        verb="communities.set_community",
        obj=community,
        public={
            "households": households,
            "languages": {
                language.code: share for language, share in languages.items()
            },
            "indigenous": indigenous,
        },
        private={"groups_present": groups}
        | (
            {}
            if named is None
            # How many live in a part may point at them.
            else {"parts": {each.name: each.households for each in named}}
        ),
    )
    _tell(community, by=by)
    return community


@transaction.atomic
def offer_parts(*, by: User, community: Community) -> list[Part]:
    """Return the parts that a new consultation asks about, and keep them for good.

    Part of opening it: the permission was asked there, and that is what is recorded.
    """
    del by
    parts = policies.askable(community.parts.select_for_update())
    community.parts.filter(pk__in=[each.pk for each in parts]).update(was_asked=True)
    return parts


@transaction.atomic
def stop_publication(
    *,
    by: User | None,
    community: Community,
    reason: StopReason,
) -> Community:
    """Stop publishing anything of a community. The engine calls it with `by=None`.

    Stopping what is stopped changes nothing.

    Raises:
        NotAllowed: this person may not.

    """
    if by is not None:
        require_enrolled(by)
        check_can_change(by=by, community=community)
    # What the engine stops, it stops when somebody answers: that is dated by the day.
    is_day_only = by is None
    now = timezone.now()
    stopped = Community.objects.filter(
        pk=community.pk,
        publication_stopped_at=None,
    ).update(
        publication_stopped_at=start_of_day(timezone.localdate())
        if is_day_only
        else now,
        publication_stopped_because=StopReason(reason),
    )
    community.refresh_from_db()
    if stopped:
        # Why it stopped would itself say that people are afraid.
        record(
            by=by,
            verb="communities.stop_publication",
            obj=community,
            private={"reason": str(reason)},
            is_day_only=is_day_only,
        )
    return community


@transaction.atomic
def resume_publication(*, by: User, community: Community) -> Community:
    """Publish a community again.

    Raises:
        NotAllowed: this person may not.
        Refusal: it was not stopped.

    """
    require_enrolled(by)
    check_can_resume(by=by, community=community)
    resumed = (
        Community.objects.filter(pk=community.pk)
        .exclude(publication_stopped_at=None)
        .update(publication_stopped_at=None, publication_stopped_because="")
    )
    if not resumed:
        raise Refusal(_("Los datos de esta comunidad ya se publican."))
    community.refresh_from_db()
    record(by=by, verb="communities.resume_publication", obj=community)
    return community


def _known(place: Place | PlaceFacts) -> Community | None:
    """Return the community of a place, looking a described place up by its key."""
    communities = Community.objects.select_related("place")
    if isinstance(place, Place):
        return communities.filter(place=place).first()
    return communities.filter(
        place__country=place.country,
        place__adm1_code=place.adm1_code,
        place__adm2_name=place.adm2_name,
        place__name=place.name,
    ).first()


def _place(place: Place | PlaceFacts) -> Place:
    if isinstance(place, Place):
        return place
    written, _created = Place.objects.get_or_create(
        country=place.country,
        adm1_code=place.adm1_code,
        adm2_name=place.adm2_name,
        name=place.name,
        defaults={"adm2_code": place.adm2_code, "invented": place.invented},
    )
    return written


def _bump_projects_of(community: Community | None) -> None:
    """Void approvals of every project for a community: its languages may say no.

    In the order of their numbers, so that two writers never wait for each other.
    """
    if community is None:
        return
    projects = Project.objects.filter(designs__places=community.place_id)
    for project_id in sorted(set(projects.values_list("pk", flat=True))):
        bump_gate_epoch(project_id=project_id)


def _replace_conditions(community: Community, facts: Sequence[ConditionFacts]) -> None:
    community.conditions.all().delete()
    Condition.objects.bulk_create(
        Condition(
            community=community,
            ladder=fact.level.ladder,
            level=fact.level,
            households=fact.households,
            asked=fact.asked,
            source=fact.source,
            source_note=fact.source_note,
            as_of=fact.as_of,
        )
        for fact in facts
    )


def _check_parts_fit(community: Community, *, households: int) -> None:
    """Refuse fewer households than the parts that are left as they are hold."""
    policies.check_parts(
        [
            PartFacts(name=each.name, households=each.households)
            for each in community.parts.filter(in_use=True)
        ],
        households=households,
    )


def _replace_parts(community: Community, facts: Sequence[PartFacts]) -> None:
    """Keep the named parts, and of the others only those somebody was asked in."""
    known = {matched(each.name): each for each in community.parts.select_for_update()}
    for fact in facts:
        part = known.pop(matched(fact.name), None) or Part(community=community)
        if not part.was_asked:
            part.name = fact.name.strip()
        part.households = fact.households
        part.in_use = True
        part.save()
    left = [each.pk for each in known.values()]
    community.parts.filter(pk__in=left, was_asked=True).update(in_use=False)
    community.parts.filter(pk__in=left, was_asked=False).delete()


def _tell(community: Community, *, by: User) -> None:
    """Tell the rooms above, which this one does not know, that the people changed."""
    for path in settings.COMMUNITY_CHANGED_STEPS:
        import_string(path)(community=community, by=by)
