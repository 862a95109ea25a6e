"""What each recorded act was, said in words, and which of them anybody may read.

Only words: this room knows nothing of the rooms that record. A test walks the code for
verbs and finds the ones that have no sentence here.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence; whether everybody may know of the act, and by which person it was."""

    sentence: str | Promise
    is_public: bool = False
    # Whoever answers for it in public does so by name. Never the community.
    is_signed: bool = False


def _public(sentence: str | Promise) -> Phrase:
    return Phrase(sentence, is_public=True)


def _signed(sentence: str | Promise) -> Phrase:
    return Phrase(sentence, is_public=True, is_signed=True)


PHRASES: dict[str, Phrase] = {
    # People: for those who look after them.
    "account.made": Phrase(_("Se hizo una cuenta.")),
    "account.named": Phrase(_("Se anotó de quién es una cuenta.")),
    "person.merged": Phrase(_("Se vio que dos registros son la misma persona.")),
    "account.closed": Phrase(_("Se cerró una cuenta.")),
    "account.reopened": Phrase(_("Se abrió otra vez una cuenta.")),
    "role.granted": Phrase(_("Se dio un papel.")),
    "role.revoked": Phrase(_("Se quitó un papel.")),
    "second_factor.enrolled": Phrase(_("Se puso el segundo paso de una cuenta.")),
    "second_factor.reset": Phrase(_("Se quitó el segundo paso de una cuenta.")),
    "invitation.made": Phrase(_("Se hizo una tarjeta.")),
    "invitation.made_to_return": Phrase(
        _("Se hizo una tarjeta para volver a una cuenta."),
    ),
    "invitation.used": Phrase(_("Se usó una tarjeta.")),
    "invitation.cancelled": Phrase(_("Se anuló una tarjeta.")),
    # What is proposed.
    "projects.project_created": _public(_("Se empezó el proyecto.")),
    "projects.design_started": Phrase(_("Se empezó a escribir un diseño.")),
    "projects.draft_changed": Phrase(_("Se cambió un diseño sin publicar.")),
    "projects.design_published": _signed(_("Se publicó un diseño.")),
    "projects.standard_changed": Phrase(
        _("Se cambió una tabla de referencia."),
    ),
    "languages.vocabulary_changed": Phrase(
        _("Se cambió un idioma, una palabra difícil o un tema."),
    ),
    "projects.organisation_added": Phrase(_("Se anotó una organización.")),
    "projects.place_added": Phrase(_("Se anotó un lugar.")),
    # The communities and what they said.
    "communities.set_community": Phrase(_("Se anotó lo que se sabe de una comunidad.")),
    "communities.stop_publication": Phrase(
        _("Se dejó de publicar lo de una comunidad, para cuidarla."),
    ),
    "communities.resume_publication": Phrase(
        _("Se volvió a publicar lo de una comunidad."),
    ),
    "consultations.open_consultation": _public(_("Se abrió una consulta.")),
    "consultations.record_round": _public(_("Se anotó una reunión con la comunidad.")),
    "consultations.record_consent": _public(
        _("Se anotó lo que la comunidad decidió."),
    ),
    "consultations.withdraw_consent": _public(
        _("La comunidad retiró el acuerdo que había dado."),
    ),
    "consultations.close_consultation": _public(_("Se cerró una consulta.")),
    "feedback.questionnaire_frozen": _public(
        _("Quedaron fijas las preguntas de una consulta."),
    ),
    "feedback.sheets_printed": Phrase(_("Se imprimieron hojas para contestar.")),
    "feedback.hands_counted": _public(
        _("Se contaron las manos alzadas de una asamblea."),
    ),
    "feedback.counters_mended": _public(
        _("Se corrigieron cuentas que no decían lo mismo que los testimonios."),
    ),
    "feedback.words_read": Phrase(_("Alguien leyó lo que una persona dijo.")),
    "feedback.voice_heard": Phrase(_("Alguien oyó lo que una persona dijo.")),
    "feedback.voice_written": Phrase(_("Se escribió lo que dice una grabación.")),
    "feedback.transcript_accepted": Phrase(
        _("Se dio por bueno lo que se escribió de una grabación."),
    ),
    "voice.recorded": Phrase(_("Se guardó una grabación.")),
    "voice.erased": Phrase(_("Se borró una grabación.")),
    # How texts are said in the languages people speak.
    "languages.spoken_set": Phrase(_("Alguien dijo qué idiomas habla.")),
    "languages.rendering_proposed": Phrase(_("Alguien dijo cómo se dice un texto.")),
    "languages.rendering_judged": Phrase(
        _("Otra persona dijo si un texto está bien dicho."),
    ),
    "languages.rendering_published": Phrase(
        _("Se publicó cómo se dice un texto en un idioma."),
    ),
    "languages.rendering_taken_back": Phrase(
        _("Se quitó cómo se decía un texto en un idioma."),
    ),
    "languages.rendering_stale": Phrase(
        _("Cambió el español de un texto, y se apartó cómo se decía."),
    ),
    "languages.word_added": Phrase(_("Se agregó una palabra que avisa.")),
    "languages.word_removed": Phrase(_("Se quitó una palabra que avisa.")),
    # Flags and answers.
    "mismatch.policy_set": _public(
        _("Cambiaron los números con que se levantan las alertas."),
    ),
    "flag.raised": _public(_("Se levantó una alerta.")),
    "flag.graver": _public(_("Una alerta se hizo más grave.")),
    "flag.faded": _public(_("Lo que se sabe ya no sostiene una alerta.")),
    "flag.supported_again": _public(_("Una alerta volvió a sostenerse.")),
    "flag.evidence_seen": Phrase(
        _("El sistema miró las respuestas y anotó lo que vio."),
    ),
    "flag.acknowledged": _public(_("Alguien vio una alerta y la atiende.")),
    "flag.assigned": Phrase(_("Se encargó una alerta a alguien.")),
    "flag.reply": _signed(_("Se respondió en público a una alerta.")),
    "flag.question": _signed(_("Se hizo una pregunta sobre una alerta.")),
    "flag.resolved": _signed(_("Se resolvió una alerta, con sus razones.")),
    "flag.contested": _public(
        _("La comunidad no estuvo de acuerdo con una respuesta."),
    ),
    # Money.
    "release.requested": _signed(_("Se pidió un desembolso.")),
    "release.cancelled": _signed(_("Se retiró la solicitud de un desembolso.")),
    "release.approved": _signed(_("Una persona firmó un desembolso.")),
    "release.approval_revoked": _signed(_("Una persona retiró su firma.")),
    "release.override_proposed": _signed(
        _("Una persona de fuera propuso dejar pasar unas alertas."),
    ),
    "release.override_signed": _signed(
        _("Una persona de fuera firmó que unas alertas no detengan un desembolso."),
    ),
    "release.override_withdrawn": _signed(
        _("Se retiró la firma que dejaba pasar unas alertas."),
    ),
    "release.band_saved": _signed(
        _("Se cambió cuántas personas firman, según el monto."),
    ),
    "release.released": _signed(_("Salió un desembolso.")),
    "release.clearance_issued": _signed(
        _("Se firmó la autorización de un desembolso."),
    ),
    "release.clearance_withdrawn": _public(
        _("La autorización de un desembolso dejó de valer."),
    ),
    "release.clearance_redeemed": _public(
        _("Quien paga usó la autorización de un desembolso."),
    ),
    "release.watcher_started": Phrase(
        _("Se empezó a avisar a una dirección cuando la puerta cambia."),
    ),
    "release.watcher_stopped": Phrase(_("Se dejó de avisar a una dirección.")),
    # Reports.
    "reports.requested": Phrase(_("Se pidió un informe.")),
    "reports.made": Phrase(_("Quedó hecho un informe.")),
    "reports.retried": Phrase(_("Se volvió a pedir un informe que falló.")),
    "reports.downloaded": Phrase(_("Se descargó un informe.")),
}

PUBLIC_VERBS = frozenset(verb for verb, phrase in PHRASES.items() if phrase.is_public)
SIGNED_VERBS = frozenset(verb for verb, phrase in PHRASES.items() if phrase.is_signed)


def sentence(verb: str) -> str | Promise:
    """Return what an act was, in words; a verb without any is its own."""
    phrase = PHRASES.get(verb)
    return phrase.sentence if phrase else verb
