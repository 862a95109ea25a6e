"""From the database to the evidence the detectors look at, and their findings."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Prefetch
from django.utils import timezone, translation

from consult.communities.models import Community
from consult.consultations.models import Consultation
from consult.feedback.queries import counters
from consult.feedback.together import came_together
from consult.feedback.vocabulary import PresentGroup
from consult.languages.models import Language
from consult.languages.queries import languages_that_say
from consult.mismatch import detectors, evidence
from consult.mismatch.findings import Finding
from consult.mismatch.prices import in_money_of, index_of
from consult.mismatch.queries import policy_in_force
from projects.enums import AssumptionOrigin, BudgetCategory, TargetGroup
from projects.models import (
    Assumption,
    Component,
    Design,
    PurposeCode,
    TrackRecord,
)
from projects.queries.alike import designs_alike
from projects.standards import proposed_assumptions
from projects.wording import spanish

_OVERHEAD = {BudgetCategory.ADMINISTRATION, BudgetCategory.CONSULTANCY}


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
    perhaps, is held against what was said here.
    """
    with translation.override("es"):
        return _gather(
            consultation,
            counted or kept_tallies(consultation),
            design_id or consultation.design_id,
            today or timezone.localdate(),
        )


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
        return _component(component), tuple(_assumption(each) for each in usual)


def kept_tallies(consultation: Consultation) -> evidence.Tallies:
    """Return what the counters of a consultation say."""
    return evidence.Tallies.from_rows(*counters(consultation.pk))


def _gather(
    consultation: Consultation,
    counted: evidence.Tallies,
    design_id: int,
    today: date,
) -> evidence.Evidence:
    design = (
        Design.objects.select_related("project__implementer", "implementer")
        .prefetch_related(
            "budget_lines",
            Prefetch(
                "components",
                Component.objects.select_related("purpose_code").prefetch_related(
                    Prefetch(
                        "assumptions",
                        Assumption.objects.select_related(
                            "ladder",
                            "minimum_level",
                        ).prefetch_related("ladder__levels"),
                    ),
                ),
            ),
        )
        .get(pk=design_id)
    )
    community = (
        Community.objects.select_related("place")
        .prefetch_related("languages__language", "conditions__ladder")
        .prefetch_related("conditions__level")
        .get(pk=consultation.community_id)
    )
    return evidence.Evidence(
        design=_design(design, today),
        community=_community(community),
        consultation=_consultation(consultation, design, today),
        tallies=counted,
        policy=policy_in_force(),
        gathering=_gathering(consultation),
    )


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


def _design(design: Design, today: date) -> evidence.Design:
    components = list(design.components.all())
    lines = list(design.budget_lines.all())
    budget = sum((line.amount for line in lines), Decimal(0))
    overhead = sum(
        (line.amount for line in lines if line.category in _OVERHEAD),
        Decimal(0),
    )
    return evidence.Design(
        number=design.number,
        content_hash=design.content_hash,
        title=design.title,
        components=tuple(_component(each) for each in components),
        assumptions=tuple(
            _assumption(assumption)
            for component in components
            for assumption in component.assumptions.all()
        ),
        budget=budget,
        currency=design.currency,
        implementer=_implementer(design, components),
        households_targeted=design.households_targeted,
        administration_share=Fraction(overhead) / Fraction(budget) if budget else None,
        comparable_costs=tuple(_comparable_costs(design, today)),
        money_of=_year(design, today),
        price_index=index_of(design.currency),
    )


def _component(component: Component) -> evidence.Component:
    return evidence.Component(
        id=str(component.pk),
        title=component.title,
        purpose_code=component.purpose_code.code,
        engine_sector=component.purpose_code.engine_sector,
        target_groups=tuple(component.target_groups),
    )


def _assumption(assumption: Assumption) -> evidence.Assumption:
    ladder, minimum = assumption.ladder, assumption.minimum_level
    return evidence.Assumption(
        key=assumption.key,
        component=str(assumption.component_id),
        kind=evidence.AssumptionKind(assumption.kind),
        text=assumption.text,
        severity=evidence.Consequence(assumption.severity),
        tolerance=Fraction(assumption.tolerance),
        ladder=ladder.code if ladder else None,
        minimum_rank=minimum.rank if minimum else None,
        levels=tuple(
            evidence.Level(code=level.code, rank=level.rank, name=level.name)
            for level in sorted(ladder.levels.all(), key=lambda each: each.rank)
        )
        if ladder
        else (),
        basis=assumption.origin,
        dropped=assumption.is_dropped,
    )


def _implementer(
    design: Design,
    components: Iterable[Component],
) -> evidence.Implementer:
    """Count what the implementer finished in the sectors of the design, and beside."""
    sectors = {component.purpose_code.engine_sector for component in components}
    records = TrackRecord.objects.filter(
        organisation=design.carried_out_by,
    ).select_related("purpose_code")
    similar = other = claims = 0
    for record in records:
        if not record.is_finished_with_evidence:
            claims += 1
        elif record.purpose_code.engine_sector in sectors:
            similar += 1
        else:
            other += 1
    return evidence.Implementer(
        name=design.carried_out_by.name,
        finished_similar=similar,
        finished_other=other,
        claims_without_evidence=claims,
    )


def _comparable_costs(design: Design, today: date) -> list[Decimal]:
    """Return costs per household of designs like this one, in money of its year."""
    others = (
        designs_alike(design)
        .filter(currency=design.currency, households_targeted__gt=0)
        .prefetch_related("budget_lines")
        .order_by("pk")
    )
    return [
        in_money_of(
            sum((line.amount for line in other.budget_lines.all()), Decimal(0))
            / (other.households_targeted or 1),
            other.currency,
            made=_year(other, today),
            year=_year(design, today),
        ).quantize(Decimal("0.01"))
        for other in others
    ]


def _year(design: Design, today: date) -> int:
    """Return the year of whose money a budget is: the one it was published in."""
    made = design.published_at
    return timezone.localdate(made).year if made else today.year


def _community(community: Community) -> evidence.Community:
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
                ladder=known.ladder.code,
                level=known.level.code,
                rank=known.level.rank,
                households=known.households,
                asked=known.asked,
                source=known.source,
                as_of=known.as_of,
            )
            for known in community.conditions.all()
        ),
    )


def _consultation(
    consultation: Consultation,
    design: Design,
    today: date,
) -> evidence.Consultation:
    closed = consultation.closed_at
    until = timezone.localdate(closed) if closed else today
    opened_on = timezone.localdate(consultation.opened_at)
    consent = consultation.consents.order_by("-pk").first()
    return evidence.Consultation(
        kind=consultation.kind,
        required_notice_days=consultation.required_notice_days,
        required_rounds=consultation.required_rounds,
        required_open_days=consultation.required_open_days,
        notice_days=(opened_on - consultation.announced_on).days,
        open_days=(until - opened_on).days,
        closed=not consultation.is_open,
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
            for each in consultation.rounds.prefetch_related(
                "languages",
                "attendances",
            )
        ),
        text_languages=_text_languages(design),
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
    written = {
        language.code
        for language in Language.objects.exclude(interface_code="")
        if (getattr(design, f"summary_{language.interface_code}", "") or "").strip()
    }
    return tuple(sorted(written | languages_that_say(spanish(design, "summary"))))
