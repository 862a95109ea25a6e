"""Tell funders' machines that a gate opened or closed: a row first, then a message."""

import json
import secrets
import uuid
from datetime import timedelta
from typing import Final

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.accounts.permissions import require
from consult.accounts.sealing import seal_text, unseal_text
from consult.accounts.second_factor import require_enrolled
from consult.audit.actions import record
from consult.release import notices, outgoing
from consult.release.models import GateState, Notice, Watcher
from consult.release.pages import tranche_states
from projects.actions import hold_gate
from projects.models import Design, Organisation
from projects.refusals import Refusal

# How long to wait after each attempt that failed; after the last it is given up.
WAITS: Final = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720, 1440)
)
# Longer than any attempt may take: a worker that died holds a notice no longer.
_LEASE: Final = timedelta(minutes=2)


@transaction.atomic
def start_watcher(
    *,
    organisation: Organisation,
    url: str,
    by: User,
) -> tuple[Watcher, str]:
    """Tell an address from now on; return it and the secret, which is shown once.

    Raises:
        NotAllowed: no such role.
        Refusal: the address is not allowed, or is told already.

    """
    require(by, "accounts.manage_roles")
    require_enrolled(by)
    outgoing.check_url(url)
    standing = Watcher.objects.filter(organisation=organisation, stopped_at=None)
    if standing.filter(url=url).exists():
        raise Refusal(_("A esa dirección ya se le avisa."), field="url")
    secret = notices.secret_of(secrets.token_bytes(32))
    watcher = Watcher.objects.create(
        organisation=organisation,
        url=url,
        secret_sealed=seal_text(secret),
        started_at=timezone.now(),
        started_by=by,
    )
    record(by=by, verb="release.watcher_started", obj=watcher)
    return watcher, secret


@transaction.atomic
def stop_watcher(*, watcher: Watcher, by: User) -> Watcher:
    """Tell an address nothing more; what waited for it is given up.

    Raises:
        NotAllowed: no such role.
        Refusal: it was stopped already.

    """
    require(by, "accounts.manage_roles")
    require_enrolled(by)
    watcher = Watcher.objects.select_for_update().get(pk=watcher.pk)
    if watcher.stopped_at is not None:
        raise Refusal(_("A esa dirección ya no se le avisa."))
    watcher.stopped_at = timezone.now()
    watcher.stopped_by = by
    watcher.save(update_fields=["stopped_at", "stopped_by"])
    watcher.notices.filter(arrived_at=None).update(due_at=None, failure="stopped")
    record(by=by, verb="release.watcher_stopped", obj=watcher)
    return watcher


@transaction.atomic
def notice_gates(*, project_id: int) -> list[int]:
    """Compare a project's gates with what was last told; write a notice of each change.

    Until something was told, a gate counts as closed. Takes the project's turn, so that
    two of these never tell the same twice. Returns the notices that wait.
    """
    hold_gate(project_id=project_id)
    design = (
        Design.objects.published()
        .filter(project=project_id)
        .select_related("project")
        .first()
    )
    if design is None:
        return []
    last = {
        each.tranche_number: each
        for each in GateState.objects.filter(project=project_id)
    }
    watchers = list(
        Watcher.objects.filter(
            organisation=design.project.funder_id,
            stopped_at=None,
        ),
    )
    now = timezone.now()
    seen = {"seen_turn": design.project.gate_turn, "seen_at": now}
    written = []
    for state in tranche_states(design):
        number = state.tranche.number
        before = last.get(number)
        GateState.objects.update_or_create(
            project_id=project_id,
            tranche_number=number,
            defaults={"state": state.code, **seen},
        )
        if state.code == (before.state if before else "closed"):
            continue
        for watcher in watchers:
            notice = Notice.objects.create(
                watcher=watcher,
                message_id=uuid.uuid4(),
                body=json.dumps(notices.body_of(state), separators=(",", ":")),
                due_at=now,
            )
            written.append(notice.pk)
    # Those of tranches that a newer design does not have any more.
    GateState.objects.filter(project=project_id).update(**seen)
    return written


def send_notice(*, notice_id: int) -> None:
    """Try once to send a notice that is due, and write down what came of it.

    It is claimed in a transaction of its own, so that two workers do not send the same;
    nothing is locked while the other side takes its time. A watcher may still get the
    same notice twice, with the same id.
    """
    now = timezone.now()
    claimed = Notice.objects.filter(pk=notice_id, due_at__lte=now).update(
        due_at=now + _LEASE,
        attempts=models.F("attempts") + 1,
    )
    if not claimed:
        return
    notice = Notice.objects.select_related("watcher").get(pk=notice_id)
    body = notice.body.encode()
    waiting = Notice.objects.filter(pk=notice_id, arrived_at=None)
    try:
        outgoing.post(
            notice.watcher.url,
            body=body,
            headers=notices.signed_headers(
                secret=unseal_text(bytes(notice.watcher.secret_sealed)),
                message_id=str(notice.message_id),
                sent_at=now,
                body=body,
            ),
        )
    except outgoing.NotSent as failure:
        tries_left = notice.attempts <= len(WAITS)
        waiting.exclude(due_at=None).update(
            failure=failure.code,
            due_at=now + WAITS[notice.attempts - 1] if tries_left else None,
        )
    else:
        waiting.update(arrived_at=timezone.now(), due_at=None, failure="")
