"""What kinds there are in this room."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Source(TextChoices):
    """What a recording arrived as."""

    WEBM = "webm", "WebM"
    MP4 = "mp4", "MP4"
    OGG = "ogg", "Ogg"
    WAV = "wav", "WAV"


class Writing(TextChoices):
    """What is written of a recording."""

    TRANSCRIPT = "transcript", _("Lo que dice, en su idioma")
    TRANSLATION = "translation", _("Lo que dice, en español")


class Sound(TextChoices):
    """The two forms in which a recording is kept, by the ending of their address."""

    OPUS = "ogg", "Opus"
    AAC = "m4a", "AAC"

    @property
    def media_type(self) -> str:
        """Return what a browser is told that it is."""
        return "audio/ogg; codecs=opus" if self is Sound.OPUS else "audio/mp4"
