"""A question is answered aloud in its page, heard again, and thrown away."""

from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client

from consult.consultations.models import Consultation
from consult.feedback import actions, models, queries
from consult.feedback.models import Draft, DraftClip, SpokenAnswer
from consult.voice.enums import Sound
from consult.voice.models import Recording
from consult.voice.serving import sound_of
from tests.consult.feedback.browsing import begin, page, say, url
from tests.consult.voice.clips import clip, pcm
from tests.factories.feedback import question

pytestmark = pytest.mark.django_db
SENT = clip(1.5)


def speak(
    client: Client,
    consultation: Consultation,
    number: int = 2,
    content: bytes = SENT,
) -> Any:  # noqa: ANN401 - the test client's answer
    return client.post(
        url("voice", consultation, number),
        content,
        content_type="audio/webm;codecs=opus",
    )


def test_what_was_said_aloud_is_an_answer_from_the_page_to_the_testimony(
    client: Client,
    consultation: Consultation,
) -> None:
    key = begin(client, consultation)

    assert speak(client, consultation).status_code == HTTPStatus.NO_CONTENT
    # Sealed with the key that only the browser has.
    row = DraftClip.objects.get()
    assert b"OggS" not in bytes(row.sealed)
    assert Recording.objects.count() == 0
    heard = client.get(url("voice", consultation, 2))
    assert (heard["Content-Type"], heard["Cache-Control"]) == (
        "audio/ogg; codecs=opus",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    assert pcm(heard.content, "ogg") == pcm(SENT, "matroska")
    assert "Ya habló 2 segundos." in page(client.get(url("ask", consultation, 2)))
    # It is an answer: nothing has to be tapped.
    onward = say(client, consultation, 2)
    assert onward.headers["Location"] == url("ask", consultation, 3)
    review = page(client.get(url("review", consultation)))
    assert "Contestó con su voz" in review
    assert "Habló 2 segundos." in review

    client.post(url("send", consultation))

    testimony = models.Testimony.objects.get(pk=key.testimony_uuid)
    assert testimony.answers == {"living:water": ["voice"]}
    (spoken,) = testimony.spoken.all()
    assert pcm(sound_of(spoken.recording, Sound.OPUS), "ogg") == pcm(SENT, "matroska")
    assert (Draft.objects.count(), DraftClip.objects.count()) == (0, 0)


def test_recording_again_takes_the_place_and_deleting_leaves_nothing(
    client: Client,
    consultation: Consultation,
) -> None:
    begin(client, consultation)
    speak(client, consultation)
    speak(client, consultation, content=clip(3))
    assert DraftClip.objects.count() == 1
    assert "Ya habló 3 segundos." in page(client.get(url("ask", consultation, 2)))

    gone = client.delete(url("voice", consultation, 2))

    assert gone.status_code == HTTPStatus.NO_CONTENT
    assert DraftClip.objects.count() == 0
    assert client.get(url("voice", consultation, 2)).status_code == HTTPStatus.NOT_FOUND
    assert say(client, consultation, 2).status_code == HTTPStatus.UNPROCESSABLE_ENTITY


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html>", "Esto no es una grabación de voz."),
        (b"\x1aE\xdf\xa3" + bytes(2 * 1024 * 1024), "La grabación pesa demasiado."),
    ],
    ids=["no audio", "too large"],
)
def test_what_is_no_clip_is_refused_with_a_sentence(
    client: Client,
    consultation: Consultation,
    content: bytes,
    sentence: str,
) -> None:
    begin(client, consultation)

    answer = speak(client, consultation, content=content)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.json()["message"].startswith(sentence)
    assert DraftClip.objects.count() == 0


def test_without_a_draft_and_where_nothing_is_asked_there_is_nothing_to_hear(
    client: Client,
    consultation: Consultation,
) -> None:
    assert speak(client, consultation).status_code == HTTPStatus.NOT_FOUND
    begin(client, consultation)
    assert speak(client, consultation, 99).status_code == HTTPStatus.NOT_FOUND
    assert client.get(url("voice", consultation, 2)).status_code == HTTPStatus.NOT_FOUND


def sent(client: Client, consultation: Consultation) -> models.Testimony:
    key = begin(client, consultation)
    speak(client, consultation, 1)
    speak(client, consultation, 2)
    client.post(url("send", consultation))
    return models.Testimony.objects.get(pk=key.testimony_uuid)


def test_a_correction_keeps_takes_back_and_says_anew(
    client: Client,
    consultation: Consultation,
) -> None:
    testimony = sent(client, consultation)
    first, second = queries.questions_of(consultation)[:2]
    key = actions.start_correction(testimony=testimony)
    contents = queries.draft_contents(key)
    assert contents is not None
    assert set(contents.voice) == {first.code, second.code}
    assert contents.answers == {}

    actions.drop_voice(key=key, question=second)
    actions.save_voice(key=key, question=question(consultation, "agree"), content=SENT)
    actions.send_draft(key=key, consultation=consultation, by=None)

    testimony.refresh_from_db()
    assert testimony.answers == {first.code: ["voice"], "agree": ["voice"]}
    assert set(testimony.spoken.values_list("question", flat=True)) == {
        first.code,
        "agree",
    }
    assert (SpokenAnswer.objects.count(), Recording.objects.count()) == (2, 2)


def test_a_draft_that_is_given_up_takes_its_clips_with_it(
    client: Client,
    consultation: Consultation,
) -> None:
    key = begin(client, consultation)
    speak(client, consultation)

    actions.discard_draft(key=key)

    assert DraftClip.objects.count() == 0


def test_every_page_may_use_the_microphone_and_nothing_else(client: Client) -> None:
    policy = client.get("/").headers["Permissions-Policy"]
    assert policy.startswith("microphone=(self), camera=(), geolocation=()")
