"""Asking for reports, and making them once, whatever happens meanwhile."""

import errno
import io
from collections.abc import Callable
from datetime import timedelta
from typing import BinaryIO

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.audit.models import Event
from consult.communities.actions import stop_publication
from consult.communities.enums import StopReason
from consult.consultations.models import Consultation
from consult.reports import exporters, policies, tasks
from consult.reports.actions import (
    make_report,
    note_download,
    request_reports,
    retry_report,
)
from consult.reports.content.values import Facts
from consult.reports.enums import Failure, ReportFormat, ReportState
from consult.reports.exporters.pages import DrawingFailed
from consult.reports.models import ConsultationReport, Snapshot
from projects.refusals import Refusal
from tests.factories.consultations import hold_round, make_consultation
from tests.factories.reports import (
    ask_for_reports,
    bytes_of,
    document,
    finished,
    made,
    make_administrator,
)
from tests.services.worker import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation() -> Consultation:
    return make_consultation()


def breaks(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Let writing CSV fail, as a full disk or a slow machine would."""

    def write(_document: Facts, _digest: str, _target: BinaryIO) -> None:
        raise error

    broken = exporters.Exporter(write, "csv", "text/csv")
    monkeypatch.setitem(exporters.EXPORTERS, ReportFormat.CSV, broken)


def test_all_formats_share_one_content(consultation: Consultation) -> None:
    reports = ask_for_reports(consultation, "csv", "json", "xlsx", "pdf")
    first = finished(reports[0])
    hold_round(consultation)
    rest = [finished(report) for report in reports[1:]]

    assert Snapshot.objects.count() == 1
    assert {report.state for report in (first, *rest)} == {ReportState.DONE}
    assert {report.snapshot.content_hash for report in rest} == {
        first.snapshot.content_hash,
    }
    # A round held after the first file was made is in none of the others.
    assert all(document(report)["consultations"][0]["rounds"] == [] for report in rest)


def test_the_content_names_the_last_event(consultation: Consultation) -> None:
    report = ask_for_reports(consultation, "json")[0]
    last = Event.objects.order_by("-sequence").first()
    assert last is not None
    report = finished(report)

    assert report.snapshot.audit_sequence == last.sequence
    assert report.snapshot.audit_hash == last.hash
    assert document(report)["audit"] == {
        "sequence": last.sequence,
        "hash": last.hash,
        "signed": "",
    }


def test_the_same_content_gives_the_same_bytes(consultation: Consultation) -> None:
    for report_format in ReportFormat.values:
        first = made(consultation, report_format)
        exporter = exporters.EXPORTERS[report_format]
        again = io.BytesIO()
        exporter.write(document(first), first.snapshot.content_hash, again)
        assert again.getvalue() == bytes_of(first)


def test_it_is_made_once(consultation: Consultation) -> None:
    report = ask_for_reports(consultation, "csv")[0]

    assert make_report(report_id=report.pk)
    once = ConsultationReport.objects.get(pk=report.pk)
    assert not make_report(report_id=report.pk)

    again = ConsultationReport.objects.get(pk=report.pk)
    assert (again.file.name, again.content_hash) == (once.file.name, once.content_hash)
    assert Event.objects.filter(verb="reports.made").count() == 1


def test_another_worker_leaves_alone_what_is_in_hand(
    consultation: Consultation,
) -> None:
    report = ask_for_reports(consultation, "csv")[0]
    ConsultationReport.objects.update(
        state=ReportState.WORKING,
        lease="somebody",
        leased_until=timezone.now() + timedelta(minutes=1),
    )

    assert not make_report(report_id=report.pk)
    assert ConsultationReport.objects.get().lease == "somebody"


def test_the_sweeper_takes_over_from_a_worker_that_is_gone(
    consultation: Consultation,
) -> None:
    report = ask_for_reports(consultation, "csv")[0]
    ConsultationReport.objects.update(
        state=ReportState.WORKING,
        lease="gone",
        leased_until=timezone.now() - timedelta(seconds=1),
        requested_at=timezone.now() - timedelta(minutes=10),
    )

    tasks.sweep_reports()

    report.refresh_from_db()
    assert report.state == ReportState.DONE


def test_the_sweeper_leaves_time_for_a_message_to_arrive(
    consultation: Consultation,
) -> None:
    report = ask_for_reports(consultation, "csv")[0]

    tasks.sweep_reports()

    report.refresh_from_db()
    assert report.state == ReportState.WAITING


def test_a_report_that_takes_every_worker_down_is_given_up(
    consultation: Consultation,
) -> None:
    report = ask_for_reports(consultation, "csv")[0]
    ConsultationReport.objects.update(attempts=policies.MOST_ATTEMPTS)

    assert not make_report(report_id=report.pk)
    report.refresh_from_db()
    assert (report.state, report.failure) == (ReportState.FAILED, Failure.LOST)


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (SoftTimeLimitExceeded(), Failure.TOO_LONG),
        (DrawingFailed("no glyph"), Failure.DRAWING),
        (OSError(errno.ENOSPC, "full"), Failure.NO_SPACE),
        (OSError(errno.EIO, "broken"), Failure.STORAGE),
        (KeyError("surprise"), Failure.UNEXPECTED),
    ],
    ids=str,
)
def test_what_fails_says_why_and_can_be_tried_again(
    consultation: Consultation,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    failure: Failure,
) -> None:
    report = ask_for_reports(consultation, "csv")[0]
    with monkeypatch.context() as patch:
        breaks(patch, error)
        assert not make_report(report_id=report.pk)
    report.refresh_from_db()
    assert (report.state, report.failure) == (ReportState.FAILED, failure)
    assert report.finished_at is not None

    taken = report.snapshot.content_hash
    retry_report(by=make_administrator(), report=report)
    report = finished(report)

    assert (report.state, report.failure) == (ReportState.DONE, "")
    assert report.snapshot.content_hash == taken


def test_no_format_is_refused(consultation: Consultation) -> None:
    with pytest.raises(Refusal) as refused:
        request_reports(
            by=make_administrator(),
            scope=consultation,
            kind="public",
            formats=[],
            language="es",
        )
    assert refused.value.field == "formats"
    assert not Snapshot.objects.exists()


def stop(consultation: Consultation) -> None:
    stop_publication(
        community=consultation.community,
        reason=StopReason.FEAR,
        by=None,
    )
    consultation.community.refresh_from_db()


def test_no_public_report_of_a_community_that_is_not_published(
    consultation: Consultation,
) -> None:
    stop(consultation)

    with pytest.raises(Refusal) as refused:
        ask_for_reports(consultation, "csv", kind="public")
    assert str(refused.value) == str(Failure.STOPPED.label)
    assert made(consultation, "csv", kind="internal").state == ReportState.DONE


def test_publication_stopped_meanwhile_stops_the_report(
    consultation: Consultation,
) -> None:
    report = ask_for_reports(consultation, "csv", kind="public")[0]
    stop(consultation)

    report = finished(report)

    assert (report.state, report.failure) == (ReportState.FAILED, Failure.STOPPED)
    assert report.snapshot.content == ""


@pytest.mark.parametrize("whole_project", [True, False])
def test_a_public_file_is_not_given_out_after_publication_was_stopped(
    consultation: Consultation,
    *,
    whole_project: bool,
) -> None:
    scope = consultation.design.project if whole_project else consultation
    public = made(scope, "csv", kind="public")
    internal = made(scope, "csv", kind="internal")
    by = make_administrator()
    note_download(by=by, report=public)
    stop(consultation)

    with pytest.raises(Refusal):
        note_download(by=by, report=public)
    note_download(by=by, report=internal)
    assert Event.objects.filter(verb="reports.downloaded").count() == 2


def test_a_snapshot_is_of_one_thing(consultation: Consultation) -> None:
    by = make_administrator()
    for scope in (
        {},
        {"consultation": consultation, "project": consultation.design.project},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Snapshot.objects.create(
                kind="public",
                requested_at=timezone.now(),
                requested_by=by,
                **scope,
            )


@pytest.mark.broker
def test_a_worker_makes_it(
    transactional_db: None,
    start_worker: Callable[[], Worker],
) -> None:
    consultation = make_consultation()
    worker = start_worker()
    report = ask_for_reports(consultation, "csv")[0]

    deadline = timezone.now() + timedelta(seconds=30)
    while report.is_unfinished and timezone.now() < deadline:
        report.refresh_from_db()

    assert report.state == ReportState.DONE, worker.log
    assert bytes_of(report).startswith("\ufeffFecha,".encode())
