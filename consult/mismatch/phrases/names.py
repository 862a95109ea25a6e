"""What groups, needs and sources are called in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.text import get_text_list
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from consult.communities.enums import ConditionSource
from consult.feedback.vocabulary import (
    EVERYBODY,
    AgeBand,
    Dimension,
    Displacement,
    LeftOut,
    Need,
    PresentGroup,
    Sex,
    age_group,
    dimension_of,
    disability_group,
    displacement_group,
    sex_group,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.utils.functional import _StrPromise

_GROUPS: Final[Mapping[str, _StrPromise]] = {
    EVERYBODY: _("toda la comunidad"),
    sex_group(Sex.FEMALE): _("mujeres"),
    sex_group(Sex.MALE): _("hombres"),
    sex_group(Sex.OTHER): _("personas de otro sexo"),
    age_group(AgeBand.FROM_14_TO_17): _("jóvenes de 14 a 17 años"),
    age_group(AgeBand.FROM_18_TO_29): _("jóvenes de 18 a 29 años"),
    age_group(AgeBand.FROM_30_TO_59): _("personas de 30 a 59 años"),
    age_group(AgeBand.FROM_60): _("personas de 60 años o más"),
    displacement_group(Displacement.RESIDENT): _("personas que siempre vivieron aquí"),
    displacement_group(Displacement.IDP): _("personas desplazadas dentro del país"),
    displacement_group(Displacement.IDP_RETURNEE): _(
        "personas desplazadas que ya volvieron",
    ),
    displacement_group(Displacement.REFUGEE): _("personas refugiadas"),
    displacement_group(Displacement.ASYLUM_SEEKER): _("personas que piden asilo"),
    displacement_group(Displacement.RETURNEE_FROM_ABROAD): _(
        "personas que pidieron protección fuera y volvieron",
    ),
    displacement_group(Displacement.RETURNED_SPONTANEOUS): _(
        "personas que volvieron del extranjero por su cuenta",
    ),
    displacement_group(Displacement.RETURNED_ASSISTED): _(
        "personas que volvieron del extranjero con apoyo",
    ),
    displacement_group(Displacement.RETURNED_FORCED): _("personas deportadas"),
    displacement_group(Displacement.INTERNATIONAL_MIGRANT): _(
        "personas que llegaron de otro país",
    ),
    displacement_group(Displacement.STATELESS): _("personas sin nacionalidad"),
    disability_group(has_disability=True): _("personas con discapacidad"),
    disability_group(has_disability=False): _("personas sin discapacidad"),
    PresentGroup.EVERYONE: _("toda la comunidad"),
    PresentGroup.WOMEN: _("mujeres"),
    PresentGroup.YOUNG: _("jóvenes de 14 a 29 años"),
    PresentGroup.ELDER: _("personas de 60 años o más"),
    PresentGroup.DISABILITY: _("personas con discapacidad"),
    PresentGroup.DISPLACED: _("personas desplazadas"),
    PresentGroup.RETURNED: _("personas que volvieron del extranjero"),
    PresentGroup.DEPORTED: _("personas deportadas"),
    PresentGroup.UPROOTED: _("personas desplazadas, retornadas o deportadas"),
    PresentGroup.FARMERS: _("familias que siembran"),
    LeftOut.SOMEONE: _("alguien más"),
}

_NEEDS: Final[Mapping[str, _StrPromise]] = {
    Need.WATER: _("agua para tomar"),
    Need.SANITATION: _("letrinas y drenajes"),
    Need.FOOD: _("comida"),
    Need.HEALTH: _("salud"),
    Need.SCHOOL: _("escuela"),
    Need.TRAINING: _("aprender un oficio"),
    Need.WORK: _("trabajo"),
    Need.IRRIGATION: _("agua para regar"),
    Need.FARMING: _("siembra y cosecha"),
    Need.CREDIT: _("ahorro y préstamos"),
    Need.ROAD: _("camino"),
    Need.ELECTRICITY: _("luz eléctrica"),
    Need.PHONE: _("teléfono e internet"),
    Need.HOUSING: _("casa"),
    Need.LAND: _("tierra"),
    Need.SAFETY: _("vivir sin miedo"),
    Need.DOCUMENTS: _("documentos de identidad"),
    Need.RETURN_SUPPORT: _("apoyo a quienes volvieron"),
    Need.FOREST: _("cuidar el bosque"),
    Need.OTHER: pgettext_lazy("necesidad", "otra cosa"),
}


def group_name(group: str, label: str = "") -> str:
    """Return what a group is called, in the active language.

    ``group`` is a tally group or a present group; ``label`` the proper name in
    it, such as that of a language or of a part of the community. A group without a
    name is called by its code.
    """
    if dimension_of(group) == Dimension.LANGUAGE:
        return gettext("personas que hablan %(language)s") % {
            "language": label or value_of(group),
        }
    if dimension_of(group) == Dimension.PLACE:
        return gettext("familias de %(part)s") % {"part": label or value_of(group)}
    return str(_GROUPS.get(group, label or group))


def need_names(needs: Iterable[str]) -> str:
    """Return the names of needs as a list in a sentence: "agua, salud y camino"."""
    return get_text_list([str(_NEEDS.get(need, need)) for need in needs], gettext("y"))


def source_name(source: str) -> str:
    """Return what the source of a known condition is called."""
    if source in ConditionSource.values:
        return str(ConditionSource(source).label)
    return source
