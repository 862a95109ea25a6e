"""Languages, how texts are said in them, and what their speakers watch for."""

from consult.languages.models.renderings import Rendering, RenderingVerdict, Speaker
from consult.languages.models.tables import Jargon, Language, Theme
from consult.languages.models.words import Word

__all__ = [
    "Jargon",
    "Language",
    "Rendering",
    "RenderingVerdict",
    "Speaker",
    "Theme",
    "Word",
]
