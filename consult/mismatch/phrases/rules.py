"""What each number of a policy means, as it is said to whoever may change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

RULES: Final[Mapping[str, _StrPromise]] = {
    "everybody_error": _("Error de una alerta que detiene, por toda la comunidad"),
    "groups_error": _("Error de una alerta que detiene, por todos los grupos juntos"),
    "unanimous_error": _("Error cuando en un grupo todas las personas dicen lo mismo"),
    "five_are_enough": _("Hasta esta tolerancia bastan cinco que digan lo mismo"),
    "unlisted_languages": _("Idiomas que puede haber sin que consten"),
    "confidence": _("Seguridad del intervalo que se muestra"),
    "smallest_group": _("Respuestas desde las que se mira un grupo"),
    "tested_within": _("Qué tan cerca hay que saber una parte para darla por probada"),
    "tolerance": _("Parte que se acepta cuando el diseño no dice otra"),
    "executor_unknown": _("Parte que puede no conocer a quien lo va a hacer"),
    "coerced": _("Parte que dice que no habló con libertad"),
    "silent_about_freedom": _("Parte que prefiere no decir si habló con libertad"),
    "disagreeing": _("Parte que no está de acuerdo aunque el acta diga que sí"),
    "not_understanding_blocks": _("Parte que no entendió, para detener el dinero"),
    "questions_not_understood": _("Parte de las respuestas que son «no entendí»"),
    "left_out_mentions": _("Parte que dice que se deja fuera a un grupo"),
    "does_not_know_upkeep": _("Parte que no sabe quién va a cuidar lo construido"),
    "language_expected": _("Parte que habla un idioma, para esperar algo en él"),
    "language_blocks": _("Parte que habla un idioma, para detener el dinero"),
    "heard_at_least": _("Parte de su presencia con que un grupo debe oírse"),
    "heard_error": _("Azar con que un grupo se oiría tan poco"),
    "stated_at_least": _("Parte que debe decir quién es para poder saberlo"),
    "one_phone": _("Testimonios que caben en un teléfono de familia"),
    "from_few_phones": _("Parte que puede venir de pocos teléfonos"),
    "stuffed_error": _("Error al decir que demasiadas respuestas son iguales"),
    "fewest_by_hand": _("Testimonios desde los que se compara a quien anota"),
    "contradiction": _("Diferencia que cuenta entre quien anota y los demás"),
    "contradiction_error": _("Error en cada pregunta al comparar a quien anota"),
    "contradicting": _("Parte de las preguntas en que dice otra cosa"),
    "fewest_contradictions": _("Preguntas en que dice otra cosa, por lo menos"),
    "burst": _("Testimonios que llegan juntos, por lo menos"),
    "urgent_places": _("Lugares que cuentan como urgentes"),
    "administration_watch": _("Parte para administración que se vigila"),
    "administration_high": _("Parte para administración que es demasiado"),
    "cost_ratio_watch": _("Veces el costo común por familia que se vigilan"),
    "cost_ratio_high": _("Veces el costo común por familia que son demasiado"),
    "comparable_designs": _("Diseños parecidos que hacen falta para comparar"),
}
"""By the name of the number in ``consult.mismatch.policy.Policy``."""
