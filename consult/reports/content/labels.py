"""The words of the report itself, in its language."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

_LABELS: Final[Mapping[str, str | Promise]] = {
    # Of the whole report
    "taken": _("Dice lo que había el"),
    "page": _("Página"),
    "contents": _("Qué hay aquí"),
    "in_spanish": _("en español"),
    "invented": _(
        "Todo esto es inventado: es la historia de muestra. No hay tal comunidad, ni "
        "tal proyecto, ni tal gente.",
    ),
    "withheld": _("no se muestra"),
    "yes": _("Sí"),
    "no": _("No"),
    "kind": _("Versión"),
    "language": _("Idioma"),
    "hash": _("Huella"),
    # Numbers at the head
    "testimonies": _("testimonios"),
    "rounds": _("reuniones"),
    "open_blocking": _("alertas abiertas que detienen el dinero"),
    "flags_resolved": _("alertas resueltas, de todas"),
    # Project and design
    "the_project": _("El proyecto"),
    "project": _("Proyecto"),
    "publisher": _("Quién lo propone"),
    "funder": _("Quién pone el dinero"),
    "implementer": _("Quién lo hará"),
    "status": _("Estado"),
    "iati": _("Identificador IATI"),
    "design": _("Diseño"),
    "published_on": _("Publicado"),
    "will_do": _("Lo hará"),
    "budget": _("Cuánto cuesta"),
    "households": _("Familias que lo usarán"),
    "places": _("Dónde"),
    "starts": _("Empieza"),
    "ends": _("Termina"),
    "upkeep": _("Quién lo cuidará"),
    "components": _("Qué se entrega"),
    "component": _("Parte"),
    "sector": _("Sector"),
    "assumptions": _("Qué da por hecho el diseño"),
    "assumption": _("Da por hecho que"),
    "minimum": _("Peldaño mínimo"),
    "if_not": _("Si no es así"),
    "basis": _("De dónde sale, y con qué base"),
    "dropped": _("Se quitó:"),
    "despite": _("Se sabía otra cosa, y se siguió porque:"),
    "yes_no": _("sí o no"),
    # Consultation
    "consultation": _("La consulta"),
    "consultation_in": _("La consulta en"),
    "about_design": _("Se preguntó por el diseño"),
    "community": _("Comunidad"),
    "announced": _("Se avisó"),
    "notice": _("días antes, y los que hacían falta:"),
    "opened": _("Se abrió"),
    "closed": _("Se cerró"),
    "still_open": _("todavía está abierta"),
    "households_there": _("Familias que viven allí"),
    "languages_there": _("Idiomas que se hablan"),
    "free_prior_informed": _("Libre, previa e informada"),
    "proved": _("probado"),
    "not_proved": _("no está probado"),
    "rounds_held": _("Las reuniones"),
    "no_rounds": _("No se anotó ninguna reunión."),
    "day": _("Día"),
    "languages": _("Idiomas"),
    "interpreter": _("Intérprete"),
    "promoter": _("Quien promueve"),
    "was_there": _("estuvo"),
    "was_absent": _("no estuvo"),
    "attendance": _("Vinieron"),
    "place": _("Lugar"),
    "decision": _("Decisión"),
    "decisions": _("Lo que decidió la comunidad"),
    "no_decision": _("No hay ninguna decisión. Callar no es decir que sí."),
    "has_conditions": _("Puso condiciones. Están en el acta."),
    "acta": _("Acta guardada; su huella:"),
    "no_acta": _("No hay acta."),
    "stopped": _(
        "De una comunidad no se publica nada, para proteger a quienes viven allí. Lo "
        "que dijeron cuenta igual.",
    ),
    # What people said
    "what_people_said": _("Lo que dijo la gente"),
    "heard": _("Testimonios que cuentan:"),
    "too_few": _("Contestaron tan pocas familias que ninguna cifra se puede mostrar."),
    "suppression_note": _(
        "No se muestra ninguna cifra de menos de {minimum}, ni las que dejarían "
        "calcularla.",
    ),
    "several": _("Cada familia podía escoger varias."),
    "step": _("Peldaño"),
    "required_step": _("El diseño necesita este peldaño o más"),
    "below_step": _("debajo de lo que el diseño necesita"),
    "from_step": _("donde el diseño necesita, o más arriba"),
    "answer": _("Respuesta"),
    "question": _("Pregunta"),
    "group": _("Grupo"),
    "of_how_many": _("testimonios del grupo"),
    # Flags
    "flags": _("Las alertas"),
    "flag": _("Alerta"),
    "severity": _("Gravedad"),
    "no_flags": _("No se levantó ninguna alerta."),
    "raised": _("desde el"),
    "clears": _("Qué la quitaría:"),
    "numbers_withheld": _(
        "Sus cifras no se muestran aquí, para que nadie pueda reconocer a una familia.",
    ),
    "faded": _("Con lo que la gente dice ahora ya no se levantaría."),
    "no_longer_stands": _("ya no vale"),
    "by_when": _("para el"),
    "new_design": _("Diseño nuevo: el número"),
    "contested": _("La comunidad no está de acuerdo,"),
    "resolution": _("Lo que se decidió"),
    "reply": _("Lo que se respondió"),
    # Money
    "money": _("El dinero y su puerta"),
    "tranche": pgettext_lazy("informe", "Desembolso"),
    "amount": _("Monto"),
    "purpose": _("Para qué"),
    "no_tranches": _("El diseño no tiene desembolsos."),
    "planned": _("Previsto para el"),
    "first_activity": _("Lo primero que paga empieza el"),
    "released": _("Salieron"),
    "overridden": _("Se dejó pasar una alerta, que sigue abierta:"),
    "reasons_count": _("Razones que la cierran:"),
    "reason": _("Por qué no puede salir"),
    "gate": _("Puerta"),
    # Annexes
    "annex_groups": _("Anexo: las respuestas, grupo por grupo"),
    "annex_note": _(
        "Cuántos testimonios dieron cada respuesta. No se muestran cifras de menos de "
        "{minimum}, ni grupos de menos de {minimum}, ni lo que dejaría calcularlos.",
    ),
    "annex_made": _("Anexo: cómo se hizo este informe"),
    "made_note": _(
        "Todos los formatos de este informe se hicieron de un mismo contenido, en un "
        "mismo momento: dicen lo mismo. La huella del contenido y la del último hecho "
        "registrado permiten comprobarlo.",
    ),
    "suppression_how": _(
        "Para que nadie pueda ser reconocido no se muestran cifras de 1 a menos de "
        "{minimum}. Tampoco se muestran otras cifras que, restando, las dejarían "
        "calcular. Un cero sí se muestra.",
    ),
    "never_named": _(
        "Nunca se nombra a quien dio un testimonio, ni se copian sus palabras.",
    ),
    "audit_sequence": _("Último hecho registrado, número"),
    "audit_hash": _("Huella del último hecho"),
    "audit_signed": _("El mismo punto, firmado"),
    "audit_point": _("Punto del registro"),
    "content_hash": _("Huella del contenido"),
    # Sheets
    "sheet_summary": _("Resumen"),
    "sheet_numbers": _("Respuestas"),
    "sheet_flags": _("Alertas"),
    "sheet_rounds": _("Reuniones"),
    "sheet_gate": _("Desembolsos"),
    "sheet_assumptions": _("Supuestos"),
}


def labels() -> dict[str, str]:
    """Return every word of the report's own, in the active language."""
    return {name: str(text) for name, text in _LABELS.items()}
