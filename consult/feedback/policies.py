"""What a testimony may say, and when it is taken, each with the reason why not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.accounts.second_factor import require_enrolled
from consult.consultations.enums import AgeBand, Sex
from consult.consultations.models import Consultation
from consult.feedback import pauses, receipts
from consult.feedback.drafts import Contents
from consult.feedback.enums import Channel, Displacement
from consult.feedback.models import Rule, Testimony
from consult.feedback.permissions import COLLECT, READ_WORDS
from consult.feedback.quantities import number_of
from consult.feedback.vocabulary import NON_ANSWERS, NOT_CHOICES, SPOKEN
from projects.refusals import NotAllowed, Refusal

# Characters of one answer in somebody's own words.
WORDS_MAX: Final = 1000
# Of what is written down of a recording.
TRANSCRIPT_MAX: Final = 4000
# Households that must count before anybody reads or hears one, as in internal reports.
WORDS_FROM: Final = 5

NOT_IN_QUESTIONNAIRE = _("Una de las respuestas no es de estas preguntas.")


class Closed(Refusal):
    """The consultation takes no more testimonies."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Esta consulta ya se cerró y no recibe más respuestas. Lo que usted "
                "contestó no se guardó.",
            ),
        )


class NotANumber(Refusal):
    """The answer to a question that asks how many is no number, or cannot be."""


def say_a_number(numbers: tuple[int, int]) -> str:
    """Return the sentence that asks for a number between these two."""
    return _(
        "Escriba solo un número, de %(least)s a %(most)s. Si no sabe o no quiere, "
        "también es una respuesta.",
    ) % {"least": numbers[0], "most": numbers[1]}


def check_takes_testimonies(consultation: Consultation) -> None:
    """Refuse a testimony for a consultation that is closed.

    Raises:
        Closed: it is.

    """
    if not consultation.is_open:
        raise Closed


def check_can_collect(*, consultation: Consultation, by: User | None) -> None:
    """Refuse whoever may not write down other people's answers here.

    Raises:
        NotAllowed: no such role in this community or organisation.

    """
    require(
        by,
        COLLECT,
        consultation,
        _("Su cuenta no puede anotar respuestas de esta comunidad."),
    )
    if by is not None:
        require_enrolled(by)


def can_collect(*, consultation: Consultation, by: User | None) -> bool:
    """Say whether somebody may write down other people's answers here, now."""
    try:
        check_takes_testimonies(consultation)
        check_can_collect(consultation=consultation, by=by)
    except Refusal:
        return False
    return True


def check_can_read_words(*, consultation: Consultation, by: User) -> None:
    """Refuse whoever may not read what people said in their own words.

    Raises:
        NotAllowed: no such role here.

    """
    require(
        by,
        READ_WORDS,
        consultation,
        _("Solo quien protege a la gente puede leer lo que dijo con sus palabras."),
    )
    require_enrolled(by)


def check_words_are_many(consultation: Consultation) -> None:
    """Refuse what people said where so few answered that one could tell who said it.

    Raises:
        Refusal: fewer than `WORDS_FROM` households count.

    """
    few = Testimony.objects.counted().filter(consultation=consultation)[:WORDS_FROM]
    if len(few) < WORDS_FROM:
        raise Refusal(
            _(
                "Todavía contestaron muy pocas familias: se podría saber quién habló. "
                "Se puede leer y oír desde que contestan %(least)s.",
            )
            % {"least": WORDS_FROM},
        )


def are_words_many(consultation: Consultation) -> bool:
    """Say whether enough households answered for words to be nobody's."""
    try:
        check_words_are_many(consultation)
    except Refusal:
        return False
    return True


def check_transcript(text: str) -> None:
    """Refuse what cannot be what a recording says.

    Raises:
        Refusal: it is empty, or longer than two minutes of talking.

    """
    if not text.strip():
        raise Refusal(_("Escriba lo que dice la grabación."), field="text")
    if len(text) > TRANSCRIPT_MAX:
        raise Refusal(
            _("Es demasiado largo: caben %(most)s letras.") % {"most": TRANSCRIPT_MAX},
            field="text",
        )


def check_channel(
    *,
    consultation: Consultation,
    channel: str,
    by: User | None,
) -> None:
    """Refuse an unknown channel, or one that this person may not use.

    Raises:
        NotAllowed: it says that somebody collected it, and nobody who may.
        Refusal: there is no such channel.

    """
    if channel not in {*Channel}:
        raise Refusal(_("No se sabe de dónde viene esta respuesta."), field="channel")
    if channel == Channel.WEB:
        if by is not None:
            raise NotAllowed(
                _("Lo que alguien contesta por su cuenta no lleva el nombre de nadie."),
                field="channel",
            )
        return
    check_can_collect(consultation=consultation, by=by)


def check_can_pause(contents: Contents) -> None:
    """Refuse to leave for later what has another way back, or is somebody's alone.

    Raises:
        Refusal: it is a correction, or the phone is with the person who answers alone.

    """
    if contents.corrects:
        raise Refusal(
            _("Para seguir después con esto basta su recibo: ya se envió una vez."),
        )
    if contents.handed:
        raise Refusal(
            _("Esta parte se contesta a solas. Pase primero a la que sigue."),
        )


def can_pause(contents: Contents) -> bool:
    """Say whether what is half-done may be left for later now."""
    try:
        check_can_pause(contents)
    except Refusal:
        return False
    return True


def check_own_account(contents: Contents, *, by: User | None) -> None:
    """Refuse what somebody else began to write down.

    Raises:
        Refusal: `by` is not the person who began it.

    """
    collector = contents.collected_by_id
    if collector is not None and (by is None or by.pk != collector):
        raise Refusal(
            _("Estas respuestas las empezó a anotar otra cuenta. Entre con ella."),
        )


def check_pause_number(number: str) -> None:
    """Refuse what can be no number of a pause, with what is wrong with it.

    Raises:
        Refusal: it has too few digits or too many, or one of them is wrong.

    """
    if not number:
        raise Refusal(_("Escriba los 12 números que anotó."))
    if len(number) != pauses.DIGITS:
        raise Refusal(
            _("Son 12 números y aquí hay %(count)s.") % {"count": len(number)},
        )
    if not pauses.is_well_formed(number):
        raise Refusal(_("Uno de los números no es. Compárelo con el que anotó."))


def check_about(*, sex: str, age_band: str, displacement: str) -> None:
    """Refuse what is none of the codes of who somebody is; empty is not said.

    Raises:
        Refusal: with the field that is wrong.

    """
    for field, value, known in (
        ("sex", sex, {*Sex}),
        ("age_band", age_band, {*AgeBand}),
        ("displacement", displacement, {*Displacement}),
    ):
        if value and value not in known:
            raise Refusal(_("Toque una de las opciones de la lista."), field=field)


def check_part(part_id: int | None, *, asked: Iterable[Mapping[str, object]]) -> None:
    """Refuse a part of the community that was not among the answers; None is not said.

    Raises:
        Refusal: there is no such part, or its people were not asked for.

    """
    if part_id is not None and part_id not in {each["id"] for each in asked}:
        raise Refusal(_("Toque una de las opciones de la lista."), field="part")


def check_unsaid(unsaid: Mapping[str, str], *, said: Mapping[str, object]) -> None:
    """Refuse a "no sé" about oneself that is none, or stands beside what was said.

    Raises:
        Refusal: with the field that is wrong.

    """
    for field, answer in unsaid.items():
        if field not in said or answer not in NON_ANSWERS:
            raise Refusal(_("Toque una de las opciones de la lista."), field=field[:80])
        if said[field] not in ("", None):
            raise Refusal(
                _("Una de las respuestas no puede ir junto con otras."),
                field=field,
            )


def check_week(*, consultation: Consultation, collected_on: date) -> None:
    """Refuse a day on which nobody can have answered.

    Raises:
        Refusal: a day to come, or before the consultation opened.

    """
    if collected_on > timezone.localdate():
        raise Refusal(_("Ese día todavía no llega."), field="collected_on")
    opened_on = timezone.localdate(consultation.opened_at)
    if monday_of(collected_on) < monday_of(opened_on):
        raise Refusal(
            _("Ese día la consulta todavía no se abría."),
            field="collected_on",
        )


def monday_of(day: date) -> date:
    """Return the Monday of a day's week: the only time kept of a testimony."""
    return day - timedelta(days=day.weekday())


def check_receipt(receipt: str) -> None:
    """Refuse a receipt that was not made as receipts are; empty means none.

    Raises:
        Refusal: it is not 20 digits with a check digit.

    """
    if receipt and not receipts.is_well_formed(receipt):
        raise Refusal(
            _("El número del recibo no está bien. Son 20 números."),
            field="receipt",
        )


def check_answers(
    *,
    rules: Mapping[str, Rule],
    answers: Mapping[str, Sequence[str]],
    words: Mapping[str, str],
    voice: Collection[str] = (),
) -> None:
    """Refuse answers that are not answers to these questions.

    `voice` names the questions that a recording answers. A question may be left without
    an answer; a testimony may not be all empty.

    Raises:
        Refusal: with the code of the question that is wrong.

    """
    for code in [*answers, *words, *voice]:
        if code not in rules:
            raise Refusal(NOT_IN_QUESTIONNAIRE, field=str(code)[:80])
    for code, choices in answers.items():
        if list(choices) == [SPOKEN] and code in voice:
            continue
        check_choices(rule=rules[code], choices=choices)
    for code, text in words.items():
        check_words(text, field=code)
    if not any(answers.values()) and not any(text.strip() for text in words.values()):
        raise Refusal(_("Todavía no contesta ninguna pregunta."))


def check_choices(*, rule: Rule, choices: Sequence[str]) -> None:
    """Refuse choices that are not of the question, or do not go together.

    Raises:
        Refusal: with the code of the question.

    """
    if len(choices) == 1 and choices[0] in NON_ANSWERS:
        return
    if rule.numbers:
        _check_number(rule.code, rule.numbers, choices)
        return
    if len(choices) > 1 and (rule.alone | NOT_CHOICES).intersection(choices):
        raise Refusal(
            _("Una de las respuestas no puede ir junto con otras."),
            field=rule.code,
        )
    if any(choice not in rule.choices for choice in choices):
        raise Refusal(NOT_IN_QUESTIONNAIRE, field=rule.code)
    if len(set(choices)) != len(choices):
        raise Refusal(_("Tocó dos veces la misma respuesta."), field=rule.code)
    if len(choices) > rule.most_choices:
        raise Refusal(
            _("Son demasiadas respuestas para esta pregunta."),
            field=rule.code,
        )


def _check_number(
    code: str,
    numbers: tuple[int, int],
    choices: Sequence[str],
) -> None:
    if len(choices) > 1:
        raise NotANumber(
            _("Hay un número y otra respuesta más. Borre el número, o siga con él."),
            field=code,
        )
    said = number_of(choices[0]) if choices else None
    least, most = numbers
    if said is None or not least <= said <= most:
        raise NotANumber(say_a_number(numbers), field=code)


def check_words(text: str, *, field: str) -> None:
    """Refuse words that do not fit.

    Raises:
        Refusal: longer than `WORDS_MAX` characters.

    """
    if len(text) > WORDS_MAX:
        raise Refusal(
            _("Es demasiado largo: caben %(most)s letras.") % {"most": WORDS_MAX},
            field=field,
        )
