"""The first lines of every write to a draft: who asks, and whether it is a draft."""

from projects import hooks
from projects.models import Design
from projects.permissions import EDIT, Actor, require
from projects.policies import check_draft


def taken(by: Actor, design: Design) -> Design:
    """Return the design as it stands now, its row taken until the transaction ends.

    Publishing takes the same row, so that nothing is written into a design that
    somebody else publishes at this moment.

    Raises:
        NotAllowed: this person does not write this project's designs.
        Refusal: the design is published.

    """
    require(by, EDIT, design)
    hooks.check_may_write(by)
    fresh = Design.objects.select_for_update().get(pk=design.pk)
    check_draft(fresh)
    return fresh


def noted(by: Actor, design: Design, step: str) -> None:
    """Write down that somebody changed a part of a draft."""
    hooks.record(
        by=by,
        verb="projects.draft_changed",
        obj=design,
        project=design.project,
        public={"number": design.number, "step": step},
    )
