"""What people said of the project: sentences of the detectors of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from consult.mismatch.phrases.sentences import Phrase, Saying

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXPLAINED: Final = _(
    "Se preguntó a la gente si le explicaron el proyecto en su idioma. "
    "Hay quienes dicen que no.",
)
_EXPLAINED_CLEARS: Final = _(
    "Una reunión en el idioma de la gente, y respuestas nuevas que digan que así fue.",
)
_UNDERSTOOD_CLEARS: Final = _(
    "Explicar otra vez, con palabras de todos los días y en el idioma de la gente, "
    "y volver a preguntar.",
)
_TRUST_CLEARS: Final = _(
    "Que lo haga alguien en quien la gente confía, que la comunidad lo acepte en un "
    "acta, o respuestas nuevas.",
)
_MONEY_CLEARS: Final = _(
    "Un diseño con otro presupuesto, o explicar en público en qué se va cada parte.",
)
_FREE_CLEARS: Final = _(
    "Otra ronda, con otra persona a cargo, donde se pueda hablar sin miedo, y "
    "respuestas nuevas. Que otros estén contentos no la quita.",
)
_FEW_NOT_FREE: Final = _(
    "Para cuidar a quienes lo dijeron, no se dice cuántas personas son ni quiénes.",
)
_NEED_CLEARS: Final = _(
    "Un diseño para una necesidad más urgente, o una razón pública de por qué este.",
)


def _who_needs(values: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (_above(values), _checked(values))))


def _checked(values: Mapping[str, Any]) -> str:
    """Say what the other way of counting says, where everybody is told of."""
    place = values.get("schulze", 0)
    if not values["is_everybody"] or not place:
        return ""
    if place == values["place"]:
        return gettext("Contado de otra manera (Schulze) queda en el mismo lugar.")
    return gettext(
        "Contado de otra manera (Schulze) queda en el lugar %(schulze)s."
    ) % (values)


def _above(values: Mapping[str, Any]) -> str:
    if values["is_everybody"]:
        text = gettext(
            "Contestaron %(households)s familias. Antes pusieron: %(above)s. Cada "
            "primer lugar vale 3 puntos, cada segundo 2 y cada tercero 1.",
        )
    elif values["above"]:
        text = gettext(
            "Para toda la comunidad sí es urgente. Pero no para el grupo «%(group)s», "
            "donde contestaron %(households)s. Antes pusieron: %(above)s.",
        )
    else:
        text = gettext(
            "Para toda la comunidad sí es urgente. Pero no para el grupo «%(group)s», "
            "donde contestaron %(households)s.",
        )
    return text % values


PEOPLE: Final[Mapping[str, Phrase]] = {
    "priority.low": Phrase(
        title=_("No está entre lo más urgente: %(component)s"),
        says=_(
            "Cada familia dijo qué tres cosas necesita más. Lo que atiende esta parte "
            "del proyecto quedó en el lugar %(place)s.",
        ),
        clears=_NEED_CLEARS,
        more=_who_needs,
    ),
    "priority.unnamed": Phrase(
        title=_("Nadie lo puso entre lo más urgente: %(component)s"),
        says=_(
            "Cada familia dijo qué tres cosas necesita más. Nadie nombró lo que "
            "atiende "
            "esta parte del proyecto.",
        ),
        clears=_NEED_CLEARS,
        more=_who_needs,
    ),
    "language.explained_sure": Phrase(
        title=_("A mucha gente no se le explicó en su idioma"),
        says=_EXPLAINED,
        clears=_EXPLAINED_CLEARS,
        strength=Saying.SURE,
    ),
    "language.explained_exceeds": Phrase(
        title=_("Parece que a mucha gente no se le explicó en su idioma"),
        says=_EXPLAINED,
        clears=_EXPLAINED_CLEARS,
        strength=Saying.EXCEEDS,
    ),
    "language.explained_somebody": Phrase(
        title=_("A alguien no se le explicó en su idioma"),
        says=_EXPLAINED,
        clears=_EXPLAINED_CLEARS,
        strength=Saying.SOMEBODY,
    ),
    "language.not_understood": Phrase(
        title=_("Muchas preguntas no se entendieron"),
        says=_(
            "Grupo: %(group)s. De %(answers)s respuestas, %(count)s fueron "
            "«no entendí». Lo más que se acepta es %(limit)s. La falla es de las "
            "preguntas, no de la gente.",
        ),
        clears=_(
            "Preguntar de otra manera o en el idioma de la gente, y respuestas nuevas.",
        ),
    ),
    "comprehension.most": Phrase(
        title=_("La mayoría no entendió qué va a hacer el proyecto"),
        says=_(
            "Se preguntó a la gente si entendió qué va a hacer el proyecto, y la "
            "mayoría "
            "dice que no. Nadie puede estar de acuerdo con lo que no entendió.",
        ),
        clears=_UNDERSTOOD_CLEARS,
        strength=Saying.SURE,
    ),
    "comprehension.many": Phrase(
        title=_("Mucha gente no entendió qué va a hacer el proyecto"),
        says=_(
            "Se preguntó a la gente si entendió qué va a hacer el proyecto. "
            "Hay quienes dicen que no.",
        ),
        clears=_UNDERSTOOD_CLEARS,
        strength=Saying.EITHER,
    ),
    "comprehension.partly": Phrase(
        title=_("La gente entendió solo una parte del proyecto"),
        says=_(
            "Se preguntó a la gente si entendió qué va a hacer el proyecto. "
            "Hay quienes dicen que no, o que solo una parte.",
        ),
        clears=_UNDERSTOOD_CLEARS,
        strength=Saying.EITHER,
    ),
    "comprehension.somebody": Phrase(
        title=_("Alguien no entendió qué va a hacer el proyecto"),
        says=_(
            "Se preguntó a la gente si entendió qué va a hacer el proyecto. "
            "Hay quienes dicen que no.",
        ),
        clears=_UNDERSTOOD_CLEARS,
        strength=Saying.SOMEBODY,
    ),
    "executor_legitimacy.knows": Phrase(
        title=_("La gente no conoce a quien lo va a hacer"),
        says=_(
            "Se preguntó a la gente si conoce a «%(implementer)s», que lo va a hacer. "
            "Hay quienes dicen que no.",
        ),
        clears=_(
            "Que se presenten en la comunidad y la gente conteste otra vez, o que lo "
            "haga alguien conocido.",
        ),
        strength=Saying.EITHER,
    ),
    "executor_legitimacy.trusts_exceeds": Phrase(
        title=_("Mucha gente no confía en quien lo va a hacer"),
        says=_(
            "Se preguntó a la gente si confía en «%(implementer)s», que lo va a hacer. "
            "Hay quienes dicen que no.",
        ),
        clears=_TRUST_CLEARS,
        strength=Saying.EITHER,
    ),
    "executor_legitimacy.trusts_somebody": Phrase(
        title=_("Alguien no confía en quien lo va a hacer"),
        says=_(
            "Se preguntó a la gente si confía en «%(implementer)s», que lo va a hacer. "
            "Hay quienes dicen que no.",
        ),
        clears=_TRUST_CLEARS,
        strength=Saying.SOMEBODY,
    ),
    "upkeep.nobody": Phrase(
        title=_("Nadie va a cuidar lo que se construya"),
        says=_(
            "Se preguntó a la gente quién va a cuidar y reparar lo que se haga. "
            "Hay quienes dicen que nadie.",
        ),
        clears=_(
            "Un diseño que diga quién repara, quién cobra y de dónde sale el dinero, "
            "y que esas personas lo acepten en un acta.",
        ),
        strength=Saying.EITHER,
    ),
    "upkeep.unknown": Phrase(
        title=_("La gente no sabe quién va a cuidar lo que se construya"),
        says=_(
            "Se preguntó a la gente quién va a cuidar y reparar lo que se haga. "
            "No saben, no entendieron o prefieren no decir: %(silent)s. "
            "Sí contestaron: %(answered)s.",
        ),
        clears=_(
            "Decir a la comunidad quién repara, quién cobra y de dónde sale el dinero, "
            "y volver a preguntar.",
        ),
    ),
    "cost.too_much": Phrase(
        title=_("La gente dice que es demasiado dinero"),
        says=_(
            "El proyecto cuesta %(amount)s. Hay quienes dicen que es demasiado para lo "
            "que se va a hacer.",
        ),
        clears=_MONEY_CLEARS,
        strength=Saying.EITHER,
    ),
    "cost.too_little": Phrase(
        title=_("La gente dice que el dinero no va a alcanzar"),
        says=_(
            "El proyecto cuesta %(amount)s. Hay quienes dicen que no va a alcanzar."
        ),
        clears=_MONEY_CLEARS,
        strength=Saying.EITHER,
    ),
    "coercion.spoke_freely_several": Phrase(
        title=_("Hay personas que no pudieron hablar con libertad"),
        says=_(
            "Se preguntó a la gente si pudo hablar con libertad. Varias dicen que no."
        ),
        clears=_FREE_CLEARS,
        strength=Saying.PLAIN,
    ),
    "coercion.spoke_freely_in_part": Phrase(
        title=_("Hay personas que no hablaron del todo con libertad"),
        says=_(
            "Se preguntó a la gente si pudo hablar con libertad. "
            "Varias dicen que no, o que solo en parte.",
        ),
        clears=_FREE_CLEARS,
        strength=Saying.PLAIN,
    ),
    "coercion.spoke_freely_few": Phrase(
        title=_("Alguien no pudo hablar con libertad"),
        says=_FEW_NOT_FREE,
        clears=_FREE_CLEARS,
    ),
    "coercion.told_what_to_answer_several": Phrase(
        title=_("A varias personas les dijeron qué contestar"),
        says=_(
            "Se preguntó a la gente si alguien le dijo qué contestar. "
            "Varias dicen que sí.",
        ),
        clears=_FREE_CLEARS,
        strength=Saying.PLAIN,
    ),
    "coercion.told_what_to_answer_few": Phrase(
        title=_("A alguien le dijeron qué contestar"),
        says=_FEW_NOT_FREE,
        clears=_FREE_CLEARS,
    ),
    "coercion.silence": Phrase(
        title=_("Mucha gente prefiere no decir si habló con libertad"),
        says=_(
            "De %(asked)s personas, %(count)s prefieren no decir si pudieron hablar "
            "con "
            "libertad. Callar eso también dice algo.",
        ),
        clears=_FREE_CLEARS,
    ),
    "consent.people": Phrase(
        title=_("El acta dice que sí, pero mucha gente dice que no"),
        says=_(
            "La comunidad aceptó el proyecto según el acta. Pero hay quienes dicen que "
            "no están de acuerdo.",
        ),
        clears=_("Una asamblea que vuelva a decidir, con su acta."),
        strength=Saying.EITHER,
    ),
    "excluded_group.reported": Phrase(
        title=_("La gente dice que se deja fuera a: %(group)s"),
        says=ngettext_lazy(
            "De %(answered)s testimonios, %(count)s dice que se deja fuera a este "
            "grupo. Ninguna parte del diseño es para él.",
            "De %(answered)s testimonios, %(count)s dicen que se deja fuera a este "
            "grupo. Ninguna parte del diseño es para él.",
            "count",
        ),
        clears=_("Un diseño que lo incluya, o una razón pública de por qué no."),
    ),
    "excluded_group.included": Phrase(
        title=_("El diseño dice que incluye a este grupo, pero la gente no: %(group)s"),
        says=ngettext_lazy(
            "De %(answered)s testimonios, %(count)s dice que se deja fuera a este "
            "grupo, aunque el diseño dice que es también para él.",
            "De %(answered)s testimonios, %(count)s dicen que se deja fuera a este "
            "grupo, aunque el diseño dice que es también para él.",
            "count",
        ),
        clears=_("Explicar a este grupo cómo va a participar, o cambiar el diseño."),
    ),
}
