"""Who would answer a consultation, as far as inventing needs it."""

from fractions import Fraction

from consult.consultations.models import Consultation
from consult.feedback.models import Question
from consult.feedback.parts import parts_asked
from consult.story.inventing import Asked, Crowd


def crowd_of(
    consultation: Consultation,
    *,
    size: int,
    seed: int,
    stuffed: Fraction = Fraction(0),
) -> Crowd:
    """Return who would answer a consultation, and what they would be asked."""
    questions = Question.objects.filter(questionnaire__consultation=consultation)
    spoken = consultation.community.languages.all()
    return Crowd(
        # Two consultations of one seed must not share their testimonies' UUIDs.
        seed=seed * 1_000_003 + consultation.pk,
        size=size,
        stuffed=stuffed,
        languages={each.language_id: float(each.share or 0.1) for each in spoken},
        parts={
            each.pk: float(each.households)
            for each in consultation.community.parts.filter(
                pk__in=[part["id"] for part in parts_asked(consultation)],
            )
        },
        questions=tuple(
            Asked(
                code=rule.code,
                choices=_choices(question),
                alone=rule.alone,
                most=rule.most_choices,
            )
            for question in questions.order_by("order")
            # What is asked in words only has no choices.
            if (rule := question.rule).most_choices and rule.choices
        ),
    )


def _choices(question: Question) -> tuple[str, ...]:
    """Return what may be answered; of a number, the most of each of its bands."""
    return tuple(
        str(choice["most"]) if question.numbers else choice["code"]
        for choice in question.choices
    )
