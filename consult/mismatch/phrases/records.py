"""What the records show: sentences of the detectors that count no answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from consult.mismatch.phrases.sentences import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

_LANGUAGE_CLEARS: Final = _(
    "Una reunión en %(language)s o con intérprete, y el proyecto escrito o grabado en "
    "ese idioma.",
)
_NOTICE_CLEARS: Final = _(
    "Avisar y abrir la consulta otra vez, o que la comunidad diga en un acta que tuvo "
    "el tiempo que necesitaba.",
)
_RECORD_CLEARS: Final = _(
    "Prueba de un proyecto parecido que ya terminó, otra organización que lo haga, o "
    "alguien con experiencia que acompañe y responda.",
)
_DECISION_CLEARS: Final = _("Que la gente decida otra vez, como ella acostumbra.")
_HEARD_CLEARS: Final = _("Testimonios de este grupo, o una reunión con él.")


def _speakers(values: Mapping[str, Any]) -> str:
    if values["in_hundred"] < 0:
        return gettext("No se sabe cuánta gente lo habla.")
    return gettext("Lo hablan unas %(in_hundred)s de cada 100 personas.") % values


def _expected(values: Mapping[str, Any]) -> str:
    if values["expected"] < 0:
        return gettext("No se sabe cuántas personas de este grupo viven allí.")
    return (
        gettext(
            "Son unas %(in_hundred)s de cada 100 personas de la comunidad: si se les "
            "oyera como a las demás, serían unas %(expected)s.",
        )
        % values
    )


def _money_of(values: Mapping[str, Any]) -> str:
    if not values.get("year"):
        return ""
    if not values["index"]:
        return gettext(
            "No hay un índice de precios de esta moneda: se compara sin contar cuánto "
            "subieron los precios.",
        )
    return (
        gettext(
            "Todo en dinero de %(year)s, contando cuánto subieron los precios "
            "(índice %(index)s; usarlo aquí es una propuesta).",
        )
        % values
    )


RECORDS: Final[Mapping[str, Phrase]] = {
    "language.absent": Phrase(
        title=_("Nada se dijo ni se escribió en %(language)s"),
        says=_(
            "Ninguna reunión fue en este idioma ni con intérprete, y el proyecto no se "
            "puede leer ni oír en él.",
        ),
        clears=_LANGUAGE_CLEARS,
        more=_speakers,
    ),
    "language.unspoken": Phrase(
        title=_("Ninguna reunión fue en %(language)s"),
        says=_("Ninguna reunión fue en este idioma ni con intérprete."),
        clears=_LANGUAGE_CLEARS,
        more=_speakers,
    ),
    "language.unwritten": Phrase(
        title=_("El proyecto no se puede leer ni oír en %(language)s"),
        says=_("No hay texto ni grabación del proyecto en este idioma."),
        clears=_LANGUAGE_CLEARS,
        more=_speakers,
    ),
    "one_off.notice": Phrase(
        title=_("Se avisó con muy poco tiempo"),
        says=ngettext_lazy(
            "La consulta se avisó %(given)s día antes de empezar. "
            "Se necesitan %(required)s.",
            "La consulta se avisó %(given)s días antes de empezar. "
            "Se necesitan %(required)s.",
            "given",
        ),
        clears=_NOTICE_CLEARS,
    ),
    "one_off.notice_unknown": Phrase(
        title=_("No se sabe con cuánto tiempo se avisó"),
        says=_(
            "No consta cuándo se avisó de la consulta. Se necesitan %(required)s días "
            "de aviso, y lo que no consta cuenta como no hecho.",
        ),
        clears=_NOTICE_CLEARS,
    ),
    "one_off.no_rounds": Phrase(
        title=_("No hubo ninguna reunión"),
        says=_(
            "No consta ninguna reunión con la comunidad. Se necesitan %(required)s."
        ),
        clears=_("Hacer las reuniones que faltan."),
    ),
    "one_off.rounds": Phrase(
        title=_("Faltaron reuniones"),
        says=ngettext_lazy(
            "Se hizo %(held)s reunión con la comunidad. Se necesitan %(required)s, en "
            "días distintos.",
            "Se hicieron %(held)s reuniones con la comunidad. Se necesitan "
            "%(required)s, en días distintos.",
            "held",
        ),
        clears=_("Hacer las reuniones que faltan."),
    ),
    "one_off.open": Phrase(
        title=_("La consulta estuvo abierta muy poco tiempo"),
        says=ngettext_lazy(
            "Estuvo abierta %(passed)s día. Se necesitan %(required)s.",
            "Estuvo abierta %(passed)s días. Se necesitan %(required)s.",
            "passed",
        ),
        clears=_NOTICE_CLEARS,
    ),
    "one_off.open_unknown": Phrase(
        title=_("No se sabe cuánto tiempo estuvo abierta la consulta"),
        says=_(
            "No consta cuántos días estuvo abierta. Se necesitan %(required)s, y lo "
            "que "
            "no consta cuenta como no hecho.",
        ),
        clears=_NOTICE_CLEARS,
    ),
    "one_off.without_promoter": Phrase(
        title=_("Nunca se reunieron sin quien promueve el proyecto"),
        says=_(
            "En todas las reuniones estuvo quien promueve el proyecto. La comunidad "
            "necesita por lo menos una para hablar entre ella.",
        ),
        clears=_("Una reunión de la comunidad sin quien promueve el proyecto."),
    ),
    "unheard_group.unstated": Phrase(
        title=_("No se puede saber si se oyó a: %(group)s"),
        says=_(
            "Se cuentan %(testimonies)s testimonios. Los que dicen lo que hace falta "
            "para saberlo son muy pocos: %(stated)s.",
        ),
        clears=_(
            "Una reunión con este grupo, con constancia de cuántas personas fueron."
        ),
    ),
    "unheard_group.nobody": Phrase(
        title=_("No se oyó a nadie de: %(group)s"),
        says=_(
            "De %(stated)s testimonios en los que se puede saber, ninguno es de este "
            "grupo.",
        ),
        clears=_HEARD_CLEARS,
        more=_expected,
    ),
    "unheard_group.few": Phrase(
        title=_("Se oyó muy poco a: %(group)s"),
        says=ngettext_lazy(
            "De %(stated)s testimonios en los que se puede saber, %(count)s es de este "
            "grupo.",
            "De %(stated)s testimonios en los que se puede saber, %(count)s son de "
            "este "
            "grupo.",
            "count",
        ),
        clears=_HEARD_CLEARS,
        more=_expected,
    ),
    "unheard_group.rounds": Phrase(
        title=_("A las reuniones llegaron muy pocas personas de: %(group)s"),
        says=ngettext_lazy(
            "De %(stated)s asistentes a las reuniones, %(count)s era de este grupo.",
            "De %(stated)s asistentes a las reuniones, %(count)s eran de este grupo.",
            "count",
        ),
        clears=_("Una reunión a la que este grupo pueda llegar."),
        more=_expected,
    ),
    "excluded_group.present": Phrase(
        title=_("El diseño no nombra a: %(group)s"),
        says=_(
            "Este grupo vive en la comunidad y ninguna parte del diseño dice que sea "
            "también para él.",
        ),
        clears=_("Un diseño que lo incluya, o una razón pública de por qué no."),
    ),
    "cost.administration": Phrase(
        title=_("Se va mucho dinero en administración y consultorías"),
        says=_(
            "De cada 100 que cuesta el proyecto, %(in_hundred)s son para "
            "administración "
            "y consultorías. Más de %(limit)s es demasiado.",
        ),
        clears=_(
            "Un diseño con otro presupuesto, o explicar en público en qué se va cada "
            "parte.",
        ),
    ),
    "cost.per_household": Phrase(
        title=_("Cuesta mucho más por familia que otros proyectos parecidos"),
        says=_(
            "Cuesta %(cost)s por familia. En %(designs)s diseños del mismo sector y "
            "país lo común es %(median)s.",
        ),
        more=_money_of,
        clears=_(
            "Un diseño con otro presupuesto, o explicar en público por qué cuesta más.",
        ),
    ),
    "cost.not_judged": Phrase(
        title=_("No se puede juzgar si cuesta mucho por familia"),
        says=_(
            "Se compara con diseños publicados del mismo sector y país. Hacen falta "
            "%(needed)s y hay %(designs)s.",
        ),
        clears=_("Que se publiquen más diseños del mismo sector y país."),
    ),
    "cost.households_unknown": Phrase(
        title=_("No se puede juzgar si cuesta mucho por familia"),
        says=_("El diseño no dice para cuántas familias es."),
        clears=_("Un diseño que diga para cuántas familias es."),
    ),
    "executor_record.unnamed": Phrase(
        title=_("No se dice quién lo va a hacer"),
        says=_("El diseño no nombra a ninguna organización que lo haga."),
        clears=_RECORD_CLEARS,
    ),
    "executor_record.other": Phrase(
        title=_("Quien lo va a hacer no ha terminado nada parecido"),
        says=ngettext_lazy(
            "«%(implementer)s» terminó %(other)s proyecto con prueba, pero de otro "
            "tipo.",
            "«%(implementer)s» terminó %(other)s proyectos con prueba, pero de otro "
            "tipo.",
            "other",
        ),
        clears=_RECORD_CLEARS,
    ),
    "executor_record.claims": Phrase(
        title=_("No hay prueba de lo que hizo antes quien lo va a hacer"),
        says=ngettext_lazy(
            "«%(implementer)s» nombra %(claims)s proyecto anterior, pero nada prueba "
            "que lo terminó.",
            "«%(implementer)s» nombra %(claims)s proyectos anteriores, pero nada "
            "prueba "
            "que los terminó.",
            "claims",
        ),
        clears=_RECORD_CLEARS,
    ),
    "executor_record.none": Phrase(
        title=_("Quien lo va a hacer no tiene ningún proyecto terminado"),
        says=_("No consta ningún proyecto que «%(implementer)s» haya terminado."),
        clears=_RECORD_CLEARS,
    ),
    "consent.none": Phrase(
        title=_("La comunidad no ha decidido"),
        says=_(
            "La consulta se cerró y no consta ninguna decisión de la comunidad. "
            "Callar no es aceptar.",
        ),
        clears=_("Que la comunidad decida, como ella acostumbra, y conste en un acta."),
    ),
    "consent.refused": Phrase(
        title=_("La comunidad dijo que no"),
        says=_("El %(decided_on)s la comunidad decidió que no está de acuerdo."),
        clears=_DECISION_CLEARS,
    ),
    "consent.withdrawn": Phrase(
        title=_("La comunidad retiró su acuerdo"),
        says=_("El %(decided_on)s la comunidad retiró el acuerdo que había dado."),
        clears=_DECISION_CLEARS,
    ),
    "consent.undecided": Phrase(
        title=_("La comunidad todavía no decide"),
        says=_("El %(decided_on)s se dejó escrito que todavía no hay un sí ni un no."),
        clears=_DECISION_CLEARS,
    ),
    "consent.unmet_conditions": Phrase(
        title=_("No se han cumplido las condiciones de la comunidad"),
        says=_(
            "El %(decided_on)s la comunidad dijo que sí, con estas condiciones: "
            "«%(conditions)s». No consta que se hayan cumplido.",
        ),
        clears=_("Cumplir las condiciones y dejar la prueba en el acta."),
    ),
}
