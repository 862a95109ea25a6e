from datetime import date
from decimal import Decimal

import pytest
from django.conf import LazySettings

from consult.accounts.models import User
from projects import actions
from projects.models import Design, PurposeCode
from projects.policies import PublicationRefused, publication_obstacles
from projects.refusals import Obstacle
from tests.factories.projects import (
    SCHOOL,
    line,
    make_place,
)


def blocking(design: Design) -> list[tuple[str, str]]:
    design = Design.objects.get(pk=design.pk)
    return [
        (obstacle.step, str(obstacle.message))
        for obstacle in publication_obstacles(design)
        if obstacle.blocks
    ]


def warnings(design: Design) -> list[tuple[str, str]]:
    design = Design.objects.get(pk=design.pk)
    return [
        (obstacle.step, str(obstacle.message))
        for obstacle in publication_obstacles(design)
        if not obstacle.blocks
    ]


# --- What is missing --------------------------------------------------------------


def test_an_empty_draft_says_everything_that_is_missing(draft: Design) -> None:
    assert blocking(draft) == [
        ("basics", "Falta decir qué se hará."),
        ("basics", "Falta decir para quiénes es."),
        ("basics", "Falta decir quién lo cuidará después."),
        ("basics", "Faltan las fechas: cuándo empieza y termina."),
        ("basics", "Falta decir cuántas familias lo usarán."),
        (
            "components",
            "Falta por lo menos un componente: qué se entrega y en qué sector.",
        ),
        ("budget", "Falta el presupuesto: en qué se gasta."),
        ("tranches", "Faltan los desembolsos: cuánto se entrega y cuándo."),
        ("people", "Falta decir en qué comunidades se hará."),
    ]


def test_nothing_is_missing_in_a_draft_that_is_ready(ready: Design) -> None:
    assert blocking(ready) == []


def test_every_usual_assumption_has_to_be_decided(author: User, ready: Design) -> None:
    component = actions.add_component(
        by=author,
        design=ready,
        title="Aulas",
        description="Dos aulas.",
        purpose_code=PurposeCode.objects.get(pk=SCHOOL),
        target_groups=["young"],
    )
    # The one for any project is held by the first component already.
    assert blocking(ready) == []
    assert ("assumptions", "«Aulas» no da nada por hecho. ¿De verdad es así?") in (
        warnings(ready)
    )
    ready.components.exclude(pk=component.pk).get().assumptions.filter(
        key__in=["heard", "source_flow"],
    ).delete()
    assert blocking(ready) == [
        ("assumptions", "«Tubos»: falta decidir sobre 2 supuestos."),
    ]


def test_tranches_that_no_longer_fit_the_budget_are_said(
    author: User,
    ready: Design,
) -> None:
    entry = ready.budget_lines.get().entry
    actions.save_budget(
        by=author,
        design=ready,
        lines=[line(entry=entry, unit_cost=Decimal(61))],
    )

    assert blocking(ready) == [
        (
            "tranches",
            "Los desembolsos suman USD 6,000.00 y el presupuesto es de USD 6,100.00.",
        ),
    ]


def test_tranches_left_behind_by_dates_and_places_are_said(
    author: User,
    ready: Design,
) -> None:
    ready.tranches.get().places.add(make_place())
    Design.objects.filter(pk=ready.pk).update(ends_on=date(2027, 3, 15))

    assert blocking(ready) == [
        (
            "tranches",
            "El desembolso 1 empieza a pagar después de que termina el proyecto.",
        ),
        (
            "tranches",
            "El desembolso 1 nombra una comunidad que ya no está en el diseño.",
        ),
    ]


def test_a_released_tranche_has_to_be_there_as_it_was(
    author: User,
    ready: Design,
    settings: LazySettings,
) -> None:
    settings.RELEASED_TRANCHES = "tests.projects.test_spending.first_is_released"
    assert blocking(ready) == []
    ready.tranches.update(amount=Decimal(5000))

    assert (
        "tranches",
        "El desembolso 1 ya se entregó y aquí falta o tiene otro monto.",
    ) in blocking(ready)


def test_a_component_is_for_somebody(ready: Design) -> None:
    ready.components.update(target_groups=[])

    assert blocking(ready) == [("people", "«Tubos»: falta decir para quiénes es.")]


def test_no_track_record_is_said_and_does_not_stop(ready: Design) -> None:
    sentence = (
        f"{ready.carried_out_by} no tiene ningún proyecto terminado con pruebas. Se "
        "puede publicar, y todos lo verán."
    )

    assert warnings(ready) == [("record", sentence)]


def check_of_another_room(design: Design) -> list[Obstacle]:
    """Stand for a room above that has something against a design."""
    return [Obstacle(f"Falta algo en {design.title}.", step="budget")]


def test_rooms_above_have_their_say(
    author: User,
    ready: Design,
    settings: LazySettings,
) -> None:
    settings.PUBLICATION_CHECKS = [
        "tests.projects.test_obstacles.check_of_another_room",
    ]

    with pytest.raises(PublicationRefused) as refused:
        actions.publish_design(by=author, design=ready)

    assert blocking(ready) == [("budget", f"Falta algo en {ready.title}.")]
    assert str(refused.value) == (
        f"Todavía no se puede publicar. Falta esto: Falta algo en {ready.title}."
    )


def test_hard_spanish_stops_it(author: User, ready: Design) -> None:
    hard = (
        "La implementación participativa del componente hidráulico institucionalizará "
        "mecanismos de sostenibilidad, articulando corresponsablemente organizaciones "
        "comunitarias, municipalidades, instituciones gubernamentales y cooperantes "
        "internacionales, optimizando responsabilidades administrativas y financieras "
        "interinstitucionales permanentemente."
    )
    Design.objects.filter(pk=ready.pk).update(summary_es=hard)

    assert [step for step, _words in blocking(ready)] == ["basics"]
