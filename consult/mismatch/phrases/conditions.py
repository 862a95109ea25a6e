"""What the design takes for granted: sentences of the detectors of assumptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from consult.mismatch.phrases.sentences import Phrase, Saying

if TYPE_CHECKING:
    from collections.abc import Mapping

_BELOW: Final = _(
    "El diseño necesita que las familias estén por lo menos en este peldaño: "
    "«%(minimum)s». Hay familias que dicen que están más abajo.",
)
_BELOW_CLEARS: Final = _(
    "Un diseño nuevo que primero lleve a la gente a ese peldaño, o que ya no lo "
    "necesite. O respuestas nuevas que muestren que sí se cumple.",
)
_NOT_SO: Final = _(
    "El diseño da esto por hecho: «%(assumption)s». Hay gente que dice que no es así.",
)
_NOT_SO_CLEARS: Final = _(
    "Un diseño nuevo que ya no lo necesite, o que primero haga que se cumpla. "
    "O respuestas nuevas que muestren que sí es así.",
)
_UNTESTED_CLEARS: Final = ngettext_lazy(
    "Que conteste por lo menos %(needed)s familia. Si la gente no puede saberlo, "
    "otra prueba que se pueda ver y revisar.",
    "Que contesten por lo menos %(needed)s familias. Si la gente no puede saberlo, "
    "otra prueba que se pueda ver y revisar.",
    "needed",
)

CONDITIONS: Final[Mapping[str, Phrase]] = {
    "unmet_prerequisite.sure": Phrase(
        title=_("No se cumple lo que el diseño da por hecho: %(assumption)s"),
        says=_BELOW,
        clears=_BELOW_CLEARS,
        strength=Saying.SURE,
    ),
    "unmet_prerequisite.exceeds": Phrase(
        title=_(
            "Parece que no se cumple lo que el diseño da por hecho: %(assumption)s"
        ),
        says=_BELOW,
        clears=_BELOW_CLEARS,
        strength=Saying.EXCEEDS,
    ),
    "unmet_prerequisite.somebody": Phrase(
        title=_(
            "A algunas familias les falta lo que el diseño da por hecho: %(assumption)s"
        ),
        says=_BELOW,
        clears=_BELOW_CLEARS,
        strength=Saying.SOMEBODY,
    ),
    "unmet_prerequisite.known": Phrase(
        title=_(
            "Ya se sabía que faltaba lo que el diseño da por hecho: %(assumption)s"
        ),
        says=_(
            "El diseño necesita que las familias estén por lo menos en este peldaño: "
            "«%(minimum)s». Casi nadie ha contestado todavía. Pero ya había un dato "
            "(%(source)s, %(as_of)s): de %(asked)s familias, %(count)s estaban más "
            "abajo.",
        ),
        clears=_BELOW_CLEARS,
    ),
    "untrue_statement.sure": Phrase(
        title=_("La gente dice que no es cierto: %(assumption)s"),
        says=_NOT_SO,
        clears=_NOT_SO_CLEARS,
        strength=Saying.SURE,
    ),
    "untrue_statement.exceeds": Phrase(
        title=_("Parece que no es cierto: %(assumption)s"),
        says=_NOT_SO,
        clears=_NOT_SO_CLEARS,
        strength=Saying.EXCEEDS,
    ),
    "untrue_statement.somebody": Phrase(
        title=_("Alguien dice que no es cierto: %(assumption)s"),
        says=_NOT_SO,
        clears=_NOT_SO_CLEARS,
        strength=Saying.SOMEBODY,
    ),
    "untested_assumption.nobody": Phrase(
        title=_("Nadie contestó si se cumple: %(assumption)s"),
        says=_(
            "El diseño da esto por hecho, pero nadie de la comunidad contestó. "
            "Que no se haya preguntado no quiere decir que sea cierto.",
        ),
        clears=_UNTESTED_CLEARS,
    ),
    "untested_assumption.spoken": Phrase(
        title=_("Contestaron hablando, y falta oír si se cumple: %(assumption)s"),
        says=_(
            "El diseño da esto por hecho. Contestaron con su voz: %(spoken)s familias. "
            "Tocaron una respuesta: %(answered)s, y hacen falta %(needed)s. Lo que se "
            "dijo hablando no se cuenta solo: alguien tiene que oírlo.",
        ),
        clears=_UNTESTED_CLEARS,
    ),
    "untested_assumption.silent": Phrase(
        title=_("La gente no sabe si se cumple: %(assumption)s"),
        says=_(
            "El diseño da esto por hecho. No saben, no entendieron o prefieren no "
            "decir: %(silent)s familias. Sí contestaron: %(answered)s. "
            "Así no se puede saber si se cumple.",
        ),
        clears=_UNTESTED_CLEARS,
    ),
    "untested_assumption.few": Phrase(
        title=_(
            "Contestaron muy pocas familias para saber si se cumple: %(assumption)s"
        ),
        says=ngettext_lazy(
            "El diseño da esto por hecho. Contestó %(answered)s familia y hacen falta "
            "%(needed)s para saber si se cumple.",
            "El diseño da esto por hecho. Contestaron %(answered)s familias y hacen "
            "falta %(needed)s para saber si se cumple.",
            "answered",
        ),
        clears=_UNTESTED_CLEARS,
    ),
}
