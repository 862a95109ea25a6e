"""What each kind of consultation asks for, as an administrator changes it."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from consult.accounts.enums import RoleCode
from consult.audit.models import Event
from consult.consultations.models import EvidenceChange, KindRequirements
from consult.consultations.requirements import all_requirements, requirements_of
from consult.languages.models import Language
from projects import standards
from tests.factories.accounts import make_administrator, make_user, sign_in
from tests.factories.consultations import make_consultation

pytestmark = pytest.mark.django_db
ROUTINE = reverse("admin:consultations_kindrequirements_change", args=["routine"])


@pytest.fixture(scope="module", autouse=True)
def _loaded(throughout: Callable[[Callable[[], object]], object]) -> None:
    throughout(standards.load)


@pytest.fixture
def administrator(client: Client) -> Client:
    sign_in(client, make_administrator())
    return client


def typed(client: Client, **changed: object) -> dict[str, object]:
    """Return what the page would send, with what somebody typed."""
    form = client.get(ROUTINE).context["adminform"].form
    return {
        **{
            field.html_name: "" if field.value() is None else field.value()
            for field in form
            if field.value() is not False
        },
        **changed,
    }


def test_an_edit_counts_for_what_is_opened_after_it(administrator: Client) -> None:
    before = make_consultation()
    answer = administrator.post(ROUTINE, typed(administrator, notice_days=21))

    assert answer.status_code == 302
    assert make_consultation().required_notice_days == 21
    before.refresh_from_db()
    assert before.required_notice_days == 15
    event = Event.objects.get(verb="projects.standard_changed")
    assert event.public["fields"] == ["notice_days"]


def test_an_edit_is_no_evidence_about_anybody(administrator: Client) -> None:
    make_consultation()
    EvidenceChange.objects.all().delete()
    administrator.post(ROUTINE, typed(administrator, rounds=4))
    assert not EvidenceChange.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("notice_days", "0"),
        ("rounds", "0"),
        ("rounds", "51"),
        ("open_days", "366"),
        ("deliberation_days", "-1"),
    ],
)
def test_what_nobody_could_keep_is_refused_and_stays_typed(
    administrator: Client,
    field: str,
    value: str,
) -> None:
    answer = administrator.post(ROUTINE, typed(administrator, **{field: value}))
    assert answer.context["adminform"].form.errors.keys() == {field}
    assertContains(answer, f'value="{value}"')
    assert not KindRequirements.objects.filter(**{field: value}).exists()


def test_an_edit_is_kept_when_the_files_are_loaded_again() -> None:
    KindRequirements.objects.filter(pk="routine").update(rounds=3)
    report = standards.load().tables["consultation kinds"]
    assert report.kept == ["routine"]
    assert requirements_of("routine").rounds == 3

    standards.restore(
        rows=KindRequirements.objects.all(),
        by=make_administrator(),
    )
    assert requirements_of("routine").rounds == 2


def test_a_row_out_of_use_goes_by_the_file() -> None:
    KindRequirements.objects.update(rounds=9, active=False)
    assert [each.rounds for each in all_requirements()] == [2, 3]
    assert requirements_of("routine").rounds == 2


def test_a_file_that_asks_the_impossible_loads_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    copytree(standards.DATA_FOLDER, folder)
    file = folder / "consultation.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("rounds: 2", "rounds: 90"),
        encoding="utf-8",
    )
    KindRequirements.objects.all().delete()
    Language.objects.all().delete()
    with pytest.raises(standards.MalformedFile, match=r"consultation\.yaml, fila 1"):
        standards.load(folder=folder)
    # Nothing of the other files either.
    assert not Language.objects.exists()


def test_only_an_administrator_changes_it(client: Client) -> None:
    sign_in(client, make_user(RoleCode.PROJECT_OFFICER))
    assert client.get(ROUTINE).status_code in {302, 403}
    assert client.post(ROUTINE, {"rounds": 1}).status_code in {302, 403}
    assert requirements_of("routine").rounds == 2


def test_no_kind_is_added_or_deleted(administrator: Client) -> None:
    add = reverse("admin:consultations_kindrequirements_add")
    delete = ROUTINE.replace("change", "delete")
    assert administrator.get(add).status_code == 403
    assert administrator.post(delete, {"post": "yes"}).status_code == 403
    assert KindRequirements.objects.count() == 2
