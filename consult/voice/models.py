"""Recordings, and what says which of their files are still to be erased."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consult.voice.enums import Sound, Source, Writing


class Recording(models.Model):
    """A voice clip, kept as Opus and as AAC.

    What people answer is private: its files are sealed with a key that is kept outside
    the database, and only its week is known. What is for everybody to hear, such as a
    text read aloud, is kept as it is, with who made it and when.
    """

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    is_private = models.BooleanField()
    # What it arrived as.
    source = models.CharField(max_length=4, choices=Source)
    duration_ms = models.PositiveIntegerField()
    opus = models.FileField(upload_to="voice", max_length=120)
    aac = models.FileField(upload_to="voice", max_length=120)
    # SHA-256 of the files as they are kept: of sealed ones, sealed.
    opus_hash = models.CharField(max_length=64)
    aac_hash = models.CharField(max_length=64)
    # Of the Opus, in bytes, before it is sealed.
    size = models.PositiveIntegerField()
    # The Monday of its week, for what nobody signs.
    made_week = models.DateField(null=True)
    made_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )

    class Meta:
        """No order in time."""

        verbose_name = _("grabación")
        verbose_name_plural = _("grabaciones")
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    made_at__isnull=True,
                    made_by__isnull=True,
                    made_week__isnull=False,
                )
                | Q(
                    made_at__isnull=False,
                    made_by__isnull=False,
                    made_week__isnull=True,
                ),
                name="voice_recording_week_or_maker",
            ),
        )

    def __str__(self) -> str:
        """Return nothing that identifies."""
        return str(_("grabación"))

    def file(self, sound: Sound) -> models.fields.files.FieldFile:
        """Return the file of one of its two forms."""
        return self.opus if sound is Sound.OPUS else self.aac

    def hash_of(self, sound: Sound) -> str:
        """Return the SHA-256 of the file of one of its two forms."""
        return self.opus_hash if sound is Sound.OPUS else self.aac_hash

    @property
    def seconds(self) -> int:
        """Return how long it sounds, rounded up."""
        return -(-self.duration_ms // 1000)


class Transcript(models.Model):
    """What somebody wrote down of a recording: a version, and the older ones stay.

    Sealed as the recording is, and gone with it.
    """

    recording = models.ForeignKey(
        Recording,
        on_delete=models.CASCADE,
        related_name="transcripts",
    )
    writing = models.CharField(max_length=11, choices=Writing)
    # Counted from 1 for each writing of a recording.
    version = models.PositiveSmallIntegerField()
    # The code of what was written, as a page says it; a translation is in Spanish.
    language = models.CharField(max_length=8)
    sealed_text = models.BinaryField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
    )
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
    )

    class Meta:
        """The newest first."""

        verbose_name = _("transcripción")
        verbose_name_plural = _("transcripciones")
        ordering = ("recording_id", "writing", "-version")
        constraints = (
            models.UniqueConstraint(
                fields=("recording", "writing", "version"),
                name="voice_transcript_version_once",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="voice_transcript_accepted_pair",
            ),
        )

    def __str__(self) -> str:
        """Return nothing that was said."""
        return str(_("transcripción"))


class ErasedFile(models.Model):
    """A file that is to be erased: written with what says so, gone when it is done."""

    name = models.CharField(max_length=120, primary_key=True)

    class Meta:
        """No order."""

        verbose_name = _("archivo por borrar")
        verbose_name_plural = _("archivos por borrar")

    def __str__(self) -> str:
        """Return its name."""
        return self.name
