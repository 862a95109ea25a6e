"""What a report says of the money: each tranche, its gate, and what was released."""

from django.utils.translation import gettext as _

from consult.release import gate
from consult.release.broken_glass import ShownOverride, shown_overrides, whole
from consult.release.models import Release
from consult.release.pages import release_of, released
from consult.reports.content.scope import Reader
from consult.reports.content.values import Facts, amount, day, spanish
from projects.models import Design, Tranche


def tranches_facts(
    design: Design,
    reader: Reader,
    hidden_names: frozenset[str],
) -> list[Facts]:
    """Return each tranche of a design with every reason why it may not go."""
    done = released(design.project)
    overrides = shown_overrides(design.project)
    tranches = (
        design.tranches.select_related("design__project")
        .prefetch_related("places")
        .order_by("number")
    )
    return [
        {
            **_tranche(tranche, release_of(tranche, done), reader, hidden_names),
            "overrides": [
                _override(each, reader)
                for each in overrides
                if each.override.tranche_number == tranche.number
            ],
        }
        for tranche in tranches
    ]


def _tranche(
    tranche: Tranche,
    release: Release | None,
    reader: Reader,
    hidden_names: frozenset[str],
) -> Facts:
    reasons = [] if release else _reasons(tranche, reader, hidden_names)
    state = "released" if release else "closed" if reasons else "open"
    return {
        "number": tranche.number,
        "design": tranche.design.number,
        "purpose": spanish(tranche.purpose),
        "amount": amount(tranche.amount, tranche.design.currency),
        "planned_on": day(tranche.planned_on),
        "first_activity_on": day(tranche.first_activity_on),
        "state": state,
        "state_name": {
            "released": _("El dinero ya salió"),
            "closed": _("La puerta está cerrada"),
            "open": _("La puerta está abierta"),
        }[state],
        "reasons": reasons,
        "release": _release(release, reader) if release else None,
    }


def _reasons(
    tranche: Tranche,
    reader: Reader,
    hidden_names: frozenset[str],
) -> list[Facts]:
    told: list[Facts] = []
    for reason in gate.reasons(tranche):
        text = str(reason.message)
        community = reason.community
        if community is not None and reason.flag is not None:
            text = f"{reader.name_of(community)}: {text}"
        unsaid = (community is not None and not reader.may_read_of(community)) or any(
            name in text for name in hidden_names
        )
        if unsaid:
            text = _("Hay una razón que no se publica, para proteger a la gente.")
        fact = {
            "code": "withheld" if unsaid else reason.code,
            "invariant": reason.invariant,
            "text": text,
        }
        if not unsaid or fact not in told:
            told.append(fact)
    return told


def _override(shown: ShownOverride, reader: Reader) -> Facts:
    override = shown.override
    told = shown if reader.is_public else whole(override)
    return {
        "on": day(told.at),
        "state": told.code,
        "state_name": told.label,
        "flags": list(told.flags),
        "why": told.why,
        "signed": _("Firmaron dos personas distintas, de fuera del proyecto.")
        if reader.is_public
        else _("Firmaron %(names)s, de fuera del proyecto.")
        % {"names": ", ".join(told.names)},
    }


def _release(release: Release, reader: Reader) -> Facts:
    return {
        "amount": amount(release.amount, release.currency),
        "on": day(release.released_at),
        "design_hash": release.design_hash,
        # Who signed answers for it inside; outside, that two different persons did.
        "signed": _("Firmaron %(count)s personas distintas.")
        % {"count": len(release.signatures.all())}
        if reader.is_public
        else _("Firmaron %(names)s.") % {"names": release.signers},
    }
