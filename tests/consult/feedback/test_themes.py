"""How often people speak of what is watched for: counted, suggested, never a flag."""

import pytest
from django.test import Client

from consult.accounts.enums import RoleCode
from consult.consultations.models import Consultation
from consult.feedback import actions, models, queries
from consult.feedback.drafts import Contents
from consult.languages import actions as languages
from consult.languages.watching import forget
from consult.mismatch.actions import evaluate
from consult.mismatch.models import Flag
from tests.consult.feedback.browsing import page
from tests.factories.accounts import sign_in
from tests.factories.communities import make_language
from tests.factories.consultations import make_user
from tests.factories.feedback import (
    WATER_FROM_THE_RIVER,
    give_testimony,
    make_answerable,
)
from tests.factories.languages import make_speaker, make_theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    return make_answerable()


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
