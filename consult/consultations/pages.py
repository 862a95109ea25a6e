"""What the pages show of a consultation, put together from what was read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.accounts.models import User
from consult.communities.models import Community
from consult.consultations import policies
from consult.consultations.enums import AgeBand, Sex
from consult.consultations.models import ConsentRecord, Consultation, Round
from consult.consultations.permissions import (
    OPEN,
    RECORD_CONSENT,
    RECORD_ROUND,
    WITHDRAW,
)
from consult.consultations.queries import with_evidence
from consult.web.tones import tone_of
from projects.models import Design, Place
from projects.refusals import Refusal


def short_address(consultation: Consultation) -> str:
    """Return the address on cards and posters; printed, so it never changes."""
    return f"{settings.PUBLIC_URL}/r/{consultation.code}/"


def open_until(consultation: Consultation) -> date | None:
    """Return the day until which it is open for sure, or None once that has passed."""
    day = consultation.may_close_on
    return day if timezone.localdate() <= day else None


@dataclass(frozen=True, slots=True)
class Event:
    """One point of the timeline, as templates/components/timeline.html takes it."""

    on: date
    title: str
    who: str = ""
    text: str = ""
    tone: str = ""
    url: str = ""

    @property
    def when(self) -> str:
        """Return the day in words."""
        return date_format(self.on)


def timeline(consultation: Consultation) -> list[Event]:
    """Return what happened, in the order of days."""
    events = [
        Event(consultation.announced_on, _("Se avisó a la comunidad")),
        Event(
            consultation.opened_on,
            _("Se abrió la consulta"),
            who=str(consultation.opened_by),
        ),
        *(_round_event(each) for each in consultation.rounds.all()),
        *(_decision_event(each) for each in consultation.consents.all()),
    ]
    if consultation.closed_at:
        events.append(
            Event(
                timezone.localdate(consultation.closed_at),
                _("Se cerró: ya no se reciben respuestas"),
                who=str(consultation.closed_by),
            ),
        )
    return sorted(events, key=lambda event: event.on)


def _round_event(held: Round) -> Event:
    came = _came(held)
    said = [
        ngettext("Vino %(came)s persona.", "Vinieron %(came)s personas.", came)
        % {"came": came},
        _("Se habló en: %(languages)s.")
        % {"languages": ", ".join(each.name for each in held.languages.all())},
    ]
    if held.interpreter:
        said.append(_("Hubo intérprete."))
    if not held.promoter_present:
        said.append(_("Sin quienes promueven el proyecto."))
    if held.explained:
        said.append(held.explained)
    if held.absent_note:
        said.append(_("No vinieron: %(who)s") % {"who": held.absent_note})
    return Event(
        held.held_on,
        _("Reunión: %(place)s") % {"place": held.place_note},
        text="\n".join(said),
        tone="note",
    )


def _decision_event(decision: ConsentRecord) -> Event:
    said = [
        text
        for text in (
            decision.conditions,
            decision.conditions_met_evidence,
            decision.reason,
        )
        if text
    ]
    return Event(
        decision.decided_on,
        _("Decisión: %(decision)s") % {"decision": decision.get_decision_display()},
        who=decision.authority_note or str(decision.get_authority_display()),
        text="\n".join(said),
        tone=tone_of(decision.decision),
    )


@dataclass(frozen=True, slots=True)
class Numbers:
    """The figures at the head of the page."""

    rounds_held: int
    came: int
    days_open: int
    notice_days: int


def numbers(consultation: Consultation) -> Numbers:
    """Return how many days of meetings, people, days open and days of notice."""
    rounds = list(consultation.rounds.all())
    until = timezone.localdate(consultation.closed_at)
    return Numbers(
        rounds_held=len({each.held_on for each in rounds}),
        came=sum(_came(each) for each in rounds),
        days_open=(until - consultation.opened_on).days,
        notice_days=policies.notice_days(consultation),
    )


def attendance_table(consultation: Consultation) -> list[dict[str, object]]:
    """Return who came to all rounds together: a row a sex, a cell an age band."""
    came: dict[tuple[str, str], int] = {}
    for held in consultation.rounds.all():
        for each in held.attendances.all():
            key = (each.sex, each.age_band)
            came[key] = came.get(key, 0) + each.came
    if not came:
        return []
    return [
        {
            "name": sex.label,
            "cells": [
                {"name": band.label, "came": came.get((sex, band), 0)}
                for band in AgeBand
            ],
            "total": sum(came.get((sex, band), 0) for band in AgeBand),
        }
        for sex in Sex
    ]


def actas(consultation: Consultation) -> list[ConsentRecord]:
    """Return the decisions that have an acta."""
    return [each for each in consultation.consents.all() if each.acta]


def too_early(consultation: Consultation) -> list[str]:
    """Return why a decision of today would not count yet, in sentences."""
    if consultation.consents.all():
        return []
    found = [
        str(reason.message)
        for reason in policies.prior(consultation).reasons
        if reason.step == "rounds"
    ]
    counts_from = policies.decision_counts_from(consultation)
    if timezone.localdate() < counts_from:
        found.append(
            _("La decisión cuenta desde el %(date)s.")
            % {"date": date_format(counts_from)},
        )
    return found


@dataclass(frozen=True, slots=True)
class Principle:
    """Free, prior, informed or consent, in words, with what was found."""

    name: str
    asks: str
    found: policies.Established


def principles(consultation: Consultation) -> tuple[Principle, ...]:
    """Return the four, in their order, of a consultation read by `with_evidence`."""
    words = {
        "free": (_("Libre"), _("Nadie presiona, amenaza ni compra la respuesta.")),
        "prior": (_("Previa"), _("Se pregunta con tiempo, antes de empezar.")),
        "informed": (
            _("Informada"),
            _("Se cuenta todo, en el idioma de la gente."),
        ),
        "consent": (_("Acuerdo"), _("La comunidad dijo que sí, y lo mantiene.")),
    }
    return tuple(
        Principle(*words[code], found)
        for code, found in policies.established(consultation).items()
    )


@dataclass(frozen=True, slots=True)
class PublicRow:
    """A place of a design, as anybody may read where its consultation stands.

    `place` is blank where naming it could hurt somebody who lives there; then nothing
    else is said either.
    """

    place: str
    community: Community | None = None
    consultation: Consultation | None = None
    rounds_held: int = 0
    came: int = 0
    decision: ConsentRecord | None = None
    principles: tuple[Principle, ...] = ()


def public_rows(design: Design) -> list[PublicRow]:
    """Return a row for each place of a design: a constant number of queries."""
    by_place = {
        each.community.place_id: each
        for each in with_evidence(Consultation.objects.filter(design=design))
    }
    places = design.places.select_related("community").order_by("name")
    rows = [_public_row(place, by_place.get(place.pk)) for place in places]
    # Unnamed ones last: their place in the alphabet would hint at the name.
    return sorted(rows, key=lambda row: not row.place)


def _public_row(place: Place, consultation: Consultation | None) -> PublicRow:
    community = getattr(place, "community", None)
    if community is not None and not community.is_shown:
        return PublicRow(place="")
    if consultation is None:
        return PublicRow(place=str(place), community=community)
    rounds = list(consultation.rounds.all())
    return PublicRow(
        place=str(place),
        community=community,
        consultation=consultation,
        rounds_held=len({each.held_on for each in rounds}),
        came=sum(_came(each) for each in rounds),
        decision=next(iter(consultation.consents.all()), None),
        principles=principles(consultation),
    )


@dataclass(frozen=True, slots=True)
class Step:
    """One thing this account may do with a consultation, or why it cannot now."""

    url: str
    label: str
    why_not: str = ""
    is_danger: bool = False


def steps(consultation: Consultation, user: User) -> list[Step]:
    """Return what this account's roles let it do here, the next thing first."""
    verbs = (
        (
            RECORD_ROUND,
            "consultations:record_round",
            _("Anotar una reunión"),
            policies.check_takes_rounds,
            False,
        ),
        (
            RECORD_CONSENT,
            "consultations:record_consent",
            _("Anotar lo que la comunidad decidió"),
            policies.check_takes_consent,
            False,
        ),
        (
            WITHDRAW,
            "consultations:withdraw_consent",
            _("Retirar el acuerdo"),
            policies.check_has_consent,
            True,
        ),
        (
            OPEN,
            "consultations:close",
            _("Cerrar la consulta"),
            policies.check_can_close,
            False,
        ),
    )
    return [
        Step(
            url=reverse(address, args=[consultation.pk]),
            label=label,
            why_not=refused_by(check, consultation),
            is_danger=is_danger,
        )
        for permission, address, label, check, is_danger in verbs
        if user.has_perm(permission, consultation)
    ]


def refused_by(
    check: Callable[[Consultation], object],
    consultation: Consultation,
) -> str:
    """Return why a check refuses, in the sentence the action would use; or nothing."""
    try:
        check(consultation)
    except Refusal as refusal:
        return str(refusal)
    return ""


def _came(held: Round) -> int:
    return sum(each.came for each in held.attendances.all())
