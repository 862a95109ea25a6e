"""The pages of reports."""

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.communities.actions import stop_publication
from consult.communities.enums import StopReason
from consult.consultations.models import Consultation
from consult.reports.enums import Failure, ReportState
from consult.reports.models import ConsultationReport
from tests.factories.consultations import make_consultation, make_user
from tests.factories.reports import ask_for_reports, bytes_of, made, make_administrator

pytestmark = pytest.mark.django_db

SIGN_IN = "consult.accounts.backends.SignInBackend"


@pytest.fixture
def consultation() -> Consultation:
    return make_consultation()


@pytest.fixture
def administrator(client: Client) -> User:
    """Return an administrator who is signed in."""
    user = make_administrator()
    client.force_login(user, backend=SIGN_IN)
    return user


def ask(client: Client, **fields: object) -> tuple[int, str]:
    data = {"kind": "public", "formats": ["pdf", "csv"], "language": "es", **fields}
    answer = client.post(reverse("reports:request"), data)
    return answer.status_code, answer.content.decode()


def test_asking_leads_to_the_page_of_the_report(
    client: Client,
    administrator: User,
    consultation: Consultation,
) -> None:
    answer = client.post(
        reverse("reports:request"),
        {
            "scope": f"consulta-{consultation.pk}",
            "kind": "internal",
            "formats": ["csv", "xlsx"],
            "language": "en",
        },
    )

    reports = list(ConsultationReport.objects.order_by("format"))
    assert [(each.format, each.language, each.kind) for each in reports] == [
        ("csv", "en", "internal"),
        ("xlsx", "en", "internal"),
    ]
    assert answer.headers["Location"] in {each.get_absolute_url() for each in reports}
    page = client.get(answer.headers["Location"]).content.decode()
    assert page.count("<progress") == 2
    assert "reports/progress.js" in page
    assert "Actualizar" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"formats": []}, "Marque por lo menos un formato."),
        ({"scope": ""}, "Este campo es obligatorio."),
        ({"scope": "consulta-999999"}, "no es una de las opciones disponibles"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_is_kept(
    client: Client,
    administrator: User,
    consultation: Consultation,
    fields: dict[str, object],
    sentence: str,
) -> None:
    scope = {"scope": f"consulta-{consultation.pk}"}
    status, page = ask(client, **{**scope, "language": "en", **fields})

    assert status == 422
    assert sentence in page
    chosen = page[page.index('name="language" value="en"') :][:120]
    assert "checked" in chosen.partition(">")[0]
    assert not ConsultationReport.objects.exists()


def test_a_stopped_publication_is_refused_with_a_sentence(
    client: Client,
    administrator: User,
    consultation: Consultation,
) -> None:
    stop_publication(
        community=consultation.community,
        reason=StopReason.FEAR,
        by=None,
    )

    status, page = ask(client, scope=f"consulta-{consultation.pk}")

    assert status == 422
    assert str(Failure.STOPPED.label) in page


def test_an_officer_is_offered_the_public_version_only(
    client: Client,
    consultation: Consultation,
) -> None:
    funder = consultation.design.project.funder
    client.force_login(
        make_user(RoleCode.PROJECT_OFFICER, organisation=funder), backend=SIGN_IN
    )
    make_consultation()

    page = client.get(reverse("reports:request")).content.decode()
    status, _page = ask(client, scope=f"consulta-{consultation.pk}", kind="internal")

    assert 'value="internal"' not in page
    assert page.count('value="consulta-') == 1
    assert status == 422


def test_a_file_is_given_out_as_a_file(
    client: Client,
    administrator: User,
    consultation: Consultation,
) -> None:
    report = made(consultation, "csv")

    answer = client.get(reverse("reports:download", args=[report.pk]))

    assert b"".join(answer) == bytes_of(report)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    slug = consultation.design.project.slug
    name = answer.headers["Content-Disposition"]
    assert name.startswith(f'attachment; filename="informe-{slug}-interna-')
    assert name.endswith('-es.csv"')


@pytest.mark.parametrize(
    ("role", "kind", "status"),
    [
        (RoleCode.PROJECT_OFFICER, "public", 200),
        (RoleCode.PROJECT_OFFICER, "internal", 404),
        (RoleCode.PROTECTION_OFFICER, "internal", 200),
        (RoleCode.RELEASE_APPROVER, "public", 403),
        (RoleCode.DESIGN_AUTHOR, "public", 403),
    ],
)
def test_a_page_and_its_file_are_for_those_who_may(
    client: Client,
    consultation: Consultation,
    role: RoleCode,
    kind: str,
    status: int,
) -> None:
    report = made(consultation, "csv", kind=kind)
    funder = consultation.design.project.funder
    client.force_login(make_user(role, organisation=funder), backend=SIGN_IN)

    for view in ("detail", "download"):
        answer = client.get(reverse(f"reports:{view}", args=[report.pk]))
        list(answer)
        assert (view, answer.status_code) == (view, status)


def test_a_file_that_is_gone_is_said_so(
    client: Client,
    administrator: User,
    consultation: Consultation,
) -> None:
    report = made(consultation, "csv")
    default_storage.delete(str(report.file.name))

    page = client.get(
        reverse("reports:download", args=[report.pk]),
        follow=True,
    ).content.decode()

    assert "El archivo ya no está donde se guardó." in page


def test_a_failure_says_why_and_has_a_button(
    client: Client,
    administrator: User,
    consultation: Consultation,
) -> None:
    report = ask_for_reports(consultation, "csv")[0]
    ConsultationReport.objects.update(
        state=ReportState.FAILED,
        failure=Failure.NO_SPACE,
    )

    page = client.get(report.get_absolute_url()).content.decode()
    assert str(Failure.NO_SPACE.label) in page
    assert "Probar otra vez" in page
    assert "progress.js" not in page

    client.post(reverse("reports:retry", args=[report.pk]))
    report.refresh_from_db()
    assert report.state == ReportState.WAITING


def test_the_list_asks_the_same_queries_however_long(
    client: Client,
    administrator: User,
    consultation: Consultation,
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("reports:list"))
        return len(asked)

    ask_for_reports(consultation, "csv")
    client.get(reverse("reports:list"))
    one = count()
    for _ in range(3):
        ask_for_reports(make_consultation(), "csv", "pdf")

    assert count() == one
