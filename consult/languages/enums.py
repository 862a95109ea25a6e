"""Where a rendering stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RenderingState(models.TextChoices):
    """From the first attempt to what everybody reads or hears.

    That there is none yet ("missing") is the absence of a row.
    """

    DRAFT = "draft", _("Nadie más la ha mirado")
    REVIEWED = "reviewed", _("Falta que otra persona la mire")
    PUBLISHED = "published", _("Publicada")
    DECLINED = "declined", _("Otras personas dicen que así no")
    REPLACED = "replaced", _("Hay otra mejor")
    STALE = "stale", _("El español cambió")


# Those that others still judge, and that may still come to be published.
STANDING = (
    RenderingState.DRAFT,
    RenderingState.REVIEWED,
    RenderingState.PUBLISHED,
    RenderingState.DECLINED,
)
