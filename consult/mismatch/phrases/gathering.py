"""What is said of how the testimonies came together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from consult.mismatch.phrases.sentences import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

_CLEARS = _(
    "Volver a oír a la gente, cada quien con su teléfono o con otra persona que anote. "
    "Ningún testimonio se quita, y ninguna otra alerta baja por esto.",
)

GATHERING: Final[Mapping[str, Phrase]] = {
    "integrity.devices": Phrase(
        title=_("De pocos teléfonos vinieron muchas respuestas"),
        says=ngettext_lazy(
            "De %(phones)s teléfono vinieron %(count)s de los %(testimonies)s "
            "testimonios. Una familia puede compartir un teléfono: por eso solo se "
            "cuentan los que mandaron más de %(most)s.",
            "De %(phones)s teléfonos vinieron %(count)s de los %(testimonies)s "
            "testimonios. Una familia puede compartir un teléfono: por eso solo se "
            "cuentan los que mandaron más de %(most)s.",
            "phones",
        ),
        clears=_CLEARS,
    ),
    "integrity.alike": Phrase(
        title=_("Demasiadas respuestas son iguales"),
        says=_(
            "De %(testimonies)s testimonios, %(count)s dicen exactamente lo mismo en "
            "casi todas las preguntas. Aunque la gente piense parecido, son más de los "
            "que se pueden esperar.",
        ),
        clears=_CLEARS,
    ),
    "integrity.straight": Phrase(
        title=_("Demasiadas personas tocaron siempre el mismo lugar"),
        says=_(
            "De %(testimonies)s testimonios, %(count)s tienen en todas las preguntas "
            "la respuesta del mismo lugar, como la primera. Puede ser que alguien las "
            "llenó sin leer.",
        ),
        clears=_CLEARS,
    ),
    "integrity.hands": Phrase(
        title=_("Lo que anotó una persona no se parece a lo que dicen los demás"),
        says=_(
            "Una persona anotó %(count)s de los %(testimonies)s testimonios. En "
            "%(questions)s preguntas dicen otra cosa que los demás. Puede ser que "
            "visitó otra parte de la comunidad, o que no anotó lo que le dijeron.",
        ),
        clears=_CLEARS,
    ),
    "integrity.burst": Phrase(
        title=_("Muchas respuestas llegaron juntas"),
        says=_(
            "De %(testimonies)s testimonios, %(count)s llegaron en un mismo día. "
            "Puede ser una reunión, o un teléfono que por fin tuvo señal.",
        ),
        clears=_CLEARS,
    ),
}
