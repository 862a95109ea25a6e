"""Sheets of paper: printed with a code and a receipt each, and typed in once."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.audit.actions import record
from consult.consultations.models import Consultation
from consult.feedback import policies, receipts
from consult.feedback.actions.testimonies import submit_testimony
from consult.feedback.enums import Channel
from consult.feedback.models import Sheet, Testimony
from consult.feedback.oneself import told_of_oneself
from consult.feedback.paper import MOST_SHEETS, NO_SUCH_SHEET, new_sheet_code
from projects.refusals import Refusal


@dataclass(frozen=True, slots=True)
class Printed:
    """A sheet as it leaves the printer: its code, and the receipt of its strip."""

    code: str
    receipt: str


def print_sheets(
    *,
    by: User,
    consultation: Consultation,
    copies: int,
) -> list[Printed]:
    """Make the codes and receipts of new sheets. A receipt is returned here only.

    Raises:
        NotAllowed: this person may not collect testimonies here.
        Refusal: the consultation is closed; none or more than `MOST_SHEETS` at a time.

    """
    policies.check_can_collect(consultation=consultation, by=by)
    policies.check_takes_testimonies(consultation)
    if not 1 <= copies <= MOST_SHEETS:
        raise Refusal(
            _("Pida de 1 a %(most)s hojas cada vez.") % {"most": MOST_SHEETS},
            field="copies",
        )
    printed = [Printed(new_sheet_code(), receipts.make()) for _number in range(copies)]
    # Slow on purpose, so before the transaction.
    digests = [receipts.digest(each.receipt) for each in printed]
    with transaction.atomic():
        Sheet.objects.bulk_create(
            Sheet(
                code=each.code,
                consultation=consultation,
                receipt_digest=digest,
                printed_at=timezone.now(),
                printed_by=by,
            )
            for each, digest in zip(printed, digests, strict=True)
        )
        record(
            by=by,
            verb="feedback.sheets_printed",
            obj=consultation,
            project_id=consultation.design.project_id,
            public={"copies": copies},
        )
    return printed


@transaction.atomic
def type_in_sheet(
    *,
    by: User,
    consultation: Consultation,
    code: str,
    answers: Mapping[str, Sequence[str]],
    words: Mapping[str, str],
    about: Mapping[str, str],
) -> Testimony:
    """Store what a sheet of paper says, and forget the sheet.

    Raises:
        NotAllowed: this person may not collect testimonies here.
        Refusal: there is no such sheet, or it was typed in already (`field` is
            `sheet`); or what `submit_testimony` refuses.

    """
    policies.check_can_collect(consultation=consultation, by=by)
    sheet = (
        Sheet.objects.select_for_update()
        .filter(pk=code, consultation=consultation)
        .first()
    )
    if sheet is None:
        raise Refusal(NO_SUCH_SHEET, field="sheet")
    testimony, _created = submit_testimony(
        consultation=consultation,
        uuid=uuid.uuid4(),
        channel=Channel.PAPER,
        answers=answers,
        words=words,
        **told_of_oneself(about),
        receipt_digest=sheet.receipt_digest,
        by=by,
    )
    sheet.delete()
    return testimony
