"""What each permission lets somebody do, said as one would say it to them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consult.accounts.roles import ROLES

# The permissions of the reference tables are one thing to a person; they are said by
# `projects.change_standards`.
SENTENCES: dict[str, str | Promise] = {
    "accounts.invite_leader": _(
        "Invitar a líderes, facilitadores y hablantes con una tarjeta.",
    ),
    "accounts.manage_roles": _(
        "Invitar a cualquier persona, dar y quitar papeles, y abrir o cerrar cuentas.",
    ),
    "audit.view_event": _("Ver el registro de todo lo que se hizo."),
    "communities.change_community": _(
        "Anotar lo que se sabe de una comunidad y detener lo que se publica de ella.",
    ),
    "communities.resume_publication": _(
        "Publicar otra vez lo de una comunidad de la que se dejó de publicar.",
    ),
    "consultations.open_consultation": _("Abrir la consulta de un diseño."),
    "consultations.record_consent": _("Anotar lo que la comunidad decidió."),
    "consultations.record_round": _("Anotar las reuniones de una consulta."),
    "consultations.view_consultation": _("Ver cómo va una consulta por dentro."),
    "consultations.withdraw_consent": _(
        "Anotar que la comunidad retiró el acuerdo que había dado.",
    ),
    "feedback.collect_testimony": _("Anotar lo que contesta cada familia."),
    "feedback.read_words": _("Leer lo que la gente dijo con sus palabras."),
    "languages.keep_words": _(
        "Cuidar la lista de palabras que avisan qué conviene leer primero.",
    ),
    "languages.render_text": _("Decir cómo se dice cada texto en su idioma."),
    "mismatch.view_flag": _("Ver las alertas y los números que las sostienen."),
    "projects.change_standards": _(
        "Cuidar las tablas de referencia y las organizaciones.",
    ),
    "projects.create_project": _("Empezar un proyecto nuevo."),
    "projects.edit_design": _("Escribir y corregir diseños que no se han publicado."),
    "projects.publish_design": _("Publicar un diseño."),
    "projects.view_draft": _("Leer diseños que no se han publicado."),
    "release.approve_release": _("Firmar que un desembolso puede salir."),
    "release.override_gate": _(
        "Firmar, con otra persona y en público, que un desembolso salga aunque quede "
        "una alerta.",
    ),
    "release.request_release": _("Pedir que salga un desembolso."),
    "reports.request_internal_report": _(
        "Sacar informes internos, con los números pequeños.",
    ),
    "reports.request_report": _("Sacar informes de consulta para publicar."),
    "review.acknowledge_flag": _("Decir que una alerta ya se vio."),
    "review.assign_flag": _("Encargar una alerta a alguien."),
    "review.contest_flag": _(
        "Decir que no está de acuerdo con la respuesta a una alerta.",
    ),
    "review.reply_flag": _("Responder a la comunidad por una alerta."),
    "review.resolve_flag": _("Resolver una alerta, con razones que todos pueden leer."),
}


def can_do(role: str) -> list[str | Promise]:
    """Return the sentences of what a role may do, in a steady order."""
    held = ROLES[role].permissions
    return [sentence for perm, sentence in SENTENCES.items() if perm in held]
