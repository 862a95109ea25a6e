"""What a report says of a consultation: when, how, who came, what was decided."""

from django.conf import settings
from django.utils.translation import gettext as _

from consult.communities.models import Community
from consult.consultations import policies
from consult.consultations.enums import AgeBand, Sex
from consult.consultations.models import ConsentRecord, Consultation, Round
from consult.consultations.policies import Established
from consult.reports import suppression
from consult.reports.content.flags import flags_facts
from consult.reports.content.numbers import gather, numbers_facts
from consult.reports.content.places import department_name
from consult.reports.content.scope import Reader
from consult.reports.content.values import Facts, day, spanish
from projects.models import Assumption


def consultation_facts(consultation: Consultation, reader: Reader) -> Facts:
    """Return one consultation, or only that nothing of it is published."""
    community = consultation.community
    if not reader.may_read_of(community):
        return {"is_published": False, "design": consultation.design.number}
    numbers = gather(consultation, reader.minimum)
    # What opens at a consultation's address begins with the name of the place.
    code = consultation.code if reader.names(community) else None
    standing = [
        assumption
        for assumption in Assumption.objects.filter(
            component__design=consultation.design_id,
        ).select_related("minimum_level")
        if not assumption.is_dropped
    ]
    return {
        "is_published": True,
        "design": consultation.design.number,
        "code": code,
        "address": code and f"{settings.PUBLIC_URL}/r/{code}/",
        "kind": str(consultation.get_kind_display()),
        "state": str(consultation.state.label),
        "community": _community(community, reader),
        "announced_on": day(consultation.announced_on),
        "opened_on": day(consultation.opened_at),
        "closed_on": day(consultation.closed_at),
        "notice_days": policies.notice_days(consultation),
        "required_notice_days": consultation.required_notice_days,
        "required_rounds": consultation.required_rounds,
        "required_open_days": consultation.required_open_days,
        "deliberation_days": consultation.deliberation_days,
        "rounds": [
            _round(each, reader)
            for each in sorted(
                consultation.rounds.all(),
                key=lambda held: (held.held_on, held.pk),
            )
        ],
        "decisions": [_decision(each, reader) for each in consultation.consents.all()],
        "principles": [
            _principle(name, found, consultation, reader)
            for name, found in policies.established(consultation).items()
        ],
        "numbers": numbers_facts(numbers, standing),
        "flags": flags_facts(consultation, numbers, reader),
    }


def _community(community: Community, reader: Reader) -> Facts:
    place = community.place
    named = reader.names(community)
    return {
        "name": reader.name_of(community),
        "municipality": place.adm2_name,
        "municipality_code": place.adm2_code,
        "department": department_name(place.adm1_code),
        "department_code": place.adm1_code,
        "country": place.country,
        "country_name": place.get_country_display(),
        "invented": place.invented,
        "households": community.households if named else None,
        "languages": [
            {
                "code": spoken.language_id,
                "name": spoken.language.name,
                "percent": None if spoken.percent is None else round(spoken.percent),
            }
            for spoken in community.languages.all()
        ],
    }


def _round(held: Round, reader: Reader) -> Facts:
    came: dict[tuple[str, str], int] = {
        (each.sex, each.age_band): each.came for each in held.attendances.all()
    }
    total = sum(came.values())
    facts: Facts = {
        "held_on": day(held.held_on),
        "languages": [language.name for language in held.languages.all()],
        "interpreter": held.interpreter,
        "promoter_present": held.promoter_present,
        "came": None if suppression.is_small(total, reader.minimum) else total,
        "by_sex": _by(came, Sex, 0, total, reader.minimum),
        "by_age": _by(came, AgeBand, 1, total, reader.minimum),
    }
    if not reader.is_public:
        facts |= {
            "place": held.place_note,
            "explained": spanish(held.explained),
            "absent": spanish(held.absent_note),
        }
    return facts


def _by(
    came: dict[tuple[str, str], int],
    codes: type[Sex] | type[AgeBand],
    position: int,
    total: int,
    minimum: int,
) -> list[Facts]:
    """Return who came by sex or by age band; both at once would be too small."""
    counts = [
        sum(number for key, number in came.items() if key[position] == code)
        for code in codes.values
    ]
    shown = (
        suppression.withheld(counts, total=total, minimum=minimum)
        if total >= minimum
        else (None,) * len(counts)
    )
    return [
        {"code": code, "name": str(label), "came": number}
        for (code, label), number in zip(codes.choices, shown, strict=True)
    ]


def _decision(decision: ConsentRecord, reader: Reader) -> Facts:
    facts: Facts = {
        "code": decision.decision,
        "decision": str(decision.get_decision_display()),
        "authority": str(decision.get_authority_display()),
        "decided_on": day(decision.decided_on),
        "stands": decision.stands,
        "has_acta": bool(decision.acta),
        "acta_hash": decision.acta_hash,
        "has_conditions": bool(decision.conditions.strip()),
        "conditions_met": bool(decision.conditions_met_evidence.strip()),
    }
    if not reader.is_public:
        facts |= {
            "authority_note": decision.authority_note,
            "conditions": spanish(decision.conditions),
            "conditions_met_evidence": spanish(decision.conditions_met_evidence),
            "reason": spanish(decision.reason),
        }
    return facts


def _principle(
    name: str,
    found: Established,
    consultation: Consultation,
    reader: Reader,
) -> Facts:
    titles = {
        "free": _("Libre"),
        "prior": _("Previa"),
        "informed": _("Informada"),
        "consent": _("Con el acuerdo de la comunidad"),
    }
    evidence = [str(each) for each in found.evidence]
    if name == "consent" and reader.is_public:
        # What proves it may be somebody's own words, or name somebody.
        evidence = [_public_consent(each) for each in consultation.consents.all()[:1]]
    return {
        "code": name,
        "title": titles[name],
        "ok": found.ok,
        "reasons": [
            {"text": str(reason.message), "blocks": reason.blocks}
            for reason in found.reasons
        ],
        "evidence": evidence,
    }


def _public_consent(decision: ConsentRecord) -> str:
    return _("%(decision)s. Quién decidió: %(authority)s, el %(date)s.") % {
        "decision": decision.get_decision_display(),
        "authority": decision.get_authority_display(),
        "date": (day(decision.decided_on) or {})["text"],
    }
