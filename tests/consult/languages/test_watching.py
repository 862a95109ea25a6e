"""Words that are watched for, found in whatever language somebody answers."""

import pytest
from pytest_django import DjangoAssertNumQueries

from consult.languages import actions
from consult.languages.models import Theme, Word
from consult.languages.watching import forget, list_version, watched
from projects.refusals import Conflict, Refusal
from tests.factories.communities import make_language
from tests.factories.languages import make_speaker, make_theme

pytestmark = pytest.mark.django_db


def add(term: str, theme: str = "threat", language: str = "quc") -> Word:
    word = actions.add_word(
        by=make_speaker(language),
        language=make_language(language),
        theme=make_theme(theme),
        term=term,
    )
    # A test's own transaction is never committed.
    forget()
    return word


def themes_in(text: str) -> set[str]:
    return set(watched().themes_in(text))


@pytest.mark.parametrize(
    "said",
    [
        "ri zub'av ka",
        "Zub’av",
        "ZUBʼAV.",
        "zubꞌav, pue",
        "«zub´äv»",
        "zub`av",
    ],
)
def test_a_mayan_word_is_found_however_it_is_typed(said: str) -> None:
    add("zub'av")

    assert themes_in(said) == {"threat"}


@pytest.mark.parametrize("said", ["zub'avil", "azub'av", "zubav", "zub", ""])
def test_a_word_is_found_whole(said: str) -> None:
    add("zub'av")

    assert themes_in(said) == set()


def test_any_ending_will_do_where_the_word_says_so() -> None:
    add("amenaz*", language="es")

    assert themes_in("Nos AMENAZÓ, nos amenazaron") == {"threat"}
    assert themes_in("la desamenaza") == set()


def test_several_words_are_found_together_and_across_blanks() -> None:
    add("acarrear agua", "water_carried", "es")

    assert themes_in("Toca acarrear\n  agua del río") == {"water_carried"}
    assert themes_in("acarrear el agua") == set()


def test_spanish_is_matched_as_spanish_and_never_as_mayan() -> None:
    """«D'Avila» is not a glottal stop, and «año» is not «ano»."""
    add("d'avila", "land_conflict", "es")
    add("año", "displacement", "es")

    assert themes_in("el señor D'Ávila") == {"land_conflict"}
    assert themes_in("dʼavila") == set()
    assert themes_in("hace un año") == {"displacement"}
    assert themes_in("ano") == set()


def test_one_answer_may_mix_languages_and_speak_of_several_themes() -> None:
    add("zub'av", "threat", "quc")
    add("balde", "water_carried", "es")
    add("balde", "illness", "es")

    assert themes_in("Zub’av, y el balde") == {"threat", "water_carried", "illness"}


def test_the_same_word_in_another_spelling_is_there_already() -> None:
    add("zub'av")

    with pytest.raises(Conflict):
        add("ZUB’AV")
    add("zub'av", language="mam")
    add("zub'av", "illness")


@pytest.mark.parametrize("term", ["ab", "a*", "  x ", "ab*", "a*bc", "*"])
def test_what_would_be_found_everywhere_is_refused(term: str) -> None:
    with pytest.raises(Refusal, match="tres letras"):
        add(term)


def test_a_theme_that_is_not_used_watches_for_nothing() -> None:
    add("zub'av")
    Theme.objects.update(active=False)
    forget()

    assert themes_in("zub'av") == set()
    with pytest.raises(Refusal, match="ya no se usa"):
        add("otra")


def test_a_word_that_was_taken_out_is_watched_for_no_more() -> None:
    word = add("zub'av")
    before = list_version()

    actions.remove_word(by=make_speaker(), word=word)
    forget()

    assert themes_in("zub'av") == set()
    assert list_version() != before
    with pytest.raises(Refusal, match="ya no está"):
        actions.remove_word(by=make_speaker(), word=word)


def test_looking_costs_no_query_once_the_list_is_known(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    add("zub'av")
    watched()

    with django_assert_num_queries(0):
        assert themes_in("zub'av") == {"threat"}


def test_no_words_at_all_find_nothing() -> None:
    assert themes_in("lo que sea") == set()
