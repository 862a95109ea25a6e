from typing import Any
from uuid import uuid4

from django.test import Client

from projects.enums import DesignState
from projects.models import Design, Place
from tests.projects.draft_desk import BASICS, part, tubes, url, words


def test_the_last_step_publishes(desk: Client, ready: Design) -> None:
    before = words(desk.get(url(ready, "review")))

    response = desk.post(url(ready, "review"), follow=True)

    assert ready.summary in before
    assert "Se publicó. Desde ahora todos lo pueden leer" in words(response)
    ready.refresh_from_db()
    assert ready.state == DesignState.PUBLISHED


def test_the_last_step_says_why_not_beside_the_button(
    desk: Client,
    draft: Design,
) -> None:
    page = words(desk.get(url(draft, "review")))
    response = desk.post(url(draft, "review"))

    assert "disabled aria-describedby" in page
    assert "Todavía no se puede publicar. Faltan 9 cosas." in page
    assert "Todavía no se puede publicar. Faltan 9 cosas." in words(response)
    draft.refresh_from_db()
    assert draft.state == DesignState.DRAFT


# --- Saving as one goes -----------------------------------------------------------


def change(desk: Client, page: str, said: dict[str, Any]) -> str:
    """Send a change as the script of the page does."""
    response = desk.post(page, said, headers={"hx-request": "true"})
    assert response.status_code == 200
    return words(response)


def test_a_change_is_saved_by_itself_and_what_is_missing_follows(
    desk: Client,
    draft: Design,
) -> None:
    answer = change(desk, url(draft, "basics"), BASICS)

    assert "Guardado." in answer
    assert 'id="missing" hx-swap-oob="true"' in answer
    assert "Falta decir qué se hará." not in answer
    assert 'id="reading-summary" hx-swap-oob="true"' in answer
    assert "<html" not in answer
    draft.refresh_from_db()
    assert draft.title == "Riego"


def test_a_change_that_cannot_be_is_said_and_nothing_is_swapped(
    desk: Client,
    draft: Design,
) -> None:
    answer = change(desk, url(draft, "basics"), {**BASICS, "ends_on": "2020-01-01"})

    assert "Todavía no se guarda: Termina: Las fechas están al revés" in answer
    assert "hx-swap-oob" not in answer


def test_a_row_sent_by_itself_and_again_by_its_button_is_one_line(
    desk: Client,
    draft: Design,
) -> None:
    entry = uuid4()

    answer = change(desk, url(draft, "budget"), tubes(of=entry))
    desk.post(url(draft, "budget"), tubes(of=entry))

    assert 'id="totals" hx-swap-oob="true"' in answer
    assert f'<output id="amount-{entry}" hx-swap-oob="true"' in answer
    assert "USD 6,000.00" in answer
    assert draft.budget_lines.count() == 1


def test_half_a_place_is_not_made_by_the_way(desk: Client, draft: Design) -> None:
    change(
        desk,
        url(draft, "people"),
        {"new-name": "Chuw", "new-adm1_code": "GT-14"},
    )

    assert not Place.objects.exists()


def test_tranches_may_be_half_planned_while_one_types(
    desk: Client,
    funded: Design,
) -> None:
    answer = change(desk, url(funded, "tranches"), part(amount="1,000"))

    assert "Guardado." in answer
    assert "Falta repartir" in answer
