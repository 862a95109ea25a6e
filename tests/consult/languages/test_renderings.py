"""From nobody has said it yet to everybody reads and hears it, and back."""

from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.accounts.models import Person, User
from consult.audit.models import Event
from consult.consultations.models import EvidenceChange
from consult.languages import actions, policies, published
from consult.languages.enums import RenderingState
from consult.languages.models import Language, Rendering
from consult.languages.queries import languages_that_say, standings
from consult.languages.texts import NeededText, needed_texts, source_key
from consult.mismatch.engine import _text_languages
from consult.mismatch.models import Flag
from consult.review.models import Reply
from consult.voice.models import Recording
from projects.models import Design, Ladder
from projects.refusals import Conflict, NotAllowed, Refusal
from tests.consult.voice.clips import clip
from tests.factories.communities import make_language
from tests.factories.feedback import make_answerable, make_ladder, question
from tests.factories.languages import (
    MADE_UP,
    agree,
    make_speaker,
    publish,
    publish_sound,
    write,
)

pytestmark = pytest.mark.django_db
WATER = "¿De dónde saca su familia el agua para tomar?"


def state(rendering: Rendering) -> str:
    return Rendering.objects.get(pk=rendering.pk).state


def judge(rendering: Rendering, by: User, *, yes: bool) -> str:
    return actions.judge_rendering(by=by, rendering=rendering, is_yes=yes).state


@pytest.mark.parametrize(
    ("yes", "no", "expected"),
    [
        (0, 0, "draft"),
        (0, 1, "draft"),
        (1, 0, "reviewed"),
        (1, 1, "reviewed"),
        (2, 0, "published"),
        (2, 1, "published"),
        (3, 2, "published"),
        (2, 2, "declined"),
        (1, 2, "declined"),
        (0, 2, "declined"),
    ],
)
def test_where_a_version_stands_follows_from_what_others_say(
    yes: int,
    no: int,
    expected: str,
) -> None:
    assert policies.state_of(yes=yes, no=no) == expected


def test_never_is_anything_published_with_less_than_two_yes() -> None:
    published_with = {
        (yes, no)
        for yes, no in product(range(6), repeat=2)
        if policies.state_of(yes=yes, no=no) == RenderingState.PUBLISHED
    }

    assert min(yes for yes, _no in published_with) == 2
    assert all(yes > no for yes, no in published_with)


def test_two_others_publish_what_one_wrote() -> None:
    rendering = write(WATER)
    assert state(rendering) == "draft"

    assert judge(rendering, make_speaker(), yes=True) == "reviewed"
    assert judge(rendering, make_speaker(), yes=True) == "published"

    verbs = Event.objects.filter(verb__startswith="languages.rendering")
    assert list(verbs.order_by("sequence").values_list("verb", flat=True)) == [
        "languages.rendering_proposed",
        "languages.rendering_judged",
        "languages.rendering_judged",
        "languages.rendering_published",
    ]


def test_nobody_publishes_alone_however_often_they_say_yes() -> None:
    rendering, other = write(WATER), make_speaker()

    assert [judge(rendering, other, yes=True) for _each in range(3)] == ["reviewed"] * 3
    with pytest.raises(NotAllowed):
        judge(rendering, rendering.made_by, yes=True)


def test_persons_count_and_not_their_accounts() -> None:
    """Somebody who came back with a new account is still one."""
    author, first, second = make_speaker(), make_speaker(), make_speaker()
    for account in (first, second):
        account.person = Person.objects.get_or_create(name="Una persona")[0]
    User.objects.filter(pk=first.pk).update(person=first.person)
    rendering = write(WATER, by=author)
    assert judge(rendering, first, yes=True) == "reviewed"

    User.objects.filter(pk=first.pk).update(is_active=False)
    User.objects.filter(pk=second.pk).update(person=second.person)

    assert judge(rendering, second, yes=True) == "reviewed"


def test_saying_something_else_takes_the_place_of_what_one_said() -> None:
    rendering, other = write(WATER), make_speaker()

    assert judge(rendering, other, yes=True) == "reviewed"
    assert judge(rendering, other, yes=False) == "draft"
    assert rendering.verdicts.count() == 1


def test_two_who_say_no_take_back_what_two_had_published() -> None:
    make_ladder("water")
    rendering = publish(WATER)
    assert Ladder.objects.get(pk="water").question_quc == MADE_UP  # type: ignore[attr-defined]

    assert judge(rendering, make_speaker(), yes=False) == "published"
    assert judge(rendering, make_speaker(), yes=False) == "declined"

    assert Ladder.objects.get(pk="water").question_quc is None  # type: ignore[attr-defined]
    assert judge(rendering, make_speaker(), yes=True) == "published"


def test_a_better_one_takes_its_place_and_history_is_kept() -> None:
    make_ladder("water")
    first, second = publish(WATER), publish(WATER, "otro " + MADE_UP)

    assert [state(first), state(second)] == ["replaced", "published"]
    assert Ladder.objects.get(pk="water").question_quc == "otro " + MADE_UP  # type: ignore[attr-defined]
    with pytest.raises(Refusal, match="ya no está en uso"):
        judge(first, make_speaker(), yes=True)


def test_a_recording_and_a_text_are_published_beside_each_other() -> None:
    written, spoken = publish(WATER), publish_sound(WATER)

    assert [state(written), state(spoken)] == ["published", "published"]
    known = published.published_in("quc")
    assert known.words == {source_key(WATER): MADE_UP}
    assert known.sounds == {source_key(WATER): f"/voz/{spoken.recording_id}.ogg"}


def test_a_recording_is_a_version_of_its_own_and_needs_no_writing() -> None:
    rendering = actions.propose_recording(
        by=make_speaker(),
        language=make_language("quc"),
        needed=NeededText(WATER),
        content=clip(1),
    )

    assert (rendering.text, rendering.is_spoken) == ("", True)
    assert rendering.recording is not None
    assert rendering.recording.made_by == rendering.made_by
    assert not rendering.recording.is_private


def test_what_is_no_sound_is_refused_and_leaves_nothing() -> None:
    with pytest.raises(Refusal):
        actions.propose_recording(
            by=make_speaker(),
            language=make_language("quc"),
            needed=NeededText(WATER),
            content=b"no sound",
        )

    assert (Rendering.objects.count(), Recording.objects.count()) == (0, 0)


def test_the_database_itself_holds_one_published_text() -> None:
    rendering = publish(WATER)

    with pytest.raises(IntegrityError), transaction.atomic():
        Rendering.objects.create(
            language=rendering.language,
            source_key=rendering.source_key,
            source=WATER,
            text="otro",
            state=RenderingState.PUBLISHED,
            made_at=timezone.now(),
            made_by=rendering.made_by,
        )


@pytest.mark.parametrize("text", ["", "  \n "])
def test_saying_nothing_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="Escriba cómo se dice"):
        write(WATER, text)


@pytest.mark.parametrize("text", [MADE_UP, "{cost} {cost}", "{coste}"])
def test_a_place_to_fill_is_kept(text: str) -> None:
    with pytest.raises(Refusal, match=r"\{cost\}"):
        write("Cuesta {cost}.", text)


def test_a_text_with_places_to_fill_is_not_read_aloud() -> None:
    with pytest.raises(Refusal, match="solo se puede escribir"):
        actions.propose_recording(
            by=make_speaker(),
            language=make_language("quc"),
            needed=NeededText("Cuesta {cost}."),
            content=clip(1),
        )


@pytest.mark.parametrize("again", [MADE_UP, "zub' avá", "zubʼ  avá", "zubꞌ ava\u0301"])
def test_the_very_same_is_written_once_with_whatever_sign(again: str) -> None:
    write(WATER)
    with pytest.raises(Conflict):
        write(WATER, again)


def test_another_case_or_accent_is_another_text() -> None:
    write(WATER)
    write(WATER, "Zub’ avá")
    write(WATER, "zub’ ava")

    assert Rendering.objects.count() == 3


def test_what_was_typed_is_kept_as_it_was_typed() -> None:
    assert write(WATER, " Zub' avá\r\notra ").text == "Zub' avá\notra"


# --- Columns and staleness ------------------------------------------------------------


def test_publishing_fills_the_columns_of_its_spanish_and_no_others() -> None:
    make_ladder("water")
    make_ladder("road")

    publish(WATER)

    assert list(
        Ladder.objects.order_by("pk").values_list("pk", "question_quc", "question_mam"),
    ) == [("road", None, None), ("water", MADE_UP, None)]


def test_what_was_asked_stays_as_it_was_asked() -> None:
    consultation = make_answerable()
    frozen = consultation.questionnaire.content_hash

    publish(WATER)

    asked = question(consultation, "living:water")
    assert (asked.text_es, asked.text_quc) == (WATER, None)  # type: ignore[attr-defined]
    consultation.questionnaire.refresh_from_db()
    assert consultation.questionnaire.content_hash == frozen


def test_a_text_too_long_for_a_column_stays_out_of_it() -> None:
    make_ladder("water")

    publish(WATER, "a" * 241)

    assert Ladder.objects.get(pk="water").question_quc is None  # type: ignore[attr-defined]


def test_when_the_spanish_changes_what_was_made_from_it_is_stale() -> None:
    make_ladder("water")
    rendering, other = publish(WATER), publish("¿Cómo es el camino para llegar?")
    make_ladder("road")
    Ladder.objects.filter(pk="water").update(question_es="¿Y el agua?")

    assert actions.settle_renderings() == 1
    assert actions.settle_renderings() == 0

    assert [state(rendering), state(other)] == ["stale", "published"]
    assert Ladder.objects.get(pk="water").question_quc is None  # type: ignore[attr-defined]
    assert published.words_for(WATER, "quc") is None


def test_when_the_spanish_comes_back_so_does_what_was_said_of_it() -> None:
    make_ladder("water")
    rendering = publish(WATER)
    for spanish in ("¿Y el agua?", WATER):
        Ladder.objects.filter(pk="water").update(question_es=spanish)
        actions.settle_renderings()

    assert state(rendering) == "published"
    assert Ladder.objects.get(pk="water").question_quc == MADE_UP  # type: ignore[attr-defined]


def test_a_closed_consultation_makes_nothing_stale() -> None:
    consultation = make_answerable()
    rendering = publish(question(consultation, "money_right").text)
    consultation.closed_at, consultation.closed_by = (
        timezone.now(),
        consultation.opened_by,
    )
    consultation.save()

    assert actions.settle_renderings() == 0
    assert state(rendering) == "published"


# --- Evidence -------------------------------------------------------------------------


@pytest.mark.parametrize("make", [publish, publish_sound])
def test_a_design_that_is_said_in_a_language_is_evidence(make: object) -> None:
    consultation = make_answerable()
    design = Design.objects.get(pk=consultation.design_id)
    assert _text_languages(design) == ("spa",)
    EvidenceChange.objects.all().delete()

    make(design.summary)  # type: ignore[operator]

    design.refresh_from_db()
    assert _text_languages(design) == ("quc", "spa")
    assert languages_that_say(design.summary) == {"quc"}
    assert [each.reason for each in EvidenceChange.objects.all()] == ["rendering"]


# --- Languages beyond those of the interface ------------------------------------------


def test_any_language_may_be_said_not_only_those_of_the_interface() -> None:
    make_ladder("water")
    Language.objects.create(code="ixl", name="Ixil", autonym="Ixil", basis="read")

    rendering = publish(WATER, language="ixl")

    assert state(rendering) == "published"
    assert languages_that_say(WATER) == {"ixl"}


def test_the_texts_of_an_open_consultation_are_counted_by_screens() -> None:
    consultation = make_answerable()
    language = make_language("quc")

    texts = needed_texts(language)

    asked = consultation.questionnaire.questions.count()
    # Under every question, and under the five about oneself.
    for text in ("No sé", "No entendí", "Prefiero no decir"):
        assert texts[source_key(text)].screens == asked + 5
    assert texts[source_key(WATER)].screens == 1
    # Yes is an answer to several questions.
    assert texts[source_key("Sí")].screens > 1
    assert needed_texts(make_language("mam"))[source_key("No sé")].screens == 0


def test_agreeing_twice_is_what_publishing_takes() -> None:
    assert state(agree(write(WATER), times=1)) == "reviewed"


def test_spanish_is_recorded_and_not_written_again() -> None:
    with pytest.raises(Refusal, match="ya está escrito"):
        write(WATER, language="es")
    publish_sound(WATER, language="es")
    make_answerable()

    rows = {row.needed.spanish: row for row in standings(make_language("es"))}

    assert (rows[WATER].is_written, rows[WATER].is_spoken) == (True, True)
    assert sum(row.fallbacks for row in rows.values()) == 0


def test_an_answer_to_the_community_is_a_text_to_be_said() -> None:
    flag = Flag.objects.create(
        design=(consultation := make_answerable()).design,
        community=consultation.community,
        consultation=consultation,
        detector="upkeep",
        subject="x",
        severity="watch",
        raised_on=timezone.localdate(),
    )
    Reply.objects.create(
        flag=flag,
        kind="reply",
        text="Vamos a hablar con ustedes.",
        replied_at=timezone.now(),
        replied_by=make_speaker(),
    )
    key = source_key("Vamos a hablar con ustedes.")

    assert key in needed_texts(make_language("quc"))
    assert key in needed_texts()
    assert key not in needed_texts(make_language("kek"))
