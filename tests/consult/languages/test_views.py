"""«¿Cómo se dice en su idioma?», as somebody uses it without script."""

from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.languages import actions
from consult.languages.models import Rendering, Word
from consult.languages.texts import source_key
from tests.consult.voice.clips import clip
from tests.factories.accounts import make_user, sign_in
from tests.factories.communities import make_language
from tests.factories.feedback import make_answerable
from tests.factories.languages import (
    MADE_UP,
    agree,
    make_speaker,
    make_theme,
    publish,
    write,
)

pytestmark = pytest.mark.django_db
WATER = "¿De dónde saca su familia el agua para tomar?"
MINE = reverse("languages:mine")


def text_url(spanish: str = WATER, language: str = "quc") -> str:
    return reverse("languages:text", args=[language, source_key(spanish)])


def page(answer: Any) -> str:  # noqa: ANN401 - the test client's answer
    text: str = answer.content.decode()
    return text


@pytest.fixture
def speaker(client: Client) -> User:
    user = make_speaker()
    sign_in(client, user)
    return user


def test_somebody_says_first_which_languages_they_speak(client: Client) -> None:
    user = make_user(RoleCode.COMMUNITY_LEADER)
    sign_in(client, user)
    make_language("mam")

    answer = client.post(MINE, {"languages": ["mam"]})

    assert answer.headers["Location"] == MINE
    assert [each.language_id for each in user.spoken_languages.all()] == ["mam"]
    shown = page(client.get(MINE))
    assert reverse("languages:texts", args=["mam"]) in shown


def test_it_is_reached_from_the_desk(client: Client, speaker: User) -> None:
    write("Hola")

    shown = page(client.get(reverse("accounts:desk")))

    assert "¿Cómo se dice en su idioma?" in shown
    assert MINE in shown


def test_what_is_missed_most_comes_first(client: Client, speaker: User) -> None:
    make_answerable()

    shown = page(client.get(reverse("languages:texts", args=["quc"])))

    texts = ["Seguir", "Atrás", "No entendí", "Con mis palabras (si quiere)"]
    places = [shown.index(f'<span lang="es">{text}</span>') for text in texts]
    assert places == sorted(places)


def test_how_often_spanish_stands_in_falls_when_something_is_published(
    client: Client,
    speaker: User,
) -> None:
    consultation = make_answerable()
    # Under every question, and under the five about oneself.
    screens = consultation.questionnaire.questions.count() + 5
    listed = reverse("languages:texts", args=["quc"])
    before = client.get(listed).context["progress"].fallbacks

    publish("No sé")

    progress = client.get(listed).context["progress"]
    assert (before - progress.fallbacks, progress.written) == (screens, 1)


def test_somebody_writes_it_two_others_say_yes_and_it_is_published(
    client: Client,
    speaker: User,
) -> None:
    make_answerable()

    client.post(text_url(), {"text": MADE_UP})
    rendering = Rendering.objects.get()
    assert (rendering.text, rendering.made_by, rendering.state) == (
        MADE_UP,
        speaker,
        "draft",
    )
    shown = page(client.get(text_url()))
    assert "La dijo usted." in shown
    assert "Sí, así se dice" not in shown

    for _each in range(2):
        sign_in(client, make_speaker())
        assert "Sí, así se dice" in page(client.get(text_url()))
        client.post(reverse("languages:judge", args=[rendering.pk]), {"says": "yes"})

    rendering.refresh_from_db()
    assert rendering.state == "published"
    ready = client.get(reverse("languages:texts", args=["quc"]), {"ver": "listas"})
    assert f'<span lang="es">{WATER}</span>' in page(ready)


def test_a_no_says_why(client: Client, speaker: User) -> None:
    make_answerable()
    rendering = write(WATER)

    client.post(
        reverse("languages:judge", args=[rendering.pk]),
        {"says": "no", "note": "Así hablan en otro lugar."},
    )

    assert "Así hablan en otro lugar." in page(client.get(text_url()))


def test_somebody_records_it_from_a_file(client: Client, speaker: User) -> None:
    make_answerable()
    sound = SimpleUploadedFile("voz.webm", clip(1), "audio/webm")

    answer = client.post(text_url(), {"record": "yes", "sound": sound})

    assert answer.headers["Location"] == text_url()
    rendering = Rendering.objects.get()
    assert f"/voz/{rendering.recording_id}.ogg" in page(client.get(text_url()))


def test_what_is_no_sound_is_refused_beside_the_field(
    client: Client,
    speaker: User,
) -> None:
    make_answerable()
    sound = SimpleUploadedFile("voz.webm", b"nothing", "audio/webm")

    answer = client.post(text_url(), {"record": "yes", "sound": sound})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "sound" in answer.context["spoken"].errors
    assert not Rendering.objects.exists()


def test_an_empty_text_is_refused_and_nothing_typed_is_lost(
    client: Client,
    speaker: User,
) -> None:
    make_answerable()

    answer = client.post(text_url("Cuesta {cost}."), {"text": "sin dato"})
    assert answer.status_code == HTTPStatus.NOT_FOUND
    fill = "Dicen que cuesta {cost}. ¿Qué le parece?"
    answer = client.post(text_url(fill), {"text": "sin dato"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "sin dato" in page(answer)
    assert "{cost}" in page(answer)


def test_the_text_that_was_there_before_helps_with_the_new_one(
    client: Client,
    speaker: User,
) -> None:
    make_answerable()
    agree(write("¿Y su agua?", place="projects.ladder:water"))

    actions.settle_renderings()

    shown = page(client.get(text_url()))
    assert "Antes el español era otro" in shown
    assert "¿Y su agua?" in shown


def test_a_language_one_does_not_speak_is_not_found(
    client: Client,
    speaker: User,
) -> None:
    make_language("mam")
    rendering = write(WATER, language="mam")

    for address in (
        reverse("languages:texts", args=["mam"]),
        reverse("languages:words", args=["mam"]),
        text_url(language="mam"),
    ):
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND
    judged = client.post(reverse("languages:judge", args=[rendering.pk]))
    assert judged.status_code == HTTPStatus.NOT_FOUND


def test_an_unknown_tab_is_not_found(client: Client, speaker: User) -> None:
    address = reverse("languages:texts", args=["quc"])
    assert client.get(address, {"ver": "x"}).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("many", [1, 3])
def test_a_text_costs_the_same_however_much_there_is(
    client: Client,
    speaker: User,
    many: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(many):
        make_answerable()
        agree(write(WATER, f"{MADE_UP} {number}"), times=1)
    client.get(text_url())

    with django_assert_num_queries(17):
        client.get(text_url())


def test_words_are_added_once_and_taken_out(client: Client, speaker: User) -> None:
    theme = make_theme()
    address = reverse("languages:words", args=["quc"])

    for typed in ("Zub'av", "zub’av"):
        answer = client.post(address, {"term": typed, "theme": theme.pk})
    word = Word.objects.get()

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert (word.term, word.key, word.added_by) == ("Zubʼav", "zubʼav", speaker)
    assert "Zubʼav" in page(client.get(address))

    client.post(reverse("languages:remove_word", args=[word.pk]))

    word.refresh_from_db()
    assert word.removed_by == speaker
    assert "Zubʼav" not in page(client.get(address))
    # It may come back, as another row.
    client.post(address, {"term": "zub'av", "theme": theme.pk})
    assert Word.objects.standing().count() == 1
