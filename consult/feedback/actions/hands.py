"""An assembly's show of hands, written down apart from what households say."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.accounts.second_factor import require_enrolled
from consult.audit.actions import record
from consult.consultations.models import Round
from consult.consultations.permissions import RECORD_ROUND, check_may
from consult.feedback.models import Question, ShowOfHands
from projects.refusals import Conflict, Refusal


@transaction.atomic
def record_show_of_hands(
    *,
    by: User,
    round: Round,  # noqa: A002 - DESIGN.md's word for one meeting
    question: Question,
    hands: Mapping[str, int],
) -> list[ShowOfHands]:
    """Write down how many raised their hand for each answer to a question.

    `hands` maps choice codes to people; an answer left out had none.

    Raises:
        NotAllowed: this person may not write down what happened in a round.
        Conflict: the hands of this question were counted in this round already.
        Refusal: another consultation's question, an answer it does not have, or more
            hands for an answer than people came.

    """
    check_may(by=by, verb=RECORD_ROUND, about=round.consultation)
    require_enrolled(by)
    # Who writes at the same time waits here, and then finds it counted.
    round = Round.objects.select_for_update().get(pk=round.pk)  # noqa: A001
    if question.questionnaire.consultation_id != round.consultation_id:
        raise Refusal(_("Esa pregunta no es de esta consulta."), field="question")
    if ShowOfHands.objects.filter(round=round, question=question).exists():
        raise Conflict(
            _("Las manos de esta pregunta ya se contaron en esta reunión."),
            field="question",
        )
    came = round.attendances.aggregate(came=Sum("came"))["came"] or 0
    for choice, count in hands.items():
        if choice not in question.rule.choices:
            raise Refusal(_("Esa respuesta no es de esta pregunta."), field=choice)
        if count > came:
            raise Refusal(
                _("A esta reunión vinieron %(came)s personas. No pueden ser más manos.")
                % {"came": came},
                field=choice,
            )
    if not any(hands.values()):
        raise Refusal(_("Anote cuántas manos hubo, por lo menos en una respuesta."))
    now = timezone.now()
    written = ShowOfHands.objects.bulk_create(
        ShowOfHands(
            round=round,
            question=question,
            choice=choice,
            hands=hands.get(choice, 0),
            recorded_at=now,
            recorded_by=by,
        )
        for choice in (each["code"] for each in question.choices)
    )
    record(
        by=by,
        verb="feedback.hands_counted",
        obj=round,
        project_id=round.consultation.design.project_id,
        public={"question": question.code},
        private={"hands": dict(hands)},
    )
    return written
