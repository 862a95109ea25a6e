"""Which texts of the room have one column a language."""

from typing import ClassVar

from modeltranslation.translator import TranslationOptions, register

from consult.feedback.models import Question


@register(Question)
class QuestionTranslation(TranslationOptions):
    """A question and its explanation."""

    fields: ClassVar = ("text", "help_text")
    required_languages: ClassVar = ("es",)
