"""Which texts of the room have one column a language."""

from typing import ClassVar

from modeltranslation.translator import TranslationOptions, register

from consult.languages.models import Theme


@register(Theme)
class ThemeTranslation(TranslationOptions):
    """What a reviewer reads, and what helps a speaker to choose."""

    fields: ClassVar = ("name", "hint")
    required_languages: ClassVar = {"es": ("name", "hint")}
