"""Asking for reports, and making them.

A report is a row first and a message second. Whoever makes it takes the row with a
conditional update that names a lease; only the holder of the lease may finish it, so it
is done once however many messages arrive.
"""

import errno
import hashlib
import logging
import secrets
import tempfile
from collections.abc import Callable, Iterable
from typing import BinaryIO

from celery import current_app
from celery.exceptions import SoftTimeLimitExceeded
from django.core.files import File
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from consult.accounts.models import User
from consult.accounts.second_factor import require_enrolled
from consult.audit.actions import canonical, record
from consult.consultations.models import Consultation
from consult.release import checkpoints
from consult.reports import content, policies, queries
from consult.reports.enums import Failure, ReportLanguage, ReportState
from consult.reports.exporters import EXPORTERS
from consult.reports.exporters.pages import DrawingFailed
from consult.reports.models import ConsultationReport, Snapshot
from projects.models import Project
from projects.refusals import Refusal

logger = logging.getLogger(__name__)

_BLOCK_BYTES = 1024 * 1024
MAKE_TASK = "consult.reports.tasks.make_report"


@transaction.atomic
def request_reports(
    *,
    by: User,
    scope: Consultation | Project,
    kind: str,
    formats: Iterable[str],
    language: str,
) -> list[ConsultationReport]:
    """Ask for a report in one or several formats, which will all say the same.

    Raises:
        NotAllowed: this person may not have it.
        Refusal: with the field that is wrong, or why nothing may be published.

    """
    wanted = list(dict.fromkeys(formats))
    policies.check_can_request(by=by, kind=kind, scope=scope)
    require_enrolled(by)
    policies.check_formats(wanted)
    now = timezone.now()
    snapshot = Snapshot.objects.create(
        kind=kind,
        consultation=scope if isinstance(scope, Consultation) else None,
        project=scope if isinstance(scope, Project) else None,
        requested_at=now,
        requested_by=by,
    )
    reports = [
        ConsultationReport.objects.create(
            snapshot=snapshot,
            format=each,
            language=ReportLanguage(language),
            requested_at=now,
            requested_by=by,
        )
        for each in wanted
    ]
    record(
        by=by,
        verb="reports.requested",
        obj=snapshot,
        project_id=snapshot.about_project.pk,
        public={
            "kind": kind,
            "formats": wanted,
            "language": language,
            "consultation": snapshot.consultation_id,
        },
    )
    for report in reports:
        transaction.on_commit(_tell_worker(report.pk), robust=True)
    return reports


@transaction.atomic
def retry_report(*, by: User, report: ConsultationReport) -> ConsultationReport:
    """Make a report that failed again, from the same snapshot if it was taken.

    Raises:
        NotAllowed: this person may not have it.
        Refusal: it did not fail.

    """
    report = queries.with_snapshot().select_for_update(of=("self",)).get(pk=report.pk)
    policies.check_can_retry(by=by, report=report)
    require_enrolled(by)
    report.state = ReportState.WAITING
    report.failure = ""
    report.progress = 0
    report.attempts = 0
    report.finished_at = None
    report.requested_at = timezone.now()
    report.requested_by = by
    report.save()
    record(
        by=by,
        verb="reports.retried",
        obj=report,
        project_id=report.snapshot.about_project.pk,
    )
    transaction.on_commit(_tell_worker(report.pk), robust=True)
    return report


@transaction.atomic
def note_download(*, by: User, report: ConsultationReport) -> None:
    """Write down that a file was given out, to whom.

    Raises:
        NotAllowed: this person may not have it.
        Refusal: it is not there, or may not be shown any more.

    """
    policies.check_can_download(by=by, report=report)
    require_enrolled(by)
    record(
        by=by,
        verb="reports.downloaded",
        obj=report,
        project_id=report.snapshot.about_project.pk,
        public={"kind": report.kind, "content_hash": report.content_hash},
    )


def make_report(*, report_id: int, by: User | None = None) -> bool:
    """Make the file of a report that waits. Returns whether this call finished it.

    Safe to call any number of times, from several workers at once. Whatever goes wrong
    is written in the row as a reason people can read; nothing is raised.
    """
    del by
    lease = _take(report_id)
    if lease is None:
        return False
    report = queries.with_snapshot().get(pk=report_id)
    try:
        snapshot = _taken(report.snapshot)
        _progress(report_id, lease, 40)
        return _write(report, snapshot, lease)
    except Refusal as refusal:
        logger.info("Report %s refused: %s", report_id, refusal)
        _fail(report_id, lease, Failure.STOPPED)
    except SoftTimeLimitExceeded:
        logger.warning("Report %s took too long", report_id)
        _fail(report_id, lease, Failure.TOO_LONG)
    except DrawingFailed:
        logger.exception("Report %s could not be drawn", report_id)
        _fail(report_id, lease, Failure.DRAWING)
    except OSError as error:
        logger.exception("Report %s could not be stored", report_id)
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        _fail(report_id, lease, Failure.NO_SPACE if full else Failure.STORAGE)
    except Exception:
        logger.exception("Report %s failed", report_id)
        _fail(report_id, lease, Failure.UNEXPECTED)
    return False


@transaction.atomic
def _take(report_id: int) -> str | None:
    """Take the row for this worker; None when it is done, or another one has it."""
    now = timezone.now()
    lease = secrets.token_hex(16)
    free = queries.free_to_take(now).filter(pk=report_id)
    if free.filter(attempts__gte=policies.MOST_ATTEMPTS).update(
        state=ReportState.FAILED,
        failure=Failure.LOST,
        finished_at=now,
        lease="",
        leased_until=None,
    ):
        return None
    taken = free.update(
        state=ReportState.WORKING,
        progress=10,
        lease=lease,
        leased_until=now + policies.LEASE,
        attempts=F("attempts") + 1,
    )
    return lease if taken else None


@transaction.atomic
def _progress(report_id: int, lease: str, percent: int) -> None:
    """Say how far it is, and that this worker is alive."""
    ConsultationReport.objects.filter(pk=report_id, lease=lease).update(
        progress=percent,
        leased_until=timezone.now() + policies.LEASE,
    )


@transaction.atomic
def _fail(report_id: int, lease: str, failure: Failure) -> None:
    ConsultationReport.objects.filter(pk=report_id, lease=lease).update(
        state=ReportState.FAILED,
        failure=failure,
        finished_at=timezone.now(),
        lease="",
        leased_until=None,
    )


def _taken(snapshot: Snapshot) -> Snapshot:
    """Return the snapshot with its content, made now if nobody made it yet.

    Two workers may both make it; the first to write it wins, and both use that one.

    Raises:
        Refusal: publication was stopped since it was asked for.

    """
    policies.check_may_publish(snapshot.kind, snapshot.scope)
    if snapshot.taken_at is None:
        inside = connection.in_atomic_block
        with transaction.atomic():
            if connection.vendor == "postgresql" and not inside:
                # All that is read is of one moment, whatever is written meanwhile.
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            now = timezone.now()
            head = checkpoints.current()
            found = content.documents(
                snapshot,
                taken_at=now,
                languages=tuple(ReportLanguage.values),
                head=head,
            )
        text = canonical(found)
        Snapshot.objects.filter(pk=snapshot.pk, taken_at=None).update(
            taken_at=now,
            content=text,
            content_hash=hashlib.sha256(text.encode()).hexdigest(),
            audit_sequence=head.point.sequence,
            audit_hash=head.point.hash,
        )
        snapshot.refresh_from_db()
    return snapshot


def _write(report: ConsultationReport, snapshot: Snapshot, lease: str) -> bool:
    exporter = EXPORTERS[report.format]
    document = queries.document_of(snapshot, report.language)
    with tempfile.TemporaryFile() as target:
        exporter.write(document, snapshot.content_hash, target)
        _progress(report.pk, lease, 80)
        size = target.tell()
        digest = _digest(target)
        target.seek(0)
        name = report.file.field.generate_filename(
            report,
            f"{secrets.token_hex(16)}.{exporter.extension}",
        )
        stored = report.file.storage.save(name, File(target))
    if _finish(report.pk, lease, stored, digest, size):
        return True
    # Another worker took over: its file counts.
    report.file.storage.delete(stored)
    return False


@transaction.atomic
def _finish(report_id: int, lease: str, stored: str, digest: str, size: int) -> bool:
    finished = ConsultationReport.objects.filter(pk=report_id, lease=lease).update(
        state=ReportState.DONE,
        progress=100,
        file=stored,
        content_hash=digest,
        size=size,
        finished_at=timezone.now(),
        lease="",
        leased_until=None,
    )
    if finished:
        report = queries.with_snapshot().get(pk=report_id)
        record(
            by=None,
            verb="reports.made",
            obj=report,
            project_id=report.snapshot.about_project.pk,
            public={
                "kind": report.kind,
                "format": report.format,
                "language": report.language,
                "file_hash": digest,
                "content_hash": report.snapshot.content_hash,
            },
        )
    return bool(finished)


def _digest(target: BinaryIO) -> str:
    target.seek(0)
    digest = hashlib.sha256()
    while block := target.read(_BLOCK_BYTES):
        digest.update(block)
    return digest.hexdigest()


def _tell_worker(report_id: int) -> Callable[[], None]:
    def tell() -> None:
        try:
            current_app.send_task(
                MAKE_TASK,
                [report_id],
                retry=False,
                ignore_result=True,
            )
        except (OperationalError, OSError) as error:
            logger.warning("Report %s waits for the sweeper: %s", report_id, error)

    return tell
