"""Free, prior, informed: whether each is established, by what, and if not, why not.

Each function looks only at what this room knows, and what is unknown counts as no.
Whether people *said* they were pressed is for the flags; whether consent came before
the first activity is for the gate, which knows the tranche.

All read the relations of a consultation that `queries.with_evidence` prefetches, and
ask the database nothing more when they are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consult.communities.models import CommunityLanguage
from consult.consultations.enums import Decision
from consult.consultations.models import ConsentRecord, Consultation, Round
from projects.refusals import Obstacle

# A language of at least this share of the people must be spoken in some round, and so
# must one whose share nobody knows (proposal).
LANGUAGE_SHARE: Final = Decimal("0.10")

_YES = frozenset({Decision.CONSENT, Decision.CONDITIONS})


@dataclass(frozen=True, slots=True)
class Established:
    """Whether something is established, why not, and the evidence that names it.

    A reason that does not block is a remark: it is shown and closes nothing.
    """

    reasons: tuple[Obstacle, ...]
    evidence: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Say whether no reason stands against it."""
        return not any(reason.blocks for reason in self.reasons)


def free(consultation: Consultation) -> Established:
    """Say whether people could talk among themselves: what this room knows of freedom.

    Asks for one round at least and, where the kind requires it, one without those who
    promote the project.
    """
    rounds = _rounds(consultation)
    alone = [each for each in rounds if not each.promoter_present]
    reasons = []
    if not rounds:
        reasons.append(_no_rounds())
    elif consultation.promoter_absent_round_required and not alone:
        reasons.append(
            Obstacle(
                _(
                    "Falta una reunión sin quienes promueven el proyecto: en todas "
                    "estuvieron.",
                ),
                step="rounds",
            ),
        )
    evidence = [
        _("Reunión del %(date)s sin quienes promueven el proyecto")
        % {"date": date_format(each.held_on)}
        for each in alone
    ]
    if rounds and not consultation.promoter_absent_round_required and not alone:
        evidence.append(
            _("Para este tipo de consulta no se pide una reunión sin el promotor"),
        )
    return Established(tuple(reasons), tuple(evidence))


def prior(consultation: Consultation) -> Established:
    """Say whether people were told and asked in good time, and had time to decide.

    Asks for the days of notice, the rounds, the days open and the days to think that
    the consultation requires, all before the decision. Without a decision, for what
    has passed until now.
    """
    decision = _latest(consultation)
    decided_on = decision.decided_on if decision else None
    rounds = [
        each
        for each in _rounds(consultation)
        if decided_on is None or each.held_on <= decided_on
    ]
    checks = (
        _notice(consultation),
        _enough_rounds(consultation, rounds, decided_on),
        _open_days(consultation, decided_on),
        _deliberation(consultation, rounds, decided_on),
    )
    return Established(
        tuple(found for found in checks if isinstance(found, Obstacle)),
        tuple(found for found in checks if isinstance(found, str) and found),
    )


def informed(consultation: Consultation) -> Established:
    """Say whether each language group heard of the design in its own language.

    Asks for a round in each language of at least `LANGUAGE_SHARE` of the people, or of
    a share that nobody knows. A round held through an interpreter names the language
    it was interpreted to. Texts in a language are remarked on and close nothing: most
    people hear about a design, and no text in their language is made by a machine.
    """
    rounds = _rounds(consultation)
    if not rounds:
        return Established((_no_rounds(),), ())
    spoken = list(consultation.community.languages.all())
    if not spoken:
        reason = Obstacle(
            _("No se sabe qué idiomas se hablan en la comunidad."),
            step="community",
        )
        return Established((reason,), ())
    reasons, evidence = [], []
    for each in spoken:
        if each.share is not None and each.share < LANGUAGE_SHARE:
            continue
        heard = [
            round_
            for round_ in rounds
            if each.language_id in {language.pk for language in round_.languages.all()}
        ]
        if heard:
            evidence.append(_heard(each, heard))
        else:
            reasons.append(_unheard(each))
        if not _has_text(consultation, each):
            reasons.append(
                Obstacle(
                    _("No hay texto ni grabación del diseño en %(language)s.")
                    % {"language": each.language.name},
                    step="design",
                    blocks=False,
                ),
            )
    return Established(tuple(reasons), tuple(evidence))


def consent_stands(consultation: Consultation) -> Established:
    """Say whether the community, as a body, said yes and has not taken it back.

    Silence is never consent. A yes with conditions stands once something shows that
    they were met.
    """
    latest = _latest(consultation)
    if latest is None:
        return Established(
            (
                Obstacle(
                    _("La comunidad todavía no ha dicho qué decide. Callar no es sí."),
                    step="consent",
                ),
            ),
            (),
        )
    named = {
        "authority": latest.authority_note or latest.get_authority_display(),
        "date": date_format(latest.decided_on),
    }
    refused = {
        Decision.NO_CONSENT: _("La comunidad dijo que no, el %(date)s."),
        Decision.WITHDRAWN: _("La comunidad retiró su acuerdo el %(date)s."),
        Decision.UNDECIDED: _("El %(date)s la comunidad dijo que aún no decide."),
    }
    if latest.decision not in _YES:
        sentence = refused[Decision(latest.decision)] % named
        return Established((Obstacle(sentence, step="consent"),), ())
    reasons = []
    if not latest.stands:
        reasons.append(
            Obstacle(
                _(
                    "La comunidad puso condiciones y nada muestra que se hayan "
                    "cumplido.",
                ),
                step="consent",
            ),
        )
    if not latest.acta:
        reasons.append(
            Obstacle(
                _("No hay acta: solo está la palabra de quien anotó la decisión."),
                step="consent",
                blocks=False,
            ),
        )
    evidence = [_("%(authority)s lo decidió el %(date)s") % named]
    if latest.acta:
        evidence.append(_("Acta guardada, con su huella"))
    if latest.decision == Decision.CONDITIONS and latest.stands:
        evidence.append(
            _("Condiciones cumplidas: %(evidence)s")
            % {"evidence": latest.conditions_met_evidence},
        )
    return Established(tuple(reasons), tuple(evidence))


PRINCIPLES: Final[dict[str, Callable[[Consultation], Established]]] = {
    "free": free,
    "prior": prior,
    "informed": informed,
    "consent": consent_stands,
}


def established(consultation: Consultation) -> dict[str, Established]:
    """Return free, prior, informed and consent, by these names, in this order."""
    return {name: judge(consultation) for name, judge in PRINCIPLES.items()}


def notice_days(consultation: Consultation) -> int:
    """Return the days between the announcement and the first thing people were asked.

    That is the opening, or the first round when it was held before. Never less than 0.
    """
    first = min(
        [consultation.opened_on, *(each.held_on for each in _rounds(consultation))],
    )
    return max(0, (first - consultation.announced_on).days)


def _rounds(consultation: Consultation) -> list[Round]:
    return sorted(consultation.rounds.all(), key=lambda each: (each.held_on, each.pk))


def _latest(consultation: Consultation) -> ConsentRecord | None:
    # The record written last stands; `first()` would ignore what was prefetched.
    return next(iter(consultation.consents.all()), None)


def _no_rounds() -> Obstacle:
    return Obstacle(_("Todavía no se anotó ninguna reunión."), step="rounds")


def _notice(consultation: Consultation) -> Obstacle | str:
    given, required = notice_days(consultation), consultation.required_notice_days
    if given < required:
        return Obstacle(
            ngettext(
                "Se avisó con %(given)s día y hacían falta %(required)s.",
                "Se avisó con %(given)s días y hacían falta %(required)s.",
                given,
            )
            % {"given": given, "required": required},
            step="notice",
        )
    return _("Aviso el %(date)s, %(given)s días antes (hacían falta %(required)s)") % {
        "date": date_format(consultation.announced_on),
        "given": given,
        "required": required,
    }


def _enough_rounds(
    consultation: Consultation,
    rounds: Iterable[Round],
    decided_on: date | None,
) -> Obstacle | str:
    # Two on one day are one visit.
    days = sorted({each.held_on for each in rounds})
    named = {"held": len(days), "required": consultation.required_rounds}
    if len(days) < consultation.required_rounds:
        sentence = (
            ngettext(
                "Hubo %(held)s día de reunión y hacen falta %(required)s.",
                "Hubo %(held)s días de reunión y hacen falta %(required)s.",
                len(days),
            )
            if decided_on is None
            else ngettext(
                "Antes de decidir hubo %(held)s día de reunión y hacían falta "
                "%(required)s.",
                "Antes de decidir hubo %(held)s días de reunión y hacían falta "
                "%(required)s.",
                len(days),
            )
        )
        return Obstacle(sentence % named, step="rounds")
    return _("Reuniones: %(days)s") % {
        "days": "; ".join(date_format(day) for day in days),
    }


def decision_counts_from(
    consultation: Consultation,
    rounds: Iterable[Round] | None = None,
) -> date:
    """Return the first day on which a decision would come in good time.

    That is after the days open and, counted from the last of the rounds, the days to
    think. Of all its rounds, unless some are given.
    """
    days = [consultation.may_close_on]
    considered = list(consultation.rounds.all() if rounds is None else rounds)
    if considered:
        last = max(each.held_on for each in considered)
        days.append(consultation.decision_not_before(last))
    return max(days)


def _open_days(consultation: Consultation, decided_on: date | None) -> Obstacle | str:
    required = consultation.required_open_days
    if decided_on is None:
        return Obstacle(
            _("Falta la decisión de la comunidad. Cuenta desde el %(date)s.")
            % {"date": date_format(decision_counts_from(consultation))},
            step="consent",
        )
    passed = (decided_on - consultation.opened_on).days
    if passed < required:
        return Obstacle(
            _(
                "Se decidió a los %(passed)s días de abrir la consulta, y debía estar "
                "abierta %(required)s: hasta el %(date)s.",
            )
            % {
                "required": required,
                "date": date_format(consultation.may_close_on),
                "passed": max(0, passed),
            },
            step="consent",
        )
    return _("Abierta %(passed)s días antes de decidir (hacían falta %(required)s)") % {
        "passed": passed,
        "required": required,
    }


def _deliberation(
    consultation: Consultation,
    rounds: list[Round],
    decided_on: date | None,
) -> Obstacle | str:
    required = consultation.deliberation_days
    if required == 0 or decided_on is None or not rounds:
        # What is missing is said by another check.
        return ""
    last = rounds[-1].held_on
    earliest = consultation.decision_not_before(last)
    if decided_on < earliest:
        return Obstacle(
            _(
                "Después de la última reunión (%(last)s) la comunidad debía tener "
                "%(required)s días para pensarlo: hasta el %(earliest)s. Se decidió "
                "el %(decided)s.",
            )
            % {
                "last": date_format(last),
                "required": required,
                "earliest": date_format(earliest),
                "decided": date_format(decided_on),
            },
            step="consent",
        )
    return _("%(passed)s días para pensarlo entre la última reunión y la decisión") % {
        "passed": (decided_on - last).days,
    }


def _heard(spoken: CommunityLanguage, heard: list[Round]) -> str:
    named = {
        "language": spoken.language.name,
        "dates": "; ".join(date_format(each.held_on) for each in heard),
    }
    if all(each.interpreter for each in heard):
        return _("En %(language)s, con intérprete: %(dates)s") % named
    return _("En %(language)s: %(dates)s") % named


def _unheard(spoken: CommunityLanguage) -> Obstacle:
    language = spoken.language.name
    if spoken.share is None:
        sentence = _(
            "Allí se habla %(language)s y ninguna reunión fue en ese idioma.",
        ) % {"language": language}
    else:
        sentence = _(
            "%(percent)s de cada 100 personas hablan %(language)s y ninguna reunión "
            "fue en ese idioma.",
        ) % {
            "percent": number_format(round(spoken.share * 100)),
            "language": language,
        }
    return Obstacle(sentence, step="rounds")


def _has_text(consultation: Consultation, spoken: CommunityLanguage) -> bool:
    """Say whether the design's summary is published in a language.

    Its columns hold published texts only.
    """
    column = spoken.language.interface_code or spoken.language.code
    return bool(getattr(consultation.design, f"summary_{column}", ""))
