"""What rooms above this one add to the page that a receipt opens.

`settings.RECEIPT_PAGE_SECTIONS` names functions that take a request and a testimony and
return a `Section`, or None to add nothing. The template of a section gets `pass`, the
word that stands for the receipt: its forms send it back as `pass`, and the view that
takes them asks `queries.testimony_of_pass` whose testimony it is.
"""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from consult.accounts.models import User
from consult.consultations.models import Consultation
from consult.consultations.permissions import RECORD_ROUND
from consult.feedback.models import Testimony
from consult.feedback.pages import counted_hands
from consult.feedback.permissions import may_read_words
from consult.feedback.policies import are_words_many
from consult.feedback.queries import themes_said
from projects.sections import Drawn, Section, drawn_sections


def receipt_sections(
    request: HttpRequest,
    testimony: Testimony,
    word: str,
) -> list[Drawn]:
    """Return what other rooms show to whoever holds the receipt, in their order."""
    paths = settings.RECEIPT_PAGE_SECTIONS
    return drawn_sections(request, paths, testimony, **{"pass": word})


def themes_section(
    request: HttpRequest,
    consultation: Consultation,
) -> Section | None:
    """Say to whoever may read people's own words what to read first, and how much.

    To nobody else: that somebody spoke of threats may itself put people in danger. And
    not before enough households answered that it could be any of them.
    """
    user = request.user
    if not isinstance(user, User) or not may_read_words(user, consultation):
        return None
    if not are_words_many(consultation):
        return None
    return Section(
        title=_("Qué leer primero"),
        template="feedback/themes_section.html",
        context={"themes": themes_said(consultation)},
        order=15,
    )


def consultation_section(
    request: HttpRequest,
    consultation: Consultation,
) -> Section | None:
    """Show what an assembly said by raising hands: apart, and added to nothing."""
    user = request.user
    if not isinstance(user, User):
        return None
    return Section(
        title=_("Manos alzadas en asamblea"),
        template="feedback/hands_section.html",
        context={
            "counted": counted_hands(consultation),
            "rounds": consultation.rounds.order_by("-held_on")
            if user.has_perm(RECORD_ROUND, consultation)
            else [],
        },
        order=60,
    )


def words_section(request: HttpRequest, consultation: Consultation) -> Section | None:
    """Lead whoever may to what people said in their own words and with their voice."""
    user = request.user
    if not isinstance(user, User) or not may_read_words(user, consultation):
        return None
    return Section(
        title=_("Lo que la gente dijo con sus palabras"),
        template="feedback/words_section.html",
        context={"consultation": consultation},
        order=65,
    )
