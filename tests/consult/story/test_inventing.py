"""Invented testimonies are the same for the same seed, valid, and counted."""

from collections import Counter
from fractions import Fraction

import pytest
from django.core.management import CommandError, call_command
from scipy import stats

from consult.feedback import policies
from consult.feedback.models import Testimony as Given
from consult.feedback.queries import rules_of
from consult.feedback.recounting import compare
from consult.story.actions import add_invented_testimonies
from consult.story.inventing import Asked, Crowd, invent
from tests.factories.feedback import make_answerable

CROWD = Crowd(
    seed=7,
    size=200,
    stuffed=Fraction(1, 5),
    questions=tuple(
        Asked(code=f"q{number}", choices=("a", "b", "c", "d")) for number in range(10)
    ),
)


def test_the_same_seed_invents_the_same() -> None:
    assert list(invent(CROWD)) == list(invent(CROWD))


def test_exactly_the_share_asked_for_is_stuffed_and_looks_it() -> None:
    told = list(invent(CROWD))
    stuffed = [str(each.answers) for each in told if each.stuffed]
    honest = [str(each.answers) for each in told if not each.stuffed]
    assert len(stuffed) == 40
    assert len(honest) == 160
    assert max(map(stuffed.count, stuffed)) >= 20
    assert max(map(honest.count, honest)) <= 4


def test_what_somebody_answers_depends_on_who_they_are() -> None:
    """Women and men differ in more questions than chance explains; not in all."""
    crowd = Crowd(seed=5, size=4000, questions=CROWD.questions, languages={"quc": 1})
    said = Counter(
        (each.sex, code, *given)
        for each in invent(crowd)
        for code, given in each.answers.items()
    )
    apart = [
        stats.chi2_contingency(
            [
                [said[sex, asked.code, choice] for choice in asked.choices]
                for sex in ("female", "male")
            ],
        ).pvalue
        < 0.001
        for asked in crowd.questions
    ]
    assert sum(apart) >= 7


def test_a_share_above_one_is_refused() -> None:
    with pytest.raises(ValueError, match="2 is not a share"):
        next(invent(Crowd(seed=1, size=1, questions=(), stuffed=Fraction(2))))


@pytest.mark.django_db
def test_what_is_stored_is_valid_and_the_counters_agree() -> None:
    consultation = make_answerable()
    stored = add_invented_testimonies(consultation=consultation, size=60, seed=3)
    assert stored == 60
    told = list(Given.objects.filter(consultation=consultation))
    assert len(told) == 60
    rules = rules_of(consultation)
    for each in told:
        policies.check_answers(rules=rules, answers=each.answers, words={})
    comparison = compare(consultation.pk)
    assert comparison.counted
    assert comparison.differences == {}


@pytest.mark.django_db
def test_nothing_is_invented_where_people_are_heard() -> None:
    consultation = make_answerable()
    with pytest.raises(CommandError, match="real testimonies are not invented"):
        call_command("synthesize", str(consultation.pk))
    assert not Given.objects.exists()
