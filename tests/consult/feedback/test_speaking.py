"""Answers given aloud: sealed, counted as said aloud, and taken back for good."""

import hashlib
import json
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consult.audit.models import Event
from consult.consultations.models import Consultation
from consult.feedback import actions, queries
from consult.feedback.actions.speaking import Clip, VoiceMissing, keep_clip
from consult.feedback.models import SpokenAnswer
from consult.feedback.recounting import compare
from consult.voice.enums import Sound
from consult.voice.models import Recording
from consult.voice.serving import sound_of
from projects.refusals import Conflict, Refusal
from tests.consult.voice.clips import clip, pcm
from tests.factories.feedback import give_testimony, make_answerable

pytestmark = pytest.mark.django_db
SENT = clip(1)
SHA256 = hashlib.sha256(SENT).hexdigest()
OTHER = "ab" * 32


@cache
def decoded_once() -> Clip:
    return Clip.of(SENT)


@pytest.fixture
def consultation() -> Consultation:
    return make_answerable()


def say(uuid: UUID, question: str = "agree", sent_hash: str = SHA256) -> SpokenAnswer:
    return keep_clip(
        testimony_uuid=uuid,
        question=question,
        clip=Clip(sent_hash, decoded_once().sound),
    )


def test_a_clip_waits_sealed_for_its_testimony_and_nothing_says_when(
    consultation: Consultation,
) -> None:
    uuid = uuid4()
    kept = actions.keep_spoken_answer(
        consultation=consultation,
        testimony_uuid=uuid,
        question="agree",
        content=SENT,
    )
    again = actions.keep_spoken_answer(
        consultation=consultation,
        testimony_uuid=uuid,
        question="agree",
        content=SENT,
    )

    assert kept is not None
    assert (again, kept.testimony) == (kept, None)
    assert kept.recording.is_private
    assert SHA256 not in {kept.clip_hash, kept.recording.opus_hash}
    testimony = give_testimony(consultation, uuid=uuid, voice={"agree": SHA256})
    (spoken,) = testimony.spoken.all()
    assert pcm(sound_of(spoken.recording, Sound.OPUS), "ogg") == pcm(SENT, "matroska")
    assert set(Event.objects.values_list("verb", flat=True)) == {
        "consultations.open_consultation",
        "feedback.questionnaire_frozen",
    }


def test_what_is_only_said_aloud_is_an_answer_and_counts_as_said_aloud(
    consultation: Consultation,
) -> None:
    uuid = uuid4()
    say(uuid)
    say(uuid, "needs")

    testimony = give_testimony(
        consultation,
        uuid=uuid,
        answers={"needs": ["water"]},
        voice={"agree": SHA256, "needs": SHA256},
    )

    # Where something was tapped too, that is what counts.
    assert testimony.answers == {"needs": ["water"], "agree": ["voice"]}
    assert [
        (question, choice, count)
        for question, group, choice, count in queries.tallies(consultation.pk)
        if group == "all"
    ] == [("agree", "voice", 1), ("needs", "1:water", 1)]
    assert compare(consultation.pk).differences == {}


def test_needs_that_were_only_said_aloud_have_no_rank(
    consultation: Consultation,
) -> None:
    uuid = uuid4()
    say(uuid, "needs")

    give_testimony(consultation, uuid=uuid, answers={}, voice={"needs": SHA256})

    assert ("needs", "all", "voice", 1) in queries.tallies(consultation.pk)
    assert compare(consultation.pk).differences == {}


def test_a_testimony_does_not_go_without_what_it_names(
    consultation: Consultation,
) -> None:
    uuid = uuid4()
    with pytest.raises(VoiceMissing) as refused:
        give_testimony(consultation, uuid=uuid, voice={"agree": SHA256})
    assert refused.value.field == "agree"
    say(uuid, sent_hash=OTHER)
    with pytest.raises(VoiceMissing):
        give_testimony(consultation, uuid=uuid, voice={"agree": SHA256})
    # Recorded again: what was there before is gone.
    say(uuid)
    assert Recording.objects.count() == 1
    give_testimony(consultation, uuid=uuid, voice={"agree": SHA256})


def test_nobody_says_voice_without_having_spoken(consultation: Consultation) -> None:
    with pytest.raises(Refusal) as refused:
        give_testimony(consultation, answers={"agree": ["voice"]})
    assert refused.value.field == "agree"
    with pytest.raises(Refusal):
        give_testimony(consultation, voice={"nothing": SHA256})


def test_the_same_again_is_the_same_and_another_clip_is_a_conflict(
    consultation: Consultation,
) -> None:
    uuid = uuid4()
    say(uuid)
    facts: dict[str, Any] = {"uuid": uuid, "receipt": "", "voice": {"agree": SHA256}}
    first = give_testimony(consultation, **facts)

    assert give_testimony(consultation, **facts) == first
    with pytest.raises(Conflict):
        give_testimony(consultation, **facts | {"voice": {"agree": OTHER}})
    with pytest.raises(Conflict):
        give_testimony(consultation, **facts | {"voice": {}})
    # Nothing is added to what stands.
    assert (
        actions.keep_spoken_answer(
            consultation=consultation,
            testimony_uuid=uuid,
            question="needs",
            content=SENT,
        )
        is None
    )
    assert SpokenAnswer.objects.count() == 1


def test_what_waits_and_is_not_named_goes(consultation: Consultation) -> None:
    uuid = uuid4()
    say(uuid)
    say(uuid, "needs")

    give_testimony(consultation, uuid=uuid, voice={"agree": SHA256})

    assert [each.question for each in SpokenAnswer.objects.all()] == ["agree"]
    assert Recording.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_taking_a_testimony_back_erases_what_was_said_aloud() -> None:
    consultation = make_answerable()
    uuid = uuid4()
    name = say(uuid).recording.opus.name or ""
    testimony = give_testimony(
        consultation,
        uuid=uuid,
        receipt="",
        voice={"agree": SHA256},
    )
    assert default_storage.exists(name)

    actions.withdraw_testimony(testimony=testimony)

    assert not default_storage.exists(name)
    assert (SpokenAnswer.objects.count(), Recording.objects.count()) == (0, 0)
    # Sent once more it does not come back, and neither does its sound.
    assert (
        actions.keep_spoken_answer(
            consultation=consultation,
            testimony_uuid=uuid,
            question="agree",
            content=SENT,
        )
        is None
    )
    again = give_testimony(
        consultation,
        uuid=uuid,
        receipt="",
        voice={"agree": SHA256},
    )
    assert again.state == "withdrawn"


def test_a_clip_whose_testimony_does_not_come_is_forgotten_after_two_weeks(
    consultation: Consultation,
) -> None:
    now = timezone.now()
    say(uuid4())
    uuid = uuid4()
    say(uuid)
    give_testimony(consultation, uuid=uuid, voice={"agree": SHA256})

    with time_machine.travel(now + timedelta(days=13)):
        assert actions.purge_spoken() == 0
    with time_machine.travel(now + timedelta(days=22)):
        assert actions.purge_spoken() == 1
    assert [each.testimony_uuid for each in SpokenAnswer.objects.all()] == [uuid]


@pytest.mark.parametrize(
    ("voice", "status", "field"),
    [
        ({"agree": SHA256}, 200, None),
        ({"agree": OTHER}, 424, "agree"),
        ({"agree": "abc"}, 400, "agree"),
        ({"agree": 3}, 400, "agree"),
        ([], 400, "voice"),
    ],
)
def test_the_interface_takes_what_was_said_aloud(
    client: Client,
    consultation: Consultation,
    voice: object,
    status: int,
    field: str | None,
) -> None:
    uuid = uuid4()
    say(uuid)
    body = {"consultation": consultation.code, "uuid": str(uuid), "voice": voice}

    answer = client.post(
        reverse("feedback:testimonies"),
        json.dumps(body),
        content_type="application/json",
    )

    assert (answer.status_code, answer.json().get("field")) == (status, field)


def test_a_closed_consultation_hears_nothing_more(consultation: Consultation) -> None:
    consultation.closed_at = timezone.now()
    with pytest.raises(Refusal) as refused:
        actions.keep_spoken_answer(
            consultation=consultation,
            testimony_uuid=uuid4(),
            question="agree",
            content=SENT,
        )
    assert "ya se cerró" in str(refused.value)
