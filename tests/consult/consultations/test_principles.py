from decimal import Decimal
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from consult.communities.models import CommunityLanguage
from consult.consultations import policies, queries
from consult.consultations.models import Consultation
from tests.factories.communities import make_community, make_language
from tests.factories.consultations import (
    days_ago,
    decide,
    hold_round,
    make_consultation,
    make_design,
    pdf_file,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def indigenous() -> Consultation:
    """Return one that asks for 30 days, 3 rounds, 30 days open and 30 to think."""
    return make_consultation(community=make_community(indigenous=True))


@pytest.fixture
def routine() -> Consultation:
    """Return one that asks for 15 days, 2 rounds and 30 days open."""
    return make_consultation(community=make_community(languages={"quc": "0.920"}))


def why_not(found: policies.Established) -> list[str]:
    """Return the sentences that stand against it, remarks left out."""
    return [str(reason.message) for reason in found.reasons if reason.blocks]


def hold_three(consultation: Consultation, *, last: int = 60) -> None:
    """Hold three rounds on three days, one of them without the promoter."""
    hold_round(consultation, days=last + 20, languages=("quc", "spa"))
    hold_round(consultation, days=last + 10, promoter_present=False)
    hold_round(consultation, days=last, languages=("quc", "spa"))


def test_everything_is_established_by_named_evidence(indigenous: Consultation) -> None:
    hold_three(indigenous)
    decide(indigenous, days=30, acta=pdf_file())
    found = policies.established(indigenous)
    assert {name: each.ok for name, each in found.items()} == {
        "free": True,
        "prior": True,
        "informed": True,
        "consent": True,
    }
    assert [len(each.evidence) for each in found.values()] == [1, 4, 2, 2]


def test_nothing_is_established_while_nothing_is_known(
    indigenous: Consultation,
) -> None:
    found = policies.established(indigenous)
    assert not any(each.ok for each in found.values())
    assert why_not(found["free"]) == ["Todavía no se anotó ninguna reunión."]
    assert why_not(found["informed"]) == ["Todavía no se anotó ninguna reunión."]
    assert why_not(found["consent"]) == [
        "La comunidad todavía no ha dicho qué decide. Callar no es sí.",
    ]


def test_free_asks_for_a_round_without_the_promoter_where_required(
    indigenous: Consultation,
) -> None:
    hold_round(indigenous)
    assert why_not(policies.free(indigenous)) == [
        "Falta una reunión sin quienes promueven el proyecto: en todas estuvieron.",
    ]
    hold_round(indigenous, days=40, promoter_present=False)
    assert policies.free(indigenous).ok


def test_free_asks_for_none_where_the_kind_asks_for_none(
    routine: Consultation,
) -> None:
    assert not policies.free(routine).ok
    hold_round(routine)
    assert policies.free(routine).ok


@pytest.mark.parametrize(("notice", "ok"), [(29, False), (30, True)])
def test_the_days_of_notice_are_counted_to_the_day(*, notice: int, ok: bool) -> None:
    consultation = make_consultation(
        community=make_community(indigenous=True),
        notice_days=notice,
    )
    hold_three(consultation)
    decide(consultation, days=30)
    found = policies.prior(consultation)
    assert found.ok is ok
    if not ok:
        assert why_not(found) == ["Se avisó con 29 días y hacían falta 30."]


def test_a_round_before_the_opening_shortens_the_notice(
    routine: Consultation,
) -> None:
    assert policies.notice_days(routine) == 40
    hold_round(routine, days=130)
    assert policies.notice_days(routine) == 10
    assert not policies.prior(routine).ok


@pytest.mark.parametrize(
    ("last", "decided", "ok"),
    [(60, 31, False), (60, 30, True), (31, 2, False)],
)
def test_the_days_to_think_are_counted_from_the_last_round(
    indigenous: Consultation,
    *,
    last: int,
    decided: int,
    ok: bool,
) -> None:
    hold_three(indigenous, last=last)
    decide(indigenous, days=decided)
    assert policies.prior(indigenous).ok is ok


def test_a_decision_too_early_is_written_down_and_does_not_count(
    indigenous: Consultation,
) -> None:
    hold_three(indigenous, last=60)
    record = decide(indigenous, days=59)
    assert record.pk
    assert policies.consent_stands(indigenous).ok
    (sentence,) = why_not(policies.prior(indigenous))
    assert "debía tener 30 días para pensarlo" in sentence


def test_rounds_after_the_decision_do_not_count_for_it(
    routine: Consultation,
) -> None:
    hold_round(routine, days=50)
    decide(routine, days=40)
    hold_round(routine, days=30)
    assert why_not(policies.prior(routine)) == [
        "Antes de decidir hubo 1 día de reunión y hacían falta 2.",
    ]


def test_two_rounds_on_one_day_are_one_visit(routine: Consultation) -> None:
    hold_round(routine, place_note="Escuela")
    hold_round(routine, place_note="Salón comunal")
    decide(routine)
    assert why_not(policies.prior(routine)) == [
        "Antes de decidir hubo 1 día de reunión y hacían falta 2.",
    ]


@pytest.mark.parametrize(("decided", "ok"), [(71, False), (70, True)])
def test_it_was_open_for_long_enough_before_the_decision(
    routine: Consultation,
    *,
    decided: int,
    ok: bool,
) -> None:
    hold_round(routine, days=90)
    hold_round(routine, days=80)
    decide(routine, days=decided)
    assert policies.prior(routine).ok is ok


def test_without_a_decision_it_says_from_when_one_counts(
    indigenous: Consultation,
) -> None:
    hold_round(indigenous, days=20)
    assert policies.decision_counts_from(indigenous) == days_ago(-10)
    assert not policies.prior(indigenous).ok


def test_each_language_of_a_tenth_of_the_people_needs_a_round() -> None:
    community = make_community(
        languages={"quc": "0.800", "mam": "0.100", "spa": "0.099"},
    )
    consultation = make_consultation(community=community)
    hold_round(consultation, languages=("quc",))
    assert why_not(policies.informed(consultation)) == [
        "10 de cada 100 personas hablan Mam y ninguna reunión fue en ese idioma.",
    ]
    hold_round(consultation, days=40, languages=("quc", "mam"), interpreter=True)
    found = policies.informed(consultation)
    assert found.ok
    assert found.evidence[1].startswith("En Mam, con intérprete:")


def test_a_language_of_which_nobody_knows_the_share_needs_one_too() -> None:
    community = make_community(languages={"quc": "0.900", "mam": None})
    consultation = make_consultation(community=community)
    hold_round(consultation, languages=("quc",))
    assert why_not(policies.informed(consultation)) == [
        "Allí se habla Mam y ninguna reunión fue en ese idioma.",
    ]


def test_where_nobody_knows_the_languages_nobody_was_informed() -> None:
    consultation = make_consultation(community=make_community(languages={}))
    hold_round(consultation)
    assert why_not(policies.informed(consultation)) == [
        "No se sabe qué idiomas se hablan en la comunidad.",
    ]


def test_a_missing_text_is_remarked_and_closes_nothing(routine: Consultation) -> None:
    hold_round(routine)
    found = policies.informed(routine)
    assert found.ok
    assert [(str(each.message), each.blocks) for each in found.reasons] == [
        ("No hay texto ni grabación del diseño en K'iche'.", False),
    ]


def test_a_published_text_in_the_language_is_not_missed(routine: Consultation) -> None:
    routine.design.summary_quc = "…"  # type: ignore[attr-defined] # modeltranslation
    routine.design.save()
    hold_round(routine)
    assert policies.informed(routine).reasons == ()


@pytest.mark.parametrize(
    ("decision", "facts", "ok"),
    [
        ("consent", {}, True),
        ("consent_with_conditions", {}, False),
        (
            "consent_with_conditions",
            {"conditions_met_evidence": "Acta de entrega."},
            True,
        ),
        ("no_consent", {}, False),
        ("undecided", {}, False),
    ],
)
def test_only_a_yes_with_its_conditions_met_stands(
    routine: Consultation,
    *,
    decision: str,
    facts: dict[str, Any],
    ok: bool,
) -> None:
    decide(routine, decision, **facts)
    assert policies.consent_stands(routine).ok is ok


def test_the_word_of_whoever_wrote_it_down_is_remarked(routine: Consultation) -> None:
    decide(routine)
    (remark,) = policies.consent_stands(routine).reasons
    assert (str(remark.message), remark.blocks) == (
        "No hay acta: solo está la palabra de quien anotó la decisión.",
        False,
    )


def test_a_language_learnt_of_later_counts_from_then_on(routine: Consultation) -> None:
    hold_round(routine)
    assert policies.informed(routine).ok
    CommunityLanguage.objects.create(
        community=routine.community,
        language=make_language("mam"),
        share=Decimal("0.2"),
    )
    fresh = Consultation.objects.get(pk=routine.pk)
    assert not policies.informed(fresh).ok


def test_judging_many_costs_as_many_queries_as_judging_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    def judge() -> None:
        for each in queries.with_evidence(Consultation.objects.all()):
            policies.established(each)

    for expected in (1, 3):
        while Consultation.objects.count() < expected:
            community = make_community()
            consultation = make_consultation(
                community=community,
                design=make_design(community),
            )
            hold_three(consultation)
            decide(consultation)
        with django_assert_num_queries(6):
            judge()
