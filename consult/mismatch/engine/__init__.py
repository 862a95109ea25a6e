"""From the database to the evidence the detectors look at, and their findings."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from typing import Final, TypeVar

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import timezone, translation

from consult.communities.models import Community, CommunityLanguage, Condition
from consult.consultations.models import ConsentRecord, Consultation, Round
from consult.feedback.parts import parts_asked_in
from consult.feedback.queries import counters, counters_of
from consult.feedback.together import came_together
from consult.feedback.vocabulary import PresentGroup
from consult.languages.queries import languages_that_say
from consult.mismatch import detectors, evidence
from consult.mismatch.engine.proposing import (
    assumption_of,
    component_of,
    proposal_of,
)
from consult.mismatch.findings import Finding
from consult.mismatch.queries import policy_in_force
from projects.enums import AssumptionOrigin, DesignState, TargetGroup
from projects.models import (
    Assumption,
    Component,
    Design,
    Level,
    PurposeCode,
)
from projects.standards import proposed_assumptions
from projects.wording import spanish

_Row = TypeVar("_Row", Round, ConsentRecord)
# Each has its texts in every language: most of what would be read is looked at by none.
_OF_DESIGN: Final = (
    *("number", "content_hash", "title", "summary", "currency", "households_targeted"),
    *("state", "published_at", "project__implementer__name", "implementer__name"),
)


def gather(
    consultation: Consultation,
    *,
    counted: evidence.Tallies | None = None,
    design_id: int | None = None,
    today: date | None = None,
) -> evidence.Evidence:
    """Return everything the detectors may look at for one consultation.

    Reads counters, never testimonies: the work does not grow with their number. Who
    counted the testimonies again to check them gives the counts as ``counted``, and
    who asks what was to be seen on another day gives that as ``today``. Names are
    taken in Spanish whoever asks, so that the same evidence is the same. The numbers
    to judge by are those in force. With ``design_id`` another design, a draft
    perhaps, is held against what was said here. For a design that was replaced time
    stands still from then on: what nobody has to do any more is not missing.
    """
    with translation.override("es"):
        (found,) = _gather(
            {consultation: counted or kept_tallies(consultation)},
            design_id or consultation.design_id,
            today or timezone.localdate(),
        )
        return replace(found, gathering=_gathering(consultation))


def heard(consultations: Collection[Consultation]) -> dict[int, evidence.Heard]:
    """Return what was said in each consultation, by its number.

    What `gather` reads, as far as it is weighed whether something was answered about.
    The number of queries does not grow.
    """
    with translation.override("es"):
        counted = counters_of([each.pk for each in consultations])
        asked_of = _communities(consultations)
        policy = policy_in_force()
        return {
            each.pk: evidence.Heard(
                community=asked_of[each.pk],
                tallies=evidence.Tallies.from_rows(*counted[each.pk]),
                policy=policy,
            )
            for each in consultations
        }


def taken_for_granted(design_id: int) -> tuple[evidence.Assumption, ...]:
    """Return the assumptions of a design that its author did not drop, each once."""
    with translation.override("es"):
        rows = (
            _with_ladders()
            .filter(component__design=design_id)
            .order_by("component__order", "component_id", "pk")
        )
        return evidence.standing(assumption_of(each) for each in rows)


def usual_part(
    sector: PurposeCode,
) -> tuple[evidence.Component, tuple[evidence.Assumption, ...]]:
    """Return a component in a sector as the standard tables would have it.

    It is in no design: for supposing what one more would bring.
    """
    with translation.override("es"):
        component = Component(
            title=sector.name,
            purpose_code=sector,
            target_groups=[TargetGroup.EVERYONE],
        )
        usual = [
            Assumption(
                component=component,
                key=row.key,
                kind=row.kind,
                text=row.text,
                severity=row.severity,
                ladder=row.ladder,
                minimum_level=row.minimum_level,
                origin=AssumptionOrigin.STANDARD,
            )
            for row in proposed_assumptions(sector)
        ]
        return component_of(component), tuple(assumption_of(each) for each in usual)


def kept_tallies(consultation: Consultation) -> evidence.Tallies:
    """Return what the counters of a consultation say."""
    return evidence.Tallies.from_rows(*counters(consultation.pk))


def _gather(
    counted: Mapping[Consultation, evidence.Tallies],
    design_id: int,
    today: date,
) -> list[evidence.Evidence]:
    """Return the evidence of consultations in their order, read all at once."""
    design = (
        Design.objects.select_related("project__implementer", "implementer")
        .only(*_OF_DESIGN)
        .prefetch_related(
            "budget_lines",
            Prefetch(
                "components",
                Component.objects.select_related("purpose_code")
                .only("design", "title", "target_groups", "purpose_code__engine_sector")
                .prefetch_related(Prefetch("assumptions", _with_ladders())),
            ),
        )
        .get(pk=design_id)
    )
    communities = _communities(counted)
    held = _by_consultation(
        Round.objects.filter(consultation__in=counted).prefetch_related(
            "languages",
            "attendances",
        ),
    )
    decided = _by_consultation(
        ConsentRecord.objects.filter(consultation__in=counted).order_by("pk"),
    )
    replaced_at = _replaced_at(design)
    if replaced_at is not None:
        today = min(today, timezone.localdate(replaced_at))
    proposal, policy = proposal_of(design, today), policy_in_force()
    texts = _text_languages(design)
    return [
        evidence.Evidence(
            design=proposal,
            community=communities[each.pk],
            consultation=_consultation(
                each,
                rounds=held.get(each.pk, []),
                consent=next(reversed(decided.get(each.pk, [])), None),
                text_languages=texts,
                closed_at=_closed_in_time(each, replaced_at),
                today=today,
            ),
            tallies=tallies,
            policy=policy,
        )
        for each, tallies in counted.items()
    ]


def _replaced_at(design: Design) -> datetime | None:
    """Return when the next version took the place of a design, None if none did."""
    if design.state != DesignState.SUPERSEDED:
        return None
    later = Design.objects.filter(
        project=design.project_id,
        number__gt=design.number,
        published_at__isnull=False,
    )
    return later.order_by("number").values_list("published_at", flat=True).first()


def _closed_in_time(
    consultation: Consultation,
    replaced_at: datetime | None,
) -> datetime | None:
    """Return when it was closed, unless its design had been replaced by then."""
    closed = consultation.closed_at
    if closed is not None and replaced_at is not None and closed >= replaced_at:
        return None
    return closed


def _with_ladders() -> QuerySet[Assumption]:
    levels = Level.objects.only("ladder", "code", "rank", "name")
    return (
        Assumption.objects.select_related("ladder", "minimum_level")
        .only(
            *("component", "key", "kind", "text", "severity", "tolerance", "origin"),
            *("dropped_reason", "ladder__code", "minimum_level__rank"),
        )
        .prefetch_related(Prefetch("ladder__levels", levels))
    )


def _communities(
    consultations: Collection[Consultation],
) -> dict[int, evidence.Community]:
    """Return who was asked in each consultation, by its number."""
    rows = (
        Community.objects.select_related("place")
        .prefetch_related(
            Prefetch("languages", CommunityLanguage.objects.select_related("language")),
            Prefetch(
                "conditions",
                Condition.objects.select_related("level").only(
                    *("community", "ladder", "households", "asked", "source", "as_of"),
                    *("level__code", "level__rank"),
                ),
            ),
            "parts",
        )
        .order_by()
        .in_bulk([each.community_id for each in consultations])
    )
    asked = parts_asked_in(consultations)
    return {
        each.pk: _community(
            rows[each.community_id],
            {part["id"] for part in asked.get(each.pk, ())},
        )
        for each in consultations
    }


def _by_consultation(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    found: dict[int, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.consultation_id, []).append(row)
    return found


def findings(
    consultation: Consultation,
    *,
    counted: evidence.Tallies | None = None,
) -> tuple[Finding, ...]:
    """Return what the detectors see in a consultation now, the worst first."""
    return detectors.run(gather(consultation, counted=counted))


def not_judged(consultation: Consultation) -> Finding | None:
    """Return why the cost per household cannot be judged, None if it can."""
    return detectors.cost.not_judged(gather(consultation))


def _gathering(consultation: Consultation) -> evidence.Gathering:
    """Return how the testimonies came together. Kept apart, it is counted only once."""
    together = came_together(consultation.pk)
    return evidence.Gathering(
        devices=tuple(together.devices),
        alike=together.alike,
        straight=together.straight,
        arrivals=tuple(together.arrivals),
        hands=tuple(evidence.Hand.from_rows(rows) for rows in together.hands.values()),
    )


def _community(community: Community, asked: Collection[int]) -> evidence.Community:
    groups: dict[str, Fraction | None] = {}
    for group, share in (
        (PresentGroup.WOMEN, community.women_share),
        (PresentGroup.YOUNG, community.young_share),
    ):
        if share is not None:
            groups[group] = Fraction(share)
    for group, households in community.groups_present.items():
        groups[group] = (
            min(Fraction(households, community.households), Fraction(1))
            if households
            else None
        )
    return evidence.Community(
        name=community.name,
        households=community.households,
        languages=tuple(
            evidence.SpokenLanguage(
                code=spoken.language_id,
                name=spoken.language.name,
                share=None if spoken.share is None else Fraction(spoken.share),
            )
            for spoken in community.languages.all()
        ),
        groups=groups,
        conditions=tuple(
            evidence.KnownCondition(
                ladder=known.ladder_id,
                level=known.level.code,
                rank=known.level.rank,
                households=known.households,
                asked=known.asked,
                source=known.source,
                as_of=known.as_of,
            )
            for known in community.conditions.all()
        ),
        # Their households as they are known now, as of the languages.
        parts=tuple(
            evidence.Part(
                number=part.pk,
                name=part.name,
                households=part.households,
            )
            for part in community.parts.all()
            if part.pk in asked
        ),
    )


def _consultation(
    consultation: Consultation,
    *,
    rounds: Iterable[Round],
    consent: ConsentRecord | None,
    text_languages: tuple[str, ...],
    closed_at: datetime | None,
    today: date,
) -> evidence.Consultation:
    until = timezone.localdate(closed_at) if closed_at else today
    opened_on = timezone.localdate(consultation.opened_at)
    return evidence.Consultation(
        kind=consultation.kind,
        required_notice_days=consultation.required_notice_days,
        required_rounds=consultation.required_rounds,
        required_open_days=consultation.required_open_days,
        notice_days=(opened_on - consultation.announced_on).days,
        open_days=(until - opened_on).days,
        closed=closed_at is not None,
        rounds=tuple(
            evidence.Round(
                held_on=each.held_on,
                languages=tuple(
                    sorted(language.code for language in each.languages.all()),
                ),
                interpreter=each.interpreter,
                promoter_present=each.promoter_present,
                attendance=tuple(
                    evidence.Attendance(
                        sex=row.sex,
                        age_band=row.age_band,
                        came=row.came,
                    )
                    for row in each.attendances.all()
                ),
            )
            for each in rounds
        ),
        text_languages=text_languages,
        round_without_promoter_required=consultation.promoter_absent_round_required,
        consent=evidence.Consent(
            decision=evidence.Decision(consent.decision),
            decided_on=consent.decided_on,
            conditions=consent.conditions,
            conditions_met=bool(consent.conditions_met_evidence.strip()),
        )
        if consent
        else None,
    )


def _text_languages(design: Design) -> tuple[str, ...]:
    """Return the ISO 639-3 codes in which the design's own text is read or heard."""
    written = [
        code
        for code in settings.MODELTRANSLATION_LANGUAGES
        if (getattr(design, f"summary_{code}") or "").strip()
    ]
    return tuple(sorted(languages_that_say(spanish(design, "summary"), written)))
