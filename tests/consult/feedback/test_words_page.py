"""What people said, read and heard by whoever protects them, and by nobody else."""

from http import HTTPStatus
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.audit.models import Event
from consult.consultations.models import Consultation
from consult.feedback import actions
from consult.feedback.models import SpokenAnswer
from consult.voice.enums import Sound, Writing
from consult.voice.models import Recording, Transcript
from projects.refusals import NotAllowed, Refusal
from tests.consult.feedback.test_speaking import SENT, SHA256, say
from tests.consult.voice.clips import pcm
from tests.factories.accounts import sign_in
from tests.factories.communities import make_language
from tests.factories.consultations import make_organisation, make_user
from tests.factories.feedback import give_testimony, make_answerable

pytestmark = pytest.mark.django_db
PLACES = {RoleCode.COMMUNITY_LEADER, RoleCode.FACILITATOR}


def speak(consultation: Consultation, question: str = "agree") -> UUID:
    uuid = uuid4()
    recording = say(uuid, question).recording
    give_testimony(
        consultation,
        uuid=uuid,
        words={"agree": "Primero el agua."},
        voice={question: SHA256},
    )
    return recording.pk


@pytest.fixture
def consultation() -> Consultation:
    consultation = make_answerable()
    for _each in range(4):
        give_testimony(consultation)
    return consultation


@pytest.fixture
def protector(consultation: Consultation) -> User:
    return make_user(
        RoleCode.PROTECTION_OFFICER,
        organisation=consultation.design.project.funder,
    )


def address(consultation: Consultation) -> str:
    return reverse("feedback:words", args=[consultation.code])


def test_words_and_voices_are_shown_by_question_and_say_nothing_of_whose_they_are(
    client: Client,
    consultation: Consultation,
    protector: User,
) -> None:
    recording = speak(consultation)
    spoken = SpokenAnswer.objects.get()
    sign_in(client, protector)

    shown = client.get(address(consultation))

    text = shown.content.decode()
    assert "Primero el agua." in text
    assert reverse("feedback:hear", args=[recording]) in text
    assert str(spoken.testimony_uuid) not in text
    assert "no-store" in shown.headers["Cache-Control"]
    assert Event.objects.filter(verb="feedback.words_read").count() == 1


@pytest.mark.parametrize(("ending", "demuxer"), [("", "ogg"), ("_aac", "mov")])
def test_hearing_one_is_recorded_and_kept_by_no_browser(
    client: Client,
    consultation: Consultation,
    protector: User,
    ending: str,
    demuxer: str,
) -> None:
    recording = speak(consultation)
    sign_in(client, protector)

    sound = client.get(reverse(f"feedback:hear{ending}", args=[recording]))

    assert len(pcm(sound.content, demuxer)) > 16_000
    if demuxer == "ogg":
        assert pcm(sound.content, "ogg") == pcm(SENT, "matroska")
    assert "no-store" in sound.headers["Cache-Control"]
    event = Event.objects.get(verb="feedback.voice_heard")
    assert (event.actor, event.public) == (f"user:{protector.pk}", {})
    assert event.project_id == consultation.design.project_id


@pytest.mark.parametrize("role", [*RoleCode])
def test_who_may_read_hear_and_write(
    client: Client,
    consultation: Consultation,
    role: RoleCode,
) -> None:
    recording = speak(consultation)
    where = (
        {"place": consultation.community.place}
        if role in PLACES
        else {}
        if role == RoleCode.ADMINISTRATOR
        else {"organisation": consultation.design.project.funder}
    )
    by = make_user(role, **where)
    may = role == RoleCode.PROTECTION_OFFICER
    sign_in(client, by)

    addresses = [address(consultation), reverse("feedback:hear", args=[recording])]
    assert [client.get(each).status_code == HTTPStatus.OK for each in addresses] == [
        may,
        may,
    ]
    section = client.get(consultation.get_absolute_url()).content.decode()
    assert (address(consultation) in section) == may
    if not may:
        with pytest.raises(NotAllowed):
            actions.hear_answer(recording=recording, sound=Sound.OPUS, by=by)
        with pytest.raises(NotAllowed):
            actions.write_transcript(
                recording=recording,
                writing=Writing.TRANSLATION,
                language=None,
                text="x",
                by=by,
            )
        assert not Event.objects.filter(verb="feedback.voice_heard").exists()


def test_a_protector_of_another_organisation_finds_nothing(
    client: Client,
    consultation: Consultation,
) -> None:
    recording = speak(consultation)
    other = make_user(RoleCode.PROTECTION_OFFICER, organisation=make_organisation())
    sign_in(client, other)

    for each in (address(consultation), reverse("feedback:hear", args=[recording])):
        assert client.get(each).status_code == HTTPStatus.NOT_FOUND


def test_where_very_few_answered_nothing_is_read_or_heard(
    client: Client,
    protector: User,
    consultation: Consultation,
) -> None:
    recording = speak(consultation)
    actions.withdraw_testimony(testimony=give_testimony(consultation))
    last = consultation.testimonies.filter(spoken=None, state="counted").first()
    assert last is not None
    actions.withdraw_testimony(testimony=last)
    sign_in(client, protector)

    page = client.get(address(consultation))

    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "se podría saber quién habló" in page.content.decode()
    assert "Primero el agua." not in page.content.decode()
    assert client.get(reverse("feedback:hear", args=[recording])).status_code == 404


def test_versions_are_added_and_accepted_and_the_older_ones_stay(
    client: Client,
    consultation: Consultation,
    protector: User,
) -> None:
    recording = speak(consultation)
    sign_in(client, protector)
    write = reverse("feedback:write", args=[recording])
    for text in ("Uno, dos.", "Uno, dos, tres."):
        client.post(write, {"writing": "translation", "text": text})
    client.post(
        write,
        {"writing": "transcript", "language": make_language("quc").pk, "text": "1 2 3"},
    )

    versions = list(Transcript.objects.filter(recording=recording))

    assert [(each.writing, each.version, each.language) for each in versions] == [
        ("transcript", 1, "quc"),
        ("translation", 2, "es"),
        ("translation", 1, "es"),
    ]
    # What was said is as private in writing as it is aloud.
    assert all(b"dos" not in bytes(each.sealed_text) for each in versions)
    newest = versions[1]
    for _twice in range(2):
        client.post(reverse("feedback:accept", args=[recording, newest.pk]))
    newest.refresh_from_db()
    assert newest.accepted_by == protector
    text = client.get(address(consultation)).content.decode()
    assert text.index("Uno, dos, tres.") < text.index("Uno, dos.<")
    assert text.count("Aceptada") == 1
    verbs = list(Event.objects.values_list("verb", flat=True))
    assert verbs.count("feedback.voice_written") == 3
    assert verbs.count("feedback.transcript_accepted") == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"writing": Writing.TRANSCRIPT}, "language"),
        ({"writing": "summary"}, "writing"),
        ({"writing": Writing.TRANSLATION, "text": "  "}, "text"),
        ({"writing": Writing.TRANSLATION, "text": "x" * 4001}, "text"),
    ],
)
def test_what_says_nothing_is_not_kept(
    consultation: Consultation,
    protector: User,
    given: dict[str, str],
    field: str,
) -> None:
    facts = {"language": None, "text": "Uno.", **given}
    with pytest.raises(Refusal) as refused:
        actions.write_transcript(
            recording=speak(consultation),
            by=protector,
            **facts,  # type: ignore[arg-type]
        )
    assert refused.value.field == field
    assert Transcript.objects.count() == 0


@pytest.mark.parametrize(
    ("field", "error"),
    [
        ("language", "Diga en qué idioma habla."),
        ("text", "Este campo es obligatorio."),
    ],
)
def test_what_was_typed_is_not_lost_when_something_is_missing(
    client: Client,
    consultation: Consultation,
    protector: User,
    field: str,
    error: str,
) -> None:
    speak(consultation, "needs")
    recording = speak(consultation)
    sign_in(client, protector)
    spoken = make_language("quc").pk
    typed = {"writing": "transcript", "language": spoken, "text": "Uno <dos>."}

    shown = client.post(
        reverse("feedback:write", args=[recording]), typed | {field: ""}
    )

    assert shown.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "no-store" in shown.headers["Cache-Control"]
    text = shown.content.decode()
    assert text.count('<details class="more" open>') == 1
    at = text[text.index('<details class="more" open>') :]
    form = at[: at.index("</details>")]
    assert reverse("feedback:write", args=[recording]) in form
    assert ("Uno &lt;dos&gt;." in form) == (field != "text")
    assert f'aria-describedby="{field}-{recording}_error"' in form
    assert f'id="{field}-{recording}_error"' in form
    assert f'href="#{field}-{recording}"' in form
    assert error in form
    assert text.count("has-error") == 1
    assert Transcript.objects.count() == 0


def test_the_community_s_first_language_is_chosen_already(
    client: Client,
    consultation: Consultation,
    protector: User,
) -> None:
    speak(consultation)
    consultation.community.languages.all().delete()
    consultation.community.languages.create(language=make_language("quc"))
    sign_in(client, protector)

    text = client.get(address(consultation)).content.decode()

    assert '<option value="quc" selected>' in text


def test_accepted_says_when_and_by_whom(
    consultation: Consultation,
    protector: User,
) -> None:
    written = actions.write_transcript(
        recording=speak(consultation),
        writing=Writing.TRANSLATION,
        language=None,
        text="Uno.",
        by=protector,
    )
    written.accepted_at = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        written.save()


def test_taking_it_back_takes_what_was_written_down_too(
    consultation: Consultation,
    protector: User,
) -> None:
    recording = speak(consultation)
    actions.write_transcript(
        recording=recording,
        writing=Writing.TRANSLATION,
        language=None,
        text="Uno.",
        by=protector,
    )
    testimony = SpokenAnswer.objects.get(recording=recording).testimony
    assert testimony is not None

    actions.withdraw_testimony(testimony=testimony)

    assert (Recording.objects.count(), Transcript.objects.count()) == (0, 0)


def test_the_page_costs_the_same_for_one_and_for_many(
    client: Client,
    consultation: Consultation,
    protector: User,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    speak(consultation)
    sign_in(client, protector)
    client.get(address(consultation))
    with django_assert_max_num_queries(40) as one:
        client.get(address(consultation))
    for question in ("agree", "needs", "upkeep"):
        speak(consultation, question)

    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get(address(consultation))
