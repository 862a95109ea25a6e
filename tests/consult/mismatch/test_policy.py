"""The numbers of the detectors: their limits, their versions, and who changes them."""

from fractions import Fraction

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from consult.accounts.enums import RoleCode
from consult.audit.models import Event
from consult.consultations.models import Consultation, EvidenceChange
from consult.mismatch import acts, engine
from consult.mismatch.actions import evaluate, set_policy
from consult.mismatch.checking import check
from consult.mismatch.explaining import explain
from consult.mismatch.models import Flag, PolicyVersion
from consult.mismatch.phrases.rules import RULES
from consult.mismatch.policy import (
    DEFAULT_POLICY,
    Number,
    Policy,
    PolicyFault,
    limits_of,
    numbers_of,
    plain_numbers,
)
from consult.mismatch.queries import policy_in_force, policy_of
from consult.mismatch.tasks import sweep_evaluations
from projects.models import Project
from projects.refusals import NotAllowed, Refusal
from tests.factories.accounts import BACKEND
from tests.factories.consultations import make_user
from tests.factories.feedback import give_testimony, make_answerable

# --- The numbers ----------------------------------------------------------------------


def test_a_policy_survives_being_written_and_read() -> None:
    written = plain_numbers(DEFAULT_POLICY)
    assert written["tolerance"] == "1/5"
    assert Policy.from_numbers(DEFAULT_POLICY.version, written) == DEFAULT_POLICY


def test_a_number_that_did_not_exist_then_is_today_s() -> None:
    assert Policy.from_numbers("v", {"urgent_places": 2}) == Policy(
        version="v",
        urgent_places=2,
    )


@pytest.mark.parametrize("name", numbers_of(DEFAULT_POLICY))
def test_every_number_has_limits_that_hold(name: str) -> None:
    low, high = limits_of(name)
    assert low <= numbers_of(DEFAULT_POLICY)[name] <= high
    for wrong in (type(low)(low - 1), type(high)(high + 1)):
        with pytest.raises(PolicyFault, match=name) as fault:
            Policy.from_numbers("v", {name: wrong})
        assert fault.value.field == name


def test_every_number_is_said_in_words() -> None:
    assert set(RULES) == set(numbers_of(DEFAULT_POLICY))


@pytest.mark.parametrize(
    ("numbers", "field"),
    [
        ({"everybody_error": 0.04}, "unanimous_error"),
        ({"administration_watch": "3/10"}, "administration_high"),
        ({"cost_ratio_high": 2}, "cost_ratio_high"),
        ({"language_expected": "1/4"}, "language_blocks"),
    ],
)
def test_numbers_that_do_not_go_together_are_refused(
    numbers: dict[str, Number],
    field: str,
) -> None:
    with pytest.raises(PolicyFault) as fault:
        Policy.from_numbers("v", numbers)
    assert fault.value.field == field


# --- Their versions -------------------------------------------------------------------


@pytest.fixture
def consultation(db: None) -> Consultation:
    """Return a consultation in which five of six are at the river."""
    consultation = make_answerable()
    for level in ["no_service"] * 5 + ["basic"]:
        give_testimony(
            consultation,
            answers={"living:water": [level]},
            receipt="",
            sex="female" if level == "no_service" else "male",
        )
    evaluate(consultation_id=consultation.pk)
    return consultation


def river(consultation: Consultation) -> Flag:
    """Return the flag about water."""
    return Flag.objects.get(consultation=consultation, detector="unmet_prerequisite")


def test_a_change_is_a_version_and_every_consultation_is_looked_at_again(
    consultation: Consultation,
) -> None:
    administrator = make_user(RoleCode.ADMINISTRATOR)
    before = Project.objects.get(designs=consultation.design_id).gate_epoch
    assert river(consultation).finding["policy"] == DEFAULT_POLICY.version

    row = set_policy(
        numbers={"smallest_group": 6},
        reason="  Se entendía quién era.  ",
        by=administrator,
    )

    assert (row.version, row.reason) == ("2026.11.2+1", "Se entendía quién era.")
    assert policy_in_force() == Policy(version="2026.11.2+1", smallest_group=6)
    assert Project.objects.get(designs=consultation.design_id).gate_epoch > before
    assert [each.reason for each in EvidenceChange.objects.all()] == ["policy"]
    event = Event.objects.get(verb="mismatch.policy_set")
    assert event.public == {
        "version": "2026.11.2+1",
        "numbers": row.numbers,
        "reason": "Se entendía quién era.",
    }

    sweep_evaluations()
    flag = river(consultation)
    # The flag keeps its weight and what it was raised under.
    assert [(each.finding["policy"], each.severity) for each in flag.history.all()] == [
        ("2026.11.2", "block"),
        ("2026.11.2+1", "block"),
    ]
    assert engine.gather(consultation).policy.smallest_group == 6
    assert check(consultation).agrees
    assert list(acts.differences()) == []


def test_each_entry_of_a_flag_is_explained_by_its_own_numbers(
    consultation: Consultation,
) -> None:
    set_policy(
        numbers={"groups_error": 0.01},
        reason="Más seguro.",
        by=make_user(RoleCode.ADMINISTRATOR),
    )
    sweep_evaluations()
    told = "\n".join(explain(river(consultation)))
    assert "reglas: versión 2026.11.2\n" in told
    assert "reglas: versión 2026.11.2+1\n" in told
    assert "NO COINCIDE" not in told
    assert policy_of("2020.1.1") is None


def test_a_version_is_never_changed_nor_taken_away(consultation: Consultation) -> None:
    row = set_policy(
        numbers={"urgent_places": 2},
        reason="Prueba.",
        by=make_user(RoleCode.ADMINISTRATOR),
    )
    with pytest.raises(DatabaseError, match="never changed or deleted"):
        PolicyVersion.objects.filter(pk=row.pk).update(reason="otra")


@pytest.mark.parametrize(
    ("numbers", "reason", "field"),
    [
        ({"urgent_places": 2}, " ", "reason"),
        ({"urgent_places": 0}, "Prueba.", "urgent_places"),
        ({"smallest_group": 4}, "Prueba.", "smallest_group"),
        ({"urgent_places": 3}, "Prueba.", None),
    ],
)
@pytest.mark.django_db
def test_what_may_not_be_is_refused(
    numbers: dict[str, Number],
    reason: str,
    field: str | None,
) -> None:
    with pytest.raises(Refusal) as refusal:
        set_policy(
            numbers=numbers,
            reason=reason,
            by=make_user(RoleCode.ADMINISTRATOR),
        )
    assert refusal.value.field == field
    assert not PolicyVersion.objects.exists()


@pytest.mark.parametrize("role", [each for each in RoleCode if each != "administrator"])
@pytest.mark.django_db
def test_nobody_else_changes_them(role: RoleCode) -> None:
    with pytest.raises(NotAllowed):
        set_policy(numbers={"urgent_places": 2}, reason="x", by=make_user(role))


@pytest.mark.django_db
def test_it_takes_a_second_factor() -> None:
    by = make_user(RoleCode.ADMINISTRATOR, second_factor=False)
    with pytest.raises(NotAllowed):
        set_policy(numbers={"urgent_places": 2}, reason="x", by=by)


# --- The administrator's screen -------------------------------------------------------


def page_of(client: Client) -> dict[str, str]:
    """Return the form as it is shown: every number of the policy in force."""
    shown = client.get(reverse("admin:mismatch_policyversion_add"))
    form = shown.context["adminform"].form
    return {name: str(form[name].value()) for name in numbers_of(DEFAULT_POLICY)}


@pytest.fixture
def administrator(client: Client, db: None) -> Client:
    """Return the browser of an administrator."""
    client.force_login(make_user(RoleCode.ADMINISTRATOR), BACKEND)
    return client


def test_an_administrator_changes_a_number_on_a_screen(administrator: Client) -> None:
    numbers = page_of(administrator)
    assert numbers["tolerance"] == "1/5"

    answer = administrator.post(
        reverse("admin:mismatch_policyversion_add"),
        numbers | {"coerced": "0,1", "reason": "Eran muchas falsas alarmas."},
    )

    assert answer.status_code == 302
    row = PolicyVersion.objects.get()
    assert row.policy.coerced == Fraction(1, 10)
    shown = administrator.get(
        reverse("admin:mismatch_policyversion_change", args=[row.pk]),
    ).content.decode()
    assert "Parte que dice que no habló con libertad: 1/10" in shown
    assert "Eran muchas falsas alarmas." in shown


def test_what_is_wrong_is_said_beside_it_and_what_was_typed_stays(
    administrator: Client,
) -> None:
    answer = administrator.post(
        reverse("admin:mismatch_policyversion_add"),
        page_of(administrator) | {"smallest_group": "4", "coerced": "un quinto"},
    )
    form = answer.context["adminform"].form
    assert form.errors["coerced"] == ["Escriba una parte, como 1/5 o 0.2."]
    assert form["coerced"].value() == "un quinto"

    answer = administrator.post(
        reverse("admin:mismatch_policyversion_add"),
        page_of(administrator) | {"smallest_group": "4", "reason": "Prueba."},
    )
    assert answer.context["adminform"].form.errors == {
        "smallest_group": ["Este número tiene que estar entre 5 y 20."],
    }


def test_others_do_not_see_the_screen(client: Client, db: None) -> None:
    client.force_login(make_user(RoleCode.PROJECT_OFFICER), BACKEND)
    page = reverse("admin:mismatch_policyversion_changelist")
    answer = client.get(page, follow=True)
    assert answer.status_code == 403
