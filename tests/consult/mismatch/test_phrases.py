"""A finding in words: every message, whole, with its numbers."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from consult.languages import plain
from consult.mismatch.detectors import cost, run
from consult.mismatch.findings import Finding, Severity
from consult.mismatch.phrases import PHRASES, Words, group_name, render
from tests.consult.mismatch.detectors.test_cases import CASES, merged
from tests.factories.evidence import evidence_from


@pytest.fixture(autouse=True)
def _spanish() -> Iterator[None]:
    with translation.override("es"):
        yield


def _findings() -> list[Finding]:
    """Return every finding of every example, and every note on what is not judged."""
    found = []
    for case in CASES:
        evidence = evidence_from(merged(case.values[1], case.values[2]))
        note = cost.not_judged(evidence)
        found += [*run(evidence), *([note] if note else [])]
    return found


def test_every_message_has_words_and_no_words_are_left_over() -> None:
    assert {finding.message for finding in _findings()} == set(PHRASES)


def test_every_finding_can_be_said() -> None:
    for finding in _findings():
        words = render(finding.as_dict())
        for text in words:
            assert text
            assert text == text.strip()
            assert "%(" not in text
            assert "None" not in text
        assert words.explanation.endswith(".")
        assert words.what_would_clear.endswith(".")
        assert not words.title.endswith(".")


def _sentences(message: str) -> str:
    """Return the sentences of one message, as one who reads a flag sees them."""
    finding = next(each for each in _findings() if each.message == message)
    words = render(finding.as_dict())
    return f"{words.title}. {words.explanation} {words.what_would_clear}"


@pytest.mark.parametrize("message", sorted(PHRASES))
def test_every_flag_is_said_in_plain_spanish(message: str) -> None:
    index = plain.inflesz(_sentences(message))
    assert index is not None
    assert index >= plain.PLAIN_FROM, _sentences(message)


def _only(answers: dict[str, dict[str, dict[str, int]]]) -> Words:
    case = {"design": {"assumptions": [{}]}, "answers": answers}
    (finding,) = run(evidence_from(case))
    return render(finding.as_dict())


def test_the_numbers_are_those_one_counts_by_hand() -> None:
    assert _only(
        {"living:water": {"all": {"no_service": 41, "basic": 7, "dont_know": 2}}},
    ) == Words(
        title=(
            "No se cumple lo que el diseño da por hecho: "
            "Las familias ya tienen agua para tomar cerca"
        ),
        explanation=(
            "El diseño necesita que las familias estén por lo menos en este peldaño: "
            "«De chorro, cerca». Hay familias que dicen que están más abajo. "
            "De 48 familias que contestaron, 41 dicen esto. "
            "Contando con cuidado, son por lo menos 67 de cada 100. "
            "Lo más que se acepta es 1 de cada 5. "
            "Además, 2 no saben, no entendieron o prefieren no decir."
        ),
        what_would_clear=(
            "Un diseño nuevo que primero lleve a la gente a ese peldaño, o que ya no "
            "lo necesite. O respuestas nuevas que muestren que sí se cumple."
        ),
    )


def test_a_group_that_decides_is_named() -> None:
    words = _only(
        {
            "living:water": {
                "all": {"no_service": 5, "basic": 100},
                "displacement:returned_forced": {"no_service": 5},
            },
        },
    )
    assert words.explanation.endswith(
        "En el grupo «personas deportadas» contestaron 5, y 5 dicen esto. "
        "Todas las respuestas dicen lo mismo. "
        "Lo que diga la mayoría no borra lo que dice este grupo.",
    )


def test_one_is_said_as_one() -> None:
    words = _only({"living:water": {"all": {"no_service": 1, "basic": 30}}})
    assert "De 31 familias que contestaron, 1 dice esto." in words.explanation


def test_few_who_were_not_free_are_not_counted_in_words() -> None:
    words = _only({"spoke_freely": {"all": {"yes": 45, "no": 3}}})
    assert not any(character.isdigit() for text in words for character in text)


def test_money_is_written_as_central_america_writes_it() -> None:
    words = _only({"money_right": {"all": {"too_much": 40}}})
    assert "USD 186,000.00" in words.explanation


def test_groups_have_names() -> None:
    assert group_name("all") == "toda la comunidad"
    assert group_name("sex:female") == "mujeres"
    assert group_name("deported") == "personas deportadas"
    assert group_name("language:quc", "k'iche'") == "personas que hablan k'iche'"
    assert group_name("place:abajo", "Abajo") == "familias de Abajo"


def test_a_flag_of_an_older_version_can_still_be_read() -> None:
    finding = Finding(
        detector="one_off",
        subject="rounds",
        severity=Severity.HIGH,
        message="one_off.retired",
        policy="2020-1",
    )
    assert render(finding.as_dict()).title == "Alerta de otra versión"
