"""Which texts of the room have one column a language."""

from typing import ClassVar

from modeltranslation.translator import TranslationOptions, register

from consult.consultations.models import KindRequirements


@register(KindRequirements)
class KindRequirementsTranslation(TranslationOptions):
    """What the numbers rest on."""

    fields: ClassVar = ("basis_note",)
    required_languages: ClassVar = {"es": ("basis_note",)}
