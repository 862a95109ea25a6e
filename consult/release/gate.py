"""The gate: the list of reasons why money may not move. Empty means open.

The same list is shown on the screen, refused with in the action, answered by the
interface for machines and printed in the report. Each reason carries the number of
the invariant of the design it comes from.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from consult.communities.models import Community
from consult.consultations import policies
from consult.consultations.models import ConsentRecord, Consultation
from consult.consultations.queries import with_evidence
from consult.mismatch import engine
from consult.mismatch.detectors.untested_assumption import is_tested
from consult.mismatch.evidence import Consequence
from consult.mismatch.models import Flag, FlagQuerySet
from consult.mismatch.queries import words_of
from consult.release.models import ReleaseRequest
from consult.release.overrides import overridden_flags
from consult.release.queries import released_amounts, required_approvals
from consult.release.signatures import Signatures, signatures_of
from consult.review.queries import open_blocking_flags
from projects.content import content_hash
from projects.enums import DesignState
from projects.models import BudgetLine, Design, Place, Tranche

# Whoever reads that a hundred more flags are open needs no better number.
MOST_COUNTED: Final = 99


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why a tranche may not be released."""

    invariant: int
    code: str
    message: str | Promise
    community: Community | None = None
    flag: Flag | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the gate of every tranche of one design rests on, read at one moment."""

    today: date
    budget: Decimal
    released: Mapping[int, Decimal]
    # What is stored is, word for word, what was published.
    as_published: bool
    flags: tuple[Reason, ...]
    # How many more there are of communities that are shown, where few were asked for.
    # Beyond MOST_COUNTED it is not looked how many.
    more_flags: int
    # The flags that standing overrides let pass, by tranche number.
    overridden: Mapping[int, frozenset[int]]
    places: tuple[Place, ...]
    consulted: Mapping[int, Consultation]
    untested: Mapping[int, tuple[str, ...]]


def facts_of(design: Design, *, most_flags: int | None = None) -> Facts:
    """Read what the gate of every tranche of a design rests on.

    Inside a release it must run after the project's row was taken by `hold_gate`, in
    statements of its own. With `most_flags` only so many flags are read and put into
    words: enough for a page, never for a release.
    """
    overridden = overridden_flags(design)
    if most_flags is None or overridden:
        # Tranche by tranche others may be let pass: none can be left out unread.
        flags, more_flags = tuple(_flags(open_blocking_flags(design.project_id))), 0
    else:
        flags, more_flags = _few_flags(design, most_flags)
    consultations = list(
        with_evidence(Consultation.objects.filter(design=design)).select_related(
            "community__place",
            "design__project",
        ),
    )
    return Facts(
        today=database_today(),
        budget=sum(
            (line.amount for line in BudgetLine.objects.filter(design=design)),
            Decimal(0),
        ),
        released=released_amounts(design.project),
        as_published=content_hash(design) == design.content_hash,
        flags=flags,
        more_flags=more_flags,
        overridden=overridden,
        places=tuple(design.places.all()),
        consulted={each.community.place_id: each for each in consultations},
        untested=_untested(design, consultations),
    )


def reasons(
    tranche: Tranche,
    facts: Facts | None = None,
    signed: Signatures | None = None,
) -> list[Reason]:
    """Return every reason why this tranche may not be released now; empty means open.

    Reads only. `facts` and `signed` are those of its design, for a page that shows
    several tranches.
    """
    return fact_reasons(tranche, facts) or signature_reasons(tranche, signed)


def fact_reasons(tranche: Tranche, facts: Facts | None = None) -> list[Reason]:
    """Return the reasons that no signature can mend: invariants 1 to 5, and 8."""
    facts = facts or facts_of(tranche.design)
    return [
        *_not_twice_and_within_budget(tranche, facts),
        *_current_design(tranche, facts),
        *open_flags(tranche, facts),
        *_communities(tranche, facts),
    ]


def open_flags(tranche: Tranche, facts: Facts) -> list[Reason]:
    """Return the open flags that keep a tranche back: those no override lets pass."""
    passed = facts.overridden.get(tranche.number, frozenset())
    return [
        reason
        for reason in facts.flags
        if reason.flag is None or reason.flag.pk not in passed
    ]


def standing_request(tranche: Tranche) -> ReleaseRequest | None:
    """Return the request that stands for a tranche, or None."""
    return (
        ReleaseRequest.objects.filter(tranche=tranche, cancelled_at=None)
        .select_related("project", "requested_by")
        .first()
    )


def database_today() -> date:
    """Return the day by the database's clock, in the configured time zone."""
    return timezone.localdate(database_now())


def database_now() -> datetime:
    """Return the moment by the database's clock, to the second on SQLite."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT now()")
            now: datetime = cursor.fetchone()[0]
        else:
            cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now')")
            now = datetime.fromisoformat(cursor.fetchone()[0])
    return now


def _not_twice_and_within_budget(tranche: Tranche, facts: Facts) -> Iterator[Reason]:
    if tranche.number in facts.released:
        yield Reason(
            8,
            "already_released",
            _("Este desembolso ya se liberó. No puede salir dos veces."),
        )
    elif sum(facts.released.values(), tranche.amount) > facts.budget:
        yield Reason(
            8,
            "over_budget",
            _("Con este desembolso saldría más dinero que todo el presupuesto."),
        )


def _current_design(tranche: Tranche, facts: Facts) -> Iterator[Reason]:
    state = tranche.design.state
    if state == DesignState.DRAFT:
        yield Reason(4, "draft", _("El diseño todavía es un borrador."))
    elif state != DesignState.PUBLISHED:
        yield Reason(
            4,
            "superseded",
            _("Hay un diseño más nuevo: este desembolso es de un diseño reemplazado."),
        )
    if state != DesignState.DRAFT and not facts.as_published:
        yield Reason(
            4,
            "altered",
            _("El diseño guardado ya no es el que se publicó: alguien lo cambió."),
        )


def _few_flags(design: Design, most: int) -> tuple[tuple[Reason, ...], int]:
    """Return the first flags as reasons, and how many more there are.

    Of communities that are not shown it is only said that there is one: how many there
    are would tell too.
    """
    flags = open_blocking_flags(design.project_id)
    hidden = [each.pk for each in communities_of(design) if not each.is_shown]
    shown = flags.exclude(community__in=hidden)
    # Those of the newest design first: so they lie in an index, however many there are.
    first = tuple(
        _flags(shown.order_by("-design__number", "raised_on", "pk")[: most + 1])
    )
    more = 0
    if len(first) > most:
        more = shown.order_by()[: most + MOST_COUNTED + 1].count() - most
    of_hidden = flags.filter(community__in=hidden).order_by()
    return (*first[:most], *_flags(of_hidden[:1])), more


def communities_of(design: Design) -> QuerySet[Community]:
    """Return the communities that any design of a project names."""
    return Community.objects.filter(
        place__designs__project=design.project_id,
    ).select_related("place")


def _flags(flags: FlagQuerySet) -> Iterator[Reason]:
    for flag in flags.select_related("community__place", "design"):
        yield Reason(1, "open_flag", words_of(flag).title, flag.community, flag)


def _untested(
    design: Design,
    consultations: Collection[Consultation],
) -> dict[int, tuple[str, ...]]:
    """Return the blocking assumptions too few people answered about.

    Their texts, by the number of the consultation.
    """
    blocking = [
        each
        for each in engine.taken_for_granted(design.pk)
        if each.severity is Consequence.BLOCK
    ]
    return {
        number: tuple(each.text for each in blocking if not is_tested(heard, each))
        for number, heard in engine.heard(consultations).items()
    }


def _communities(tranche: Tranche, facts: Facts) -> Iterator[Reason]:
    places = list(tranche.places.all()) or facts.places
    if not places:
        yield Reason(
            3,
            "no_community",
            _("El diseño no dice para qué comunidad es."),
        )
    for place in places:
        consultation = facts.consulted.get(place.pk)
        if consultation is None:
            yield _not_consulted(place)
        else:
            yield from _consulted(tranche, consultation, facts)


def _not_consulted(place: Place) -> Reason:
    return Reason(
        4,
        "not_consulted",
        _("A la comunidad %(place)s no se le ha consultado este diseño.")
        % {"place": place.name},
    )


def _consulted(
    tranche: Tranche,
    consultation: Consultation,
    facts: Facts,
) -> Iterator[Reason]:
    community = consultation.community
    for text in facts.untested[consultation.pk]:
        yield Reason(
            2,
            "untested",
            _("En %(community)s muy poca gente contestó sobre esto: «%(what)s».")
            % {"community": community.name, "what": text},
            community,
        )
    yield from _principles(consultation)
    # The record written last stands.
    consent = next(iter(consultation.consents.all()), None)
    if consent is not None:
        yield from _in_time(tranche, consent, community, facts.today)


def _principles(consultation: Consultation) -> Iterator[Reason]:
    said: set[str] = set()
    for code, established in (
        ("not_free", policies.free(consultation)),
        ("not_prior", policies.prior(consultation)),
        ("not_informed", policies.informed(consultation)),
        ("no_consent", policies.consent_stands(consultation)),
    ):
        for obstacle in established.reasons:
            # The same lack may tell against several principles: it is said once.
            if obstacle.blocks and str(obstacle.message) not in said:
                said.add(str(obstacle.message))
                yield Reason(3, code, obstacle.message, consultation.community)


def _in_time(
    tranche: Tranche,
    consent: ConsentRecord,
    community: Community,
    today: date,
) -> Iterator[Reason]:
    if consent.decided_on > today:
        yield Reason(
            5,
            "consent_in_future",
            _("La decisión de %(community)s tiene una fecha que todavía no llega.")
            % {"community": community.name},
            community,
        )
    if consent.decided_on >= tranche.first_activity_on:
        yield Reason(
            5,
            "consent_after_start",
            _(
                "En %(community)s la gente decidió después de la fecha en que empieza "
                "el trabajo que paga este desembolso.",
            )
            % {"community": community.name},
            community,
        )


def signature_reasons(
    tranche: Tranche,
    signed: Signatures | None = None,
) -> list[Reason]:
    """Return what is missing that somebody asks and enough persons sign: 6.

    `signed` is what is signed for the tranches of its design, for a page that shows
    several.
    """
    signed = signed or signatures_of([tranche])
    request = signed.requests.get(tranche.pk)
    if request is None:
        return [
            Reason(6, "not_requested", _("Nadie ha pedido todavía este desembolso.")),
        ]
    missing = required_approvals(tranche, signed.bands) - len(signed.counting(request))
    if missing <= 0:
        return []
    return [
        Reason(
            6,
            "signatures",
            ngettext_lazy(
                "Falta %(count)d firma.",
                "Faltan %(count)d firmas de personas distintas.",
                missing,
            )
            % {"count": missing},
        ),
    ]
