"""What a draft says of itself: the basics, who carries it out, for whom and where."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from projects import hooks
from projects.actions.drafts import noted, taken
from projects.actions.gate import bump_gate_epoch
from projects.actions.organisations import set_organisation, set_place
from projects.facts import OrganisationFacts, PlaceFacts, RecordFacts
from projects.models import (
    Component,
    Design,
    Organisation,
    Place,
    Project,
    TrackRecord,
)
from projects.permissions import Actor
from projects.policies import check_basics, check_fits, check_groups
from projects.refusals import Refusal
from projects.wording import write_spanish

_OLDEST_RECORD = 1950


@transaction.atomic
def save_basics(
    *,
    by: Actor,
    design: Design,
    title: str,
    summary: str = "",
    beneficiaries: str = "",
    upkeep: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    currency: str = "USD",
    households_targeted: int | None = None,
    affects_land_or_resource: bool = False,
) -> Design:
    """Write what will be done, for whom, when, and who keeps it up. In Spanish.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already, no title, dates the wrong way round.

    """
    design = taken(by, design)
    check_fits(
        Design,
        required=("title",),
        title=title,
        summary=summary,
        beneficiaries=beneficiaries,
        upkeep=upkeep,
    )
    check_basics(
        starts_on=starts_on,
        ends_on=ends_on,
        currency=currency,
        households_targeted=households_targeted,
        currency_before=design.currency,
        is_money_released=bool(hooks.released_amounts(design.project)),
    )
    write_spanish(
        design,
        title=title,
        summary=summary,
        beneficiaries=beneficiaries,
        upkeep=upkeep,
    )
    design.starts_on = starts_on
    design.ends_on = ends_on
    design.currency = currency
    design.households_targeted = households_targeted
    design.affects_land_or_resource = affects_land_or_resource
    design.save()
    noted(by, design, "basics")
    return design


@transaction.atomic
def save_implementer(
    *,
    by: Actor,
    design: Design,
    implementer: Organisation | OrganisationFacts,
) -> Design:
    """Write who will carry this design out; the organisation may be new.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already, or the new organisation lacks a name.

    """
    design = taken(by, design)
    design.implementer = (
        implementer
        if isinstance(implementer, Organisation)
        else set_organisation(
            by=by,
            name=implementer.name,
            kind=implementer.kind,
            country=implementer.country,
            iati_identifier=implementer.iati_identifier,
        )
    )
    design.save()
    noted(by, design, "record")
    return design


@transaction.atomic
def save_track_record(
    *,
    by: Actor,
    design: Design,
    records: Sequence[RecordFacts],
) -> list[TrackRecord]:
    """Write what the implementer of a draft finished before, with what proves it.

    What is not named stays. A flag may rest on it, so the approvals of every project
    this organisation carries out are void after it. Returns one row for each fact, in
    their order, without those removed.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already; or about the field `<position>-<name>`.

    """
    design = taken(by, design)
    organisation = design.carried_out_by
    projects = Project.objects.filter(implementer=organisation).order_by("pk")
    for project_id in projects.values_list("pk", flat=True):
        bump_gate_epoch(project_id=project_id)
    known = {row.entry: row for row in organisation.track_records.all()}
    written = []
    for position, facts in enumerate(records):
        entry = facts.entry or uuid4()
        row = known.get(entry) or TrackRecord(organisation=organisation, entry=entry)
        if facts.remove:
            if row.pk:
                row.delete()
            continue
        try:
            _fill_record(row, facts)
        except Refusal as refusal:
            refusal.field = f"{position}-{refusal.field}"
            raise
        row.save()
        known[entry] = row
        written.append(row)
    hooks.evidence_changed(
        Design.objects.published().filter(
            Q(implementer=organisation)
            | Q(implementer=None, project__implementer=organisation),
        ),
    )
    noted(by, design, "record")
    return written


def _fill_record(row: TrackRecord, facts: RecordFacts) -> None:
    check_fits(
        TrackRecord,
        required=("title", "place"),
        title=facts.title,
        place=facts.place,
        evidence=facts.evidence,
        evidence_url=facts.evidence_url,
    )
    if facts.purpose_code is None:
        raise Refusal(_("Escoja el sector."), field="purpose_code")
    year = facts.finished_year
    if year is not None and year > timezone.localdate().year:
        raise Refusal(
            _("Ese año todavía no llega. Si no se ha terminado, déjelo vacío."),
            field="finished_year",
        )
    if year is not None and year < _OLDEST_RECORD:
        raise Refusal(_("Revise el año: son cuatro cifras."), field="finished_year")
    url = facts.evidence_url.strip()
    if url and not url.startswith(("https://", "http://")):
        raise Refusal(
            _("El enlace empieza con https:// o http://."),
            field="evidence_url",
        )
    row.title = facts.title.strip()
    row.purpose_code = facts.purpose_code
    row.place = facts.place.strip()
    row.finished_year = year
    row.evidence = facts.evidence.strip()
    row.evidence_url = url


@transaction.atomic
def save_people(
    *,
    by: Actor,
    design: Design,
    places: Sequence[Place],
    target_groups: Mapping[Component, Collection[str]],
    new_place: PlaceFacts | None = None,
) -> Design:
    """Write in which communities it happens and for whom each component is.

    Components not named stay as they are. A tranche keeps no place that the design
    left.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: published already, an unknown group, a component of another design,
            or a place that cannot be.

    """
    design = taken(by, design)
    chosen = list(places)
    if new_place is not None:
        chosen.append(
            set_place(
                by=by,
                name=new_place.name,
                country=new_place.country,
                adm1_code=new_place.adm1_code,
                adm2_name=new_place.adm2_name,
            ),
        )
    for component, groups in target_groups.items():
        check_groups(groups)
        if component.design_id != design.pk:
            raise Refusal(_("Ese componente es de otro diseño."))
        component.target_groups = sorted(set(groups))
        component.save(update_fields=["target_groups"])
    design.places.set(chosen)
    for tranche in design.tranches.all():
        tranche.places.remove(*tranche.places.exclude(pk__in=[p.pk for p in chosen]))
    noted(by, design, "people")
    return design
