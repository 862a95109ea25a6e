"""Which columns have one version a language. Spanish is the one that must be there."""

from modeltranslation.translator import TranslationOptions, register

from projects.models import (
    Assumption,
    Component,
    Design,
    Ladder,
    Level,
    Prerequisite,
    PurposeCode,
)


@register(Ladder)
class LadderTranslation(TranslationOptions):
    """What a household reads, and the note on the basis."""

    fields = ("name", "question", "basis_note")
    required_languages = {"es": ("name", "question")}


@register(Level)
class LevelTranslation(TranslationOptions):
    """What stands under the picture, and what it means."""

    fields = ("name", "definition", "basis_note")
    required_languages = {"es": ("name",)}


@register(PurposeCode)
class PurposeCodeTranslation(TranslationOptions):
    """The name of the code."""

    fields = ("name", "basis_note")
    required_languages = {"es": ("name",)}


@register(Prerequisite)
class PrerequisiteTranslation(TranslationOptions):
    """What is taken for granted, and why it matters."""

    fields = ("text", "rationale", "basis_note")
    required_languages = {"es": ("text",)}


@register(Design)
class DesignTranslation(TranslationOptions):
    """What an author writes in Spanish; the other columns hold published versions."""

    fields = ("title", "summary", "beneficiaries", "upkeep")
    required_languages = {"es": ("title",)}


@register(Component)
class ComponentTranslation(TranslationOptions):
    """What one part delivers, and how."""

    fields = ("title", "description")
    required_languages = {"es": ("title",)}


@register(Assumption)
class AssumptionTranslation(TranslationOptions):
    """What is taken for granted, as people are asked about it."""

    fields = ("text",)
    required_languages = {"es": ("text",)}
