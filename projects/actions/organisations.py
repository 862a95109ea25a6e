"""Organisations and places, as the lists of a form know them."""

from django.db import transaction
from django.utils.translation import gettext as _

from projects import hooks
from projects.enums import Country, OrganisationKind
from projects.facts import OrganisationFacts, PlaceFacts
from projects.models import Organisation, Place
from projects.permissions import CREATE, EDIT, Actor, require
from projects.policies import check_fits, check_place
from projects.refusals import Refusal


@transaction.atomic
def set_organisation(
    *,
    by: Actor | None,
    name: str,
    kind: str,
    country: str = "",
    iati_identifier: str = "",
    invented: bool = False,
) -> Organisation:
    """Return the organisation of this name, made now if there is none.

    One that exists stays as it is. `by` is None for the system.

    Raises:
        NotAllowed: this person starts no projects anywhere.
        Refusal: no name, or a kind or country that is not in the list.

    """
    if by is not None:
        require(by, CREATE)
        hooks.check_may_write(by)
    check_organisation(
        OrganisationFacts(
            name=name,
            kind=kind,
            country=country,
            iati_identifier=iati_identifier,
        ),
    )
    known = Organisation.objects.filter(name__iexact=name.strip()).first()
    if known is not None:
        return known
    organisation = Organisation.objects.create(
        name=name.strip(),
        kind=kind,
        country=country,
        iati_identifier=iati_identifier.strip(),
        invented=invented,
    )
    hooks.record(
        by=by,
        verb="projects.organisation_added",
        obj=organisation,
        project=None,
        public={"name": organisation.name, "kind": kind},
    )
    return organisation


def check_organisation(facts: OrganisationFacts) -> None:
    """Refuse an organisation without a name, or of no known kind.

    Raises:
        Refusal: about the field to mend.

    """
    check_fits(
        Organisation,
        required=("name",),
        name=facts.name,
        iati_identifier=facts.iati_identifier,
    )
    if facts.kind not in OrganisationKind.values:
        raise Refusal(_("Escoja qué tipo de organización es."), field="kind")
    if facts.country and facts.country not in Country.values:
        raise Refusal(_("Escoja un país de la lista."), field="country")


@transaction.atomic
def set_place(
    *,
    by: Actor | None,
    name: str,
    country: str,
    adm1_code: str,
    adm2_name: str = "",
    invented: bool = False,
) -> Place:
    """Return the place of this name there, made now if there is none.

    One that exists stays as it is. `by` is None for the system.

    Raises:
        NotAllowed: this person writes no designs anywhere.
        Refusal: no name, or a department of another country.

    """
    if by is not None:
        require(by, EDIT)
        hooks.check_may_write(by)
    check_place(
        PlaceFacts(
            name=name,
            country=country,
            adm1_code=adm1_code,
            adm2_name=adm2_name,
        ),
    )
    place, is_new = Place.objects.get_or_create(
        name=name.strip(),
        country=country,
        adm1_code=adm1_code,
        adm2_name=adm2_name.strip(),
        defaults={"invented": invented},
    )
    if is_new:
        hooks.record(
            by=by,
            verb="projects.place_added",
            obj=place,
            project=None,
            public={"name": place.name, "adm1_code": adm1_code},
        )
    return place
