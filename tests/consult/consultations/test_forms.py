"""What is filled in about a consultation, in the browser."""

from typing import Any

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from consult.accounts.models import User
from consult.consultations.models import Consultation, Round
from tests.consult.consultations.conftest import SignIn
from tests.factories.communities import make_community, make_place
from tests.factories.consultations import (
    days_ago,
    decide,
    make_consultation,
    make_design,
    make_officer,
    photo_file,
)

pytestmark = pytest.mark.django_db


def page(name: str, *args: object) -> str:
    """Return an address of the room."""
    return reverse(f"consultations:{name}", args=args)


ROUND = {
    "held_on": "",
    "place_note": "Escuela",
    "promoter_present": "no",
    "came_female_30-59": "12",
    "came_male_18-29": "7",
}


def round_of(consultation: Consultation, **said: Any) -> dict[str, Any]:
    """Return a filled-in form of a round."""
    spoken = consultation.community.languages.first()
    assert spoken is not None
    return {
        **ROUND,
        "held_on": days_ago(20).isoformat(),
        "languages": [spoken.language_id],
        **said,
    }


# --- Opening --------------------------------------------------------------------------


def test_an_officer_opens_what_waits_to_be_opened(sign_in: SignIn) -> None:
    community = make_community()
    design = make_design(community)
    browser = sign_in(make_officer(design))
    address = page("open", design.pk, community.pk)
    assertContains(browser.get(page("choose")), address)
    answer = browser.post(
        address,
        {"announced_on": days_ago(20).isoformat(), "kind": "routine", "rounds": "4"},
    )
    opened = Consultation.objects.get()
    assertRedirects(answer, opened.get_absolute_url())
    assert opened.required_rounds == 4
    assertNotContains(browser.get(page("choose")), address)


def test_a_short_notice_asks_once_more_and_keeps_what_was_typed(
    sign_in: SignIn,
) -> None:
    community = make_community()
    design = make_design(community)
    browser = sign_in(make_officer(design))
    address = page("open", design.pk, community.pk)
    said = {"announced_on": days_ago(3).isoformat(), "kind": "routine"}
    assertNotContains(browser.get(address), "confirm_short")
    answer = browser.post(address, said)
    assertContains(answer, "Desde el aviso pasaron 3 días y hacen falta 15.")
    assertContains(answer, f'value="{days_ago(3).isoformat()}"')
    assert not Consultation.objects.exists()
    browser.post(address, {**said, "confirm_short": "on"})
    assert Consultation.objects.get().announced_on == days_ago(3)


def test_a_kind_that_cannot_be_chosen_is_not_offered(sign_in: SignIn) -> None:
    community = make_community(indigenous=True)
    design = make_design(community)
    browser = sign_in(make_officer(design))
    answer = browser.get(page("open", design.pk, community.pk))
    assertNotContains(answer, 'value="routine"')


def test_a_place_without_people_sends_to_write_them_down(sign_in: SignIn) -> None:
    design = make_design(make_community())
    place = make_place()
    design.places.add(place)
    answer = sign_in(make_officer(design)).get(page("choose"))
    assertContains(answer, reverse("communities:describe", args=[place.pk]))


# --- Rounds and decisions -------------------------------------------------------------


def test_an_officer_writes_a_round_down(
    sign_in: SignIn,
    consultation: Consultation,
    officer: User,
) -> None:
    address = page("record_round", consultation.pk)
    answer = sign_in(officer).post(address, round_of(consultation))
    assertRedirects(answer, consultation.get_absolute_url())
    held = Round.objects.get()
    assert (held.promoter_present, held.recorded_by) == (False, officer)
    assert sum(each.came for each in held.attendances.all()) == 19


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"held_on": "2999-01-01"}, "Esa fecha todavía no llega."),
        ({"held_on": "mañana"}, "Introduzca una fecha válida."),
        ({"came_female_30-59": "9999"}, "Vinieron más personas (10006)"),
        ({"came_female_30-59": "-2"}, "mayor o igual"),
        ({"languages": []}, "Este campo es obligatorio."),
        ({"interpreter": "on"}, "marque también el idioma al que se interpretó"),
    ],
)
def test_a_round_that_is_refused_keeps_what_was_typed(
    sign_in: SignIn,
    consultation: Consultation,
    officer: User,
    said: dict[str, Any],
    sentence: str,
) -> None:
    answer = sign_in(officer).post(
        page("record_round", consultation.pk),
        round_of(consultation, **said),
    )
    assertContains(answer, sentence)
    assertContains(answer, 'value="Escuela"')
    assertContains(answer, 'name="came_male_18-29" value="7"')
    assert not Round.objects.exists()


def test_a_round_of_a_closed_one_says_so_before_anything_is_typed(
    sign_in: SignIn,
) -> None:
    consultation = make_consultation(closed=True)
    answer = sign_in(make_officer(consultation)).get(
        page("record_round", consultation.pk),
    )
    assertContains(answer, "ya no se anotan reuniones")
    assertNotContains(answer, "<table")


def test_an_officer_writes_a_decision_down_with_its_acta(
    sign_in: SignIn,
    consultation: Consultation,
    officer: User,
) -> None:
    answer = sign_in(officer).post(
        page("record_consent", consultation.pk),
        {
            "decision": "consent",
            "authority": "assembly",
            "decided_on": days_ago(0).isoformat(),
            "acta": photo_file(),
        },
    )
    assertContains(answer, "Recibo del acta")
    record = consultation.consents.get()
    assert record.acta_media_type == "image/jpeg"
    assert record.acta.name is not None
    assert "acta.jpeg" not in record.acta.name


def test_an_acta_that_is_refused_asks_for_the_file_again(
    sign_in: SignIn,
    consultation: Consultation,
    officer: User,
) -> None:
    file = photo_file("GIF")
    answer = sign_in(officer).post(
        page("record_consent", consultation.pk),
        {
            "decision": "consent_with_conditions",
            "conditions": "Que arreglen el camino.",
            "authority": "assembly",
            "decided_on": days_ago(0).isoformat(),
            "acta": file,
        },
    )
    assertContains(answer, "tiene que ser un PDF o una foto")
    assertContains(answer, "Vuelva a elegir el archivo del acta")
    assertContains(answer, "Que arreglen el camino.")
    assert not consultation.consents.exists()


def test_a_leader_takes_the_yes_back(
    sign_in: SignIn,
    consultation: Consultation,
    leader: User,
) -> None:
    decide(consultation)
    browser = sign_in(leader)
    answer = browser.post(
        page("withdraw_consent", consultation.pk),
        {"authority": "assembly", "decided_on": days_ago(0).isoformat(), "reason": ""},
    )
    assertContains(answer, "Este campo es obligatorio.")
    answer = browser.post(
        page("withdraw_consent", consultation.pk),
        {
            "authority": "assembly",
            "decided_on": days_ago(0).isoformat(),
            "reason": "No cumplieron.",
        },
    )
    assertRedirects(answer, consultation.get_absolute_url())
    latest = consultation.consents.first()
    assert latest is not None
    assert latest.decision == "withdrawn"


def test_a_leader_who_tries_an_officer_s_verb_is_told_whose_it_is(
    sign_in: SignIn,
    consultation: Consultation,
    leader: User,
) -> None:
    answer = sign_in(leader).get(page("record_consent", consultation.pk))
    assert answer.status_code == 403


def test_closing_asks_and_then_closes(
    sign_in: SignIn,
    consultation: Consultation,
    officer: User,
) -> None:
    browser = sign_in(officer)
    address = page("close", consultation.pk)
    assertContains(browser.get(address), "Ya no se recibirán respuestas")
    assertRedirects(browser.post(address), consultation.get_absolute_url())
    consultation.refresh_from_db()
    assert consultation.closed_by == officer
