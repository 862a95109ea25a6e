"""How often people speak of what is watched for: counted, suggested, never a flag."""

import pytest
from django.test import Client
from django.utils import timezone

from consult.accounts import sealing
from consult.accounts.enums import RoleCode
from consult.consultations.models import Consultation
from consult.feedback import actions, models, queries, reading
from consult.feedback.drafts import Contents
from consult.feedback.policies import WORDS_FROM
from consult.languages import actions as languages
from consult.languages.watching import forget
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from consult.voice.enums import Source, Writing
from consult.voice.models import Recording, Transcript
from tests.consult.feedback.browsing import page
from tests.factories.accounts import sign_in
from tests.factories.communities import make_language
from tests.factories.consultations import make_user
from tests.factories.feedback import (
    WATER_FROM_THE_RIVER,
    give_testimony,
)
from tests.factories.languages import make_speaker, make_theme

pytestmark = pytest.mark.django_db


def watch(term: str = "zub'av", theme: str = "threat") -> None:
    languages.add_word(
        by=make_speaker(),
        language=make_language("quc"),
        theme=make_theme(theme),
        term=term,
    )
    # A test's own transaction is never committed.
    forget()


def say(consultation: Consultation, *words: str) -> models.Testimony:
    return give_testimony(
        consultation,
        words=dict(zip(("agree", "needs"), words, strict=False)),
    )


def counts(consultation: Consultation) -> dict[str, int]:
    return {
        each.theme_id: each.testimonies for each in queries.themes_said(consultation)
    }


def test_a_testimony_counts_once_for_a_theme_however_often_it_says_the_word(
    consultation: Consultation,
) -> None:
    watch()

    say(consultation, "Zub’av, zub'av", "zub'av")
    say(consultation, "nada de eso")
    say(consultation)

    assert counts(consultation) == {"threat": 1}


def test_the_same_testimony_sent_again_is_not_counted_again(
    consultation: Consultation,
) -> None:
    watch()
    first = say(consultation, "zub'av")

    give_testimony(
        consultation,
        words={"agree": "zub'av"},
        uuid=first.uuid,
        receipt="",
    )

    assert counts(consultation) == {"threat": 1}


def test_withdrawing_takes_it_out(consultation: Consultation) -> None:
    watch()
    kept, gone = say(consultation, "zub'av"), say(consultation, "zub'av")

    actions.withdraw_testimony(testimony=gone)

    assert counts(consultation) == {"threat": 1}
    actions.withdraw_testimony(testimony=kept)
    assert counts(consultation) == {}


def test_correcting_counts_what_is_said_now(consultation: Consultation) -> None:
    watch()
    watch("balde", "water_carried")
    testimony = say(consultation, "zub'av")

    actions.correct_testimony(
        contents=Contents(
            consultation_id=consultation.pk,
            answers=dict(WATER_FROM_THE_RIVER),
            words={"agree": "un balde"},
            corrects=str(testimony.pk),
            corrects_version=testimony.version,
        ),
    )

    assert counts(consultation) == {"water_carried": 1}


def test_a_word_that_comes_later_finds_what_was_said_before(
    consultation: Consultation,
) -> None:
    say(consultation, "zub'av")
    say(consultation, "un balde")
    assert actions.sweep_themes() == 1

    watch()
    watch("balde", "water_carried")

    assert actions.sweep_themes() == 1
    assert counts(consultation) == {"threat": 1, "water_carried": 1}
    assert actions.sweep_themes() == 0


def test_counting_anew_gives_what_counting_one_by_one_gave(
    consultation: Consultation,
) -> None:
    watch()
    testimonies = [say(consultation, "zub'av") for _each in range(3)]
    actions.withdraw_testimony(testimony=testimonies[0])
    before = counts(consultation)

    assert actions.recount_themes(consultation_id=consultation.pk) == before
    assert counts(consultation) == before == {"threat": 2}


def test_nothing_of_the_words_is_kept_outside_the_seal(
    consultation: Consultation,
) -> None:
    watch()
    say(consultation, "zub'av en el camino")

    row = models.ThemeCount.objects.get()

    assert {field.name for field in row._meta.concrete_fields} == {
        "id",
        "consultation",
        "theme",
        "testimonies",
    }


def test_it_suggests_and_raises_no_flag(consultation: Consultation) -> None:
    for _each in range(3):
        say(consultation, "sin nada")
    evaluate(consultation_id=consultation.pk)
    before = set(Flag.objects.values_list("detector", "subject", "severity"))

    watch("sin nada")
    actions.sweep_themes()
    evaluate(consultation_id=consultation.pk)

    assert counts(consultation) == {"threat": 3}
    after = set(Flag.objects.values_list("detector", "subject", "severity"))
    assert after == before


@pytest.mark.parametrize("role", [*RoleCode])
def test_only_who_may_read_the_words_is_told_what_to_read_first(
    client: Client,
    consultation: Consultation,
    role: RoleCode,
) -> None:
    watch()
    say(consultation, "zub'av")
    for _household in range(WORDS_FROM - 1):
        say(consultation)
    of_a_place = {
        RoleCode.COMMUNITY_LEADER,
        RoleCode.FACILITATOR,
        RoleCode.SPEAKER,
    }
    user = (
        make_user(role, place=consultation.community.place)
        if role in of_a_place
        else make_user(role, organisation=consultation.design.project.funder)
    )
    sign_in(client, user)

    shown = page(client.get(consultation.get_absolute_url()))

    assert ("Qué leer primero" in shown) == (role == RoleCode.PROTECTION_OFFICER)
    assert ("en 1 testimonio" in shown) == (role == RoleCode.PROTECTION_OFFICER)


def test_of_few_households_nobody_is_told(
    client: Client,
    consultation: Consultation,
) -> None:
    watch()
    for _household in range(WORDS_FROM - 1):
        say(consultation, "zub'av")
    sign_in(
        client,
        make_user(
            RoleCode.PROTECTION_OFFICER,
            organisation=consultation.design.project.funder,
        ),
    )

    assert "Qué leer primero" not in page(client.get(consultation.get_absolute_url()))


def test_what_is_watched_for_is_read_first(consultation: Consultation) -> None:
    watch("balde", "water_carried")
    watch("zub'av", "threat")
    make_theme("water_carried").__class__.objects.filter(pk="water_carried").update(
        order=9,
    )
    said = {"agree": ["Algo.", "Un balde.", "Zub’av y balde."]}

    (shown,) = reading.said_words(consultation, said, {})

    assert [(each.text, [t.pk for t in each.themes]) for each in shown.texts] == [
        ("Zub’av y balde.", ["threat", "water_carried"]),
        ("Un balde.", ["water_carried"]),
        ("Algo.", []),
    ]


def test_an_accepted_transcript_counts_and_one_that_nobody_accepted_does_not(
    consultation: Consultation,
) -> None:
    watch()
    spoken = [aloud(consultation, "zub'av", accepted=yes) for yes in (True, False)]

    assert actions.sweep_themes() == 1
    assert counts(consultation) == {"threat": 1}

    actions.withdraw_testimony(testimony=spoken[0])
    actions.sweep_themes()
    assert counts(consultation) == {}


def aloud(
    consultation: Consultation,
    text: str,
    *,
    accepted: bool,
) -> models.Testimony:
    """Return a testimony with a recording, and what was written down of it."""
    testimony = say(consultation)
    by = make_user(RoleCode.PROTECTION_OFFICER)
    recording = Recording.objects.create(
        is_private=True,
        source=Source.WEBM,
        duration_ms=1000,
        size=1,
        made_week=testimony.collected_week,
    )
    models.SpokenAnswer.objects.create(
        testimony_uuid=testimony.pk,
        testimony=testimony,
        question="agree",
        recording=recording,
    )
    now = timezone.now() if accepted else None
    Transcript.objects.create(
        recording=recording,
        writing=Writing.TRANSCRIPT,
        version=1,
        language="quc",
        sealed_text=sealing.seal_text(text),
        written_at=timezone.now(),
        written_by=by,
        accepted_at=now,
        accepted_by=by if accepted else None,
    )
    return testimony
