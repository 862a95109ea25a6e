"""Who may have a report: a table of role, version and state."""

import pytest

from consult.accounts.enums import RoleCode
from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.reports import policies, queries
from consult.reports.actions import note_download, request_reports, retry_report
from consult.reports.enums import Failure, ReportState
from consult.reports.models import ConsultationReport
from projects.refusals import NotAllowed, Refusal
from tests.factories.consultations import (
    make_consultation,
    make_organisation,
    make_user,
)
from tests.factories.reports import ask_for_reports, made, make_administrator

pytestmark = pytest.mark.django_db

# Which versions each role may have of what it reaches.
MAY: dict[RoleCode, set[str]] = {
    RoleCode.COMMUNITY_LEADER: set(),
    RoleCode.FACILITATOR: set(),
    RoleCode.DESIGN_AUTHOR: set(),
    RoleCode.PROJECT_OFFICER: {"public"},
    RoleCode.RELEASE_APPROVER: set(),
    RoleCode.PROTECTION_OFFICER: {"public", "internal"},
    RoleCode.ADMINISTRATOR: {"public", "internal"},
    RoleCode.SPEAKER: set(),
}


@pytest.fixture
def consultation() -> Consultation:
    return make_consultation()


def holder(role: RoleCode, consultation: Consultation) -> User:
    """Return somebody with a role that reaches a consultation."""
    if role == RoleCode.ADMINISTRATOR:
        return make_user(role)
    if role == RoleCode.COMMUNITY_LEADER:
        return make_user(role, place=consultation.community.place)
    return make_user(role, organisation=consultation.design.project.funder)


def test_the_table_names_every_role() -> None:
    assert set(MAY) == set(RoleCode)


@pytest.mark.parametrize("kind", ["public", "internal"])
@pytest.mark.parametrize("role", MAY)
def test_a_role_asks_for_what_it_may(
    consultation: Consultation,
    role: RoleCode,
    kind: str,
) -> None:
    by = holder(role, consultation)
    wanted = {
        "by": by,
        "scope": consultation,
        "kind": kind,
        "formats": ["csv"],
        "language": "es",
    }
    if kind in MAY[role]:
        assert len(request_reports(**wanted)) == 1  # type: ignore[arg-type]
    else:
        with pytest.raises(NotAllowed):
            request_reports(**wanted)  # type: ignore[arg-type]
        assert not ConsultationReport.objects.exists()


@pytest.mark.parametrize("kind", ["public", "internal"])
@pytest.mark.parametrize("role", MAY)
def test_a_role_sees_what_it_may(
    consultation: Consultation,
    role: RoleCode,
    kind: str,
) -> None:
    report = ask_for_reports(consultation, "csv", kind=kind)[0]
    project_wide = ask_for_reports(consultation.design.project, "csv", kind=kind)[0]

    seen = set(queries.visible_reports(holder(role, consultation)))

    assert seen == ({report, project_wide} if kind in MAY[role] else set())


@pytest.mark.parametrize(
    "role",
    [RoleCode.PROJECT_OFFICER, RoleCode.PROTECTION_OFFICER],
)
def test_another_organisations_reports_are_out_of_reach(
    consultation: Consultation,
    role: RoleCode,
) -> None:
    stranger = make_user(role, organisation=make_organisation())
    report = made(consultation, "csv", kind="public")

    assert list(queries.visible_reports(stranger)) == []
    with pytest.raises(NotAllowed):
        policies.check_can_download(by=stranger, report=report)
    with pytest.raises(NotAllowed):
        request_reports(
            by=stranger,
            scope=consultation,
            kind="public",
            formats=["csv"],
            language="es",
        )


def test_staff_without_a_second_factor_get_nothing(consultation: Consultation) -> None:
    by = make_user(RoleCode.ADMINISTRATOR, second_factor=False)
    report = made(consultation, "csv")

    with pytest.raises(NotAllowed):
        note_download(by=by, report=report)
    with pytest.raises(NotAllowed):
        request_reports(
            by=by,
            scope=consultation,
            kind="public",
            formats=["csv"],
            language="es",
        )


# What may be done with a report in each state.
ALLOWED: dict[ReportState, set[str]] = {
    ReportState.WAITING: set(),
    ReportState.WORKING: set(),
    ReportState.DONE: {"download"},
    ReportState.FAILED: {"retry"},
}


def in_state(state: ReportState, consultation: Consultation) -> ConsultationReport:
    report = ask_for_reports(consultation, "csv")[0]
    rows = ConsultationReport.objects.filter(pk=report.pk)
    if state == ReportState.WORKING:
        rows.update(state=state, lease="x", leased_until=report.requested_at)
    elif state == ReportState.FAILED:
        rows.update(state=state, failure=Failure.UNEXPECTED)
    elif state == ReportState.DONE:
        return made(consultation, "csv")
    report.refresh_from_db()
    return report


@pytest.mark.parametrize("state", ALLOWED)
def test_a_state_allows_what_it_may(
    consultation: Consultation,
    state: ReportState,
) -> None:
    report = in_state(state, consultation)
    by = make_administrator()
    done = set()
    for verb, act in (("download", note_download), ("retry", retry_report)):
        try:
            act(by=by, report=report)
        except Refusal:
            continue
        done.add(verb)

    assert done == ALLOWED[state]
