"""Freeze the questions of a consultation."""

import hashlib
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from consult.accounts.models import User
from consult.audit.actions import canonical, record
from consult.communities.actions import offer_parts
from consult.consultations.models import Consultation
from consult.feedback.composing import Plan, compose
from consult.feedback.models import Question, Questionnaire
from projects.refusals import Conflict, Refusal


@transaction.atomic
def freeze_questionnaire(*, consultation: Consultation, by: User) -> Questionnaire:
    """Write down the questions of a consultation, once and for good.

    Part of opening it: the permission was asked there. The content hash is the SHA-256
    of everything people will see and of what each question tests.

    Raises:
        Conflict: its questions are already frozen.
        Refusal: somebody answered already, or there is nothing to ask.

    """
    if Questionnaire.objects.filter(consultation=consultation).exists():
        raise Conflict(_("Las preguntas de esta consulta ya están puestas."))
    plans = compose(consultation)
    if not plans:
        raise Refusal(_("No hay ninguna pregunta que hacer en esta consulta."))
    parts = [
        {"id": each.pk, "name": each.name}
        for each in offer_parts(by=by, community=consultation.community)
    ]
    content = canonical(
        [*(plan.content() for plan in plans), *([{"parts": parts}] if parts else [])],
    )
    try:
        with transaction.atomic():
            questionnaire = Questionnaire.objects.create(
                consultation=consultation,
                content_hash=hashlib.sha256(content.encode()).hexdigest(),
                parts=parts,
            )
    except IntegrityError as error:
        raise Conflict(
            _("Las preguntas de esta consulta ya están puestas."),
        ) from error
    _write(questionnaire, plans)
    record(
        by=by,
        verb="feedback.questionnaire_frozen",
        obj=questionnaire,
        project_id=consultation.design.project_id,
        public={
            "consultation": consultation.pk,
            "questions": len(plans),
            "content_hash": questionnaire.content_hash,
        },
    )
    return questionnaire


def _write(questionnaire: Questionnaire, plans: Sequence[Plan]) -> None:
    """Write all questions at once, then what they test."""
    questions = Question.objects.bulk_create(
        Question(
            questionnaire=questionnaire,
            order=order,
            code=plan.code,
            kind=plan.kind,
            choices=plan.choices,
            most_choices=plan.most_choices,
            is_private=plan.is_private,
            ladder=plan.ladder,
            **_columns(plan),
        )
        for order, plan in enumerate(plans, start=1)
    )
    tests = Question.assumptions.through
    tests.objects.bulk_create(
        tests(question_id=question.pk, assumption_id=assumption.pk)
        for question, plan in zip(questions, plans, strict=True)
        for assumption in plan.assumptions
    )


def _columns(plan: Plan) -> dict[str, str]:
    columns = {f"text_{code}": text for code, text in plan.text.items()}
    columns |= {f"help_text_{code}": text for code, text in plan.help_text.items()}
    return columns
