from pathlib import Path

import polib
import pytest
from pytest_django.fixtures import Settings

from consult.audit.models import Event
from consult.consultations.models import Consultation
from consult.feedback import actions
from consult.feedback.enums import QuestionKind
from consult.feedback.models import Question
from projects.enums import AssumptionKind, Basis, Sector, Severity
from projects.models import Assumption, Prerequisite
from projects.refusals import Conflict
from tests.factories.communities import make_community
from tests.factories.consultations import make_consultation, make_design
from tests.factories.feedback import (
    assume,
    make_answerable,
    make_component,
    make_irrigation,
    make_ladder,
    question,
)

pytestmark = pytest.mark.django_db


def codes(consultation: Consultation) -> list[str]:
    found = Question.objects.filter(questionnaire__consultation=consultation)
    return list(found.order_by("order").values_list("code", flat=True))


def text(asked: Question, language: str) -> str:
    return getattr(asked, f"text_{language}") or ""


def test_freedom_to_speak_is_asked_before_everything_and_after() -> None:
    assert codes(make_answerable()) == [
        "can_speak_freely",
        "living:water",
        "water_minutes",
        "living:road",
        "needs",
        "assumption:source_flow",
        "understood",
        "explained_in_language",
        "money_right",
        "knows_executor",
        "trusts_executor",
        "upkeep",
        "left_out",
        "agree",
        "spoke_freely",
        "told_what_to_answer",
        "somebody_with_you",
    ]


def test_a_ladder_is_asked_once_for_all_the_assumptions_that_stand_on_it() -> None:
    community = make_community()
    design = make_irrigation(community)
    other = make_component(design)
    assume(other, "clean_hands", ladder="water", level="limited")
    consultation = make_consultation(community=community, design=design)

    asked = question(consultation, "living:water")

    assert codes(consultation).count("living:water") == 1
    assert sorted(each.key for each in asked.assumptions.all()) == [
        "clean_hands",
        "drinking_water_first",
    ]


def test_an_assumption_adds_its_ladder_to_the_ones_always_asked() -> None:
    community = make_community()
    design = make_irrigation(community)
    assume(make_component(design), "tenure", ladder="tenure", level="secure")
    consultation = make_consultation(community=community, design=design)

    assert codes(consultation)[:6] == [
        "can_speak_freely",
        "living:water",
        "water_minutes",
        "living:road",
        "living:tenure",
        "needs",
    ]


def test_what_the_author_dropped_is_not_asked() -> None:
    community = make_community()
    design = make_irrigation(community)
    assume(
        make_component(design),
        "power",
        text="Hay luz para la bomba.",
        dropped_reason="El agua baja sola.",
    )

    consultation = make_consultation(community=community, design=design)

    assert "assumption:power" not in codes(consultation)


def test_a_statement_is_asked_as_what_they_say() -> None:
    asked = question(make_answerable(), "assumption:source_flow")

    assert text(asked, "es") == "Dicen: «La fuente alcanza en verano.» ¿Es así?"
    assert asked.kind == QuestionKind.CHOICE
    assert [choice["code"] for choice in asked.choices] == ["yes", "no"]


def test_the_money_is_asked_with_the_amount_and_the_families() -> None:
    asked = question(make_answerable(), "money_right")

    assert text(asked, "es") == (
        "Dicen que cuesta USD 186,000.00 para 95 familias. ¿Qué le parece?"
    )


def test_the_money_is_asked_without_families_where_the_design_gives_none() -> None:
    community = make_community()
    design = make_irrigation(community, households_targeted=None)
    consultation = make_consultation(community=community, design=design)

    assert text(question(consultation, "money_right"), "es") == (
        "Dicen que cuesta USD 186,000.00. ¿Qué le parece?"
    )


def test_who_will_do_it_is_named() -> None:
    consultation = make_answerable()
    name = consultation.design.carried_out_by.name

    assert text(question(consultation, "knows_executor"), "es") == (
        f"Dicen que lo va a hacer «{name}». ¿Los conoce?"
    )


def test_the_steps_of_a_ladder_carry_their_names_in_each_language_that_has_one() -> (
    None
):
    asked = question(make_answerable(), "living:water")

    assert text(asked, "es") == "¿De dónde saca su familia el agua para tomar?"
    assert text(asked, "en") == "Where does your family get its drinking water?"
    assert asked.choices[0] == {
        "code": "no_service",
        "text": {"es": "Del río, con baldes", "en": "From the river, in buckets"},
        "pictogram": "water-no_service",
    }


def test_a_text_without_translation_is_only_in_spanish() -> None:
    community = make_community()
    design = make_design(community)
    assume(make_component(design), "tenure", ladder="tenure", level="secure")
    consultation = make_consultation(community=community, design=design)
    asked = question(consultation, "living:tenure")

    assert text(asked, "es") == "¿Cómo es la tierra donde siembra?"
    assert text(asked, "en") == ""
    assert asked.choices[0]["text"] == {"es": "Con pleito"}


def test_a_level_that_is_no_longer_used_is_not_offered() -> None:
    make_ladder("water").levels.filter(code="limited").update(active=False)

    asked = question(make_answerable(), "living:water")

    assert "limited" not in asked.rule.choices


def test_the_questions_are_frozen_once() -> None:
    consultation = make_answerable()

    with pytest.raises(Conflict) as refused:
        actions.freeze_questionnaire(
            consultation=consultation,
            by=consultation.opened_by,
        )

    assert str(refused.value) == "Las preguntas de esta consulta ya están puestas."


def test_what_is_frozen_does_not_change_with_the_tables() -> None:
    consultation = make_answerable()
    make_ladder("water").levels.filter(code="basic").update(name_es="Otro nombre")

    texts = [
        each["text"]["es"] for each in question(consultation, "living:water").choices
    ]

    assert texts[3] == "De chorro, cerca"


def test_the_same_questions_have_the_same_hash_and_others_another() -> None:
    first, second = make_community(), make_community()
    design = make_irrigation(first, second)
    one = make_consultation(community=first, design=design)
    two = make_consultation(community=second, design=design)
    other = make_answerable()

    assert one.questionnaire.content_hash == two.questionnaire.content_hash
    assert one.questionnaire.content_hash != other.questionnaire.content_hash


def test_freezing_is_recorded_with_the_hash() -> None:
    consultation = make_answerable()

    event = Event.objects.get(verb="feedback.questionnaire_frozen")

    assert event.public == {
        "consultation": consultation.pk,
        "questions": 17,
        "content_hash": consultation.questionnaire.content_hash,
    }


def write_catalogue(folder: Path, language: str, sentences: dict[str, str]) -> None:
    place = folder / language / "LC_MESSAGES"
    place.mkdir(parents=True)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    for spanish, translated in sentences.items():
        catalogue.append(polib.POEntry(msgid=spanish, msgstr=translated))
    catalogue.save_as_mofile(str(place / "django.mo"))


def test_our_own_sentences_are_frozen_in_each_language_that_really_has_them(
    tmp_path: Path,
    settings: Settings,
) -> None:
    english = {
        "Dicen que cuesta {cost} para {households} familias. ¿Qué le parece?": (
            "They say it costs {cost} for {households} families. What do you think?"
        ),
        "Está bien": "It is right",
        "Dicen: «{statement}» ¿Es así?": "They say: “{statement}” Is it so?",
    }
    write_catalogue(tmp_path, "en", english)
    write_catalogue(tmp_path, "quc", {})
    settings.LOCALE_PATHS = [tmp_path]

    consultation = make_answerable()

    money = question(consultation, "money_right")
    assert text(money, "en") == (
        "They say it costs USD 186,000.00 for 95 families. What do you think?"
    )
    assert text(money, "quc") == ""
    assert [choice["text"] for choice in money.choices] == [
        {"es": "Es demasiado dinero"},
        {"es": "Está bien", "en": "It is right"},
        {"es": "No va a alcanzar"},
    ]
    # The author wrote the statement in Spanish only: half a sentence stays Spanish.
    assert text(question(consultation, "assumption:source_flow"), "en") == ""


def test_the_tables_own_sentence_is_asked_in_the_tables_languages(
    tmp_path: Path,
    settings: Settings,
) -> None:
    write_catalogue(
        tmp_path,
        "en",
        {"Dicen: «{statement}» ¿Es así?": "They say: “{statement}” Is it so?"},
    )
    settings.LOCALE_PATHS = [tmp_path]
    community = make_community()
    design = make_irrigation(community)
    usual = Prerequisite.objects.create(
        sector=Sector.IRRIGATION,
        key="tank",
        text_es="Hay un tanque.",
        text_en="There is a tank.",
        kind=AssumptionKind.STATEMENT,
        severity=Severity.HIGH,
        basis=Basis.PROPOSAL,
    )
    kept = assume(make_component(design), "tank", text="Hay un tanque.")
    changed = assume(make_component(design), "pump", text="Hay una bomba.")
    Assumption.objects.filter(pk__in=[kept.pk, changed.pk]).update(prerequisite=usual)

    consultation = make_consultation(community=community, design=design)

    assert text(question(consultation, "assumption:tank"), "en") == (
        "They say: “There is a tank.” Is it so?"
    )
    assert text(question(consultation, "assumption:pump"), "en") == ""
