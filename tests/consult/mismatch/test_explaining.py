"""A flag explains itself; everything counted again says what is kept."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.feedback.models import Tally
from consult.mismatch.actions import evaluate
from consult.mismatch.checking import Disagreement, Fault, check
from consult.mismatch.models import Flag, FlagEvidence
from consult.release import locks
from tests.factories.feedback import give_testimony, make_answerable
from tests.factories.release import World, let_answer, make_world

pytestmark = pytest.mark.django_db


def run(*command: str) -> list[str]:
    """Return what a command prints, line by line."""
    out = io.StringIO()
    call_command(*command, stdout=out, stderr=out)
    return out.getvalue().splitlines()


@pytest.fixture
def flag() -> Flag:
    """Return the flag of ten households that carry their water from the river."""
    consultation = make_answerable()
    for _ in range(10):
        give_testimony(consultation, receipt="")
    evaluate(consultation_id=consultation.pk)
    return Flag.objects.get(detector="unmet_prerequisite")


@pytest.fixture
def world() -> World:
    """Return a consulted project of 20 households where all is well."""
    return make_world(closed=False)


# --- Explaining -----------------------------------------------------------------------


def test_a_flag_is_explained_with_each_number_worked_out_again(flag: Flag) -> None:
    told = [line.strip() for line in run("explain_flag", str(flag.pk))]

    assert told[0] == f"Alerta {flag.pk}: unmet_prerequisite / drinking_water_first"
    assert "coincide con lo guardado" in told
    assert "reglas: versión 2026.11.2" in told
    everybody = told[told.index("grupo toda la comunidad (all) <- decide") :]
    assert everybody[1:5] == [
        "respuestas: no_service 10",
        "contestaron 10; no saben o no dicen 0",
        "hogares del grupo, a lo más: 140",
        "parte = 10 / 10 = 1.0000",
    ]
    assert everybody[5] == "más que la tolerancia: sí"
    assert everybody[6].endswith("calculado otra vez: coincide")
    assert everybody[7].endswith("calculada otra vez: coincide")
    assert everybody[8] == (
        "pasa seguro de la tolerancia: sí; todas las respuestas lo dicen (bastan 5): sí"
    )
    assert not [line for line in told if "NO COINCIDE" in line]


def test_evidence_that_somebody_changed_is_told(flag: Flag) -> None:
    entry = flag.history.get()
    entry.finding["measurement"]["groups"][0]["sure"] = 0.1
    locks.take_away(connection)
    FlagEvidence.objects.filter(pk=entry.pk).update(finding=entry.finding)

    told = "\n".join(run("explain_flag", str(flag.pk)))

    assert "NO COINCIDE: fue cambiada" in told
    assert "calculada otra vez: NO COINCIDE" in told


def test_every_flag_of_a_consultation_can_be_explained(world: World) -> None:
    for _ in range(6):
        let_answer(world, told_what_to_answer="yes", living="no_service")
    evaluate(consultation_id=world.consultation.pk)
    for each in Flag.objects.all():
        told = run("explain_flag", str(each.pk))
        assert told[0].startswith(f"Alerta {each.pk}: {each.detector}")
        assert not [line for line in told if "NO COINCIDE" in line]


def test_a_flag_that_does_not_exist_is_said_so() -> None:
    with pytest.raises(CommandError, match="ninguna alerta"):
        run("explain_flag", "404")


# --- Counting again -------------------------------------------------------------------


def test_what_is_kept_is_exactly_what_the_testimonies_say(world: World) -> None:
    assert check(world.consultation).agrees
    assert run("reevaluate", "--check") == ["Coincide exactamente: 1 consultas."]


def test_a_wrong_counter_is_told_and_mended(world: World) -> None:
    Tally.objects.filter(question="agree", group="all", choice="yes").delete()

    with pytest.raises(CommandError, match="No coincide en 1 de 1"):
        run("reevaluate", "--check")
    assert not check(world.consultation).agrees

    assert run("reevaluate")[-1] == "Coincide exactamente: 1 consultas."
    assert check(world.consultation).agrees


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        ({"severity": "watch"}, Fault.TOO_LIGHT),
        ({"supported": False}, Fault.OTHER_FINDING),
        ({"subject": "something"}, Fault.NOT_RAISED),
    ],
)
def test_a_flag_that_was_changed_is_told(
    flag: Flag,
    tamper: dict[str, object],
    fault: Fault,
) -> None:
    locks.take_away(connection)
    Flag.objects.filter(pk=flag.pk).update(**tamper)

    found = check(flag.consultation)

    assert not found.agrees
    told = Disagreement("unmet_prerequisite", "drinking_water_first", fault)
    assert told in found.flags


def test_a_history_with_a_gap_or_a_change_is_told(flag: Flag) -> None:
    locks.take_away(connection)
    flag.history.update(sequence=2)

    (found,) = check(flag.consultation).flags

    assert found.fault is Fault.BROKEN_HISTORY


def test_what_waits_to_be_evaluated_is_not_held_against_anybody(flag: Flag) -> None:
    give_testimony(flag.consultation, receipt="")

    found = check(flag.consultation)

    assert found.waits
    assert found.agrees
    assert found.flags != ()


def test_checking_writes_nothing(flag: Flag) -> None:
    with CaptureQueriesContext(connection) as asked:
        check(flag.consultation)
    # What is set is for this transaction, and is how a statement is made, not a row.
    begun_and_ended = {"SAVEPOINT", "RELEASE", "SET"}
    verbs = {query["sql"].split()[0] for query in asked}
    assert verbs - begun_and_ended == {"SELECT"}
