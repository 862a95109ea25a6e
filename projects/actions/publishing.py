"""Making a design public: from here on it never changes."""

from django.db import transaction
from django.utils import timezone

from projects import hooks
from projects.actions.gate import bump_gate_epoch
from projects.content import content_hash
from projects.enums import DesignState
from projects.models import Design, Project
from projects.permissions import Actor
from projects.policies import check_can_publish
from projects.queries.alike import designs_alike
from projects.retrying import retried
from projects.wording import spanish


@retried
@transaction.atomic
def publish_design(*, by: Actor, design: Design) -> Design:
    """Publish a draft: seal it, put it in the place of the current design.

    The project's approvals are void after it, and the project takes the title and the
    implementer of its current design.

    Raises:
        NotAllowed: this person does not publish this project's designs.
        Refusal: published already.
        PublicationRefused: something is missing; it carries every obstacle.

    """
    hooks.check_may_write(by)
    # Before anything is read: a release of this project cannot pass meanwhile.
    bump_gate_epoch(project_id=design.project_id)
    design = Design.objects.select_for_update().get(pk=design.pk)
    check_can_publish(by, design)
    replaced = (
        Design.objects.filter(project=design.project_id, state=DesignState.PUBLISHED)
        .values_list("number", flat=True)
        .first()
    )
    # What the replaced one was compared with loses it, what this one is gains it.
    before = Design.objects.published().filter(project=design.project_id).first()
    alike = list(designs_alike(design).values_list("pk", flat=True))
    if before is not None:
        alike += designs_alike(before).values_list("pk", flat=True)
    Design.objects.filter(
        project=design.project_id,
        state=DesignState.PUBLISHED,
    ).update(state=DesignState.SUPERSEDED)
    design.implementer = design.carried_out_by
    design.content_hash = content_hash(design)
    design.state = DesignState.PUBLISHED
    design.published_at = timezone.now()
    design.published_by_id = by.pk
    design.save()
    Project.objects.filter(pk=design.project_id).update(
        title=spanish(design, "title"),
        implementer=design.implementer,
    )
    hooks.record(
        by=by,
        verb="projects.design_published",
        obj=design,
        project=design.project,
        public={
            "number": design.number,
            "content_hash": design.content_hash,
            "replaced": replaced,
        },
    )
    hooks.evidence_changed(Design.objects.filter(pk__in=alike))
    return Design.objects.select_related("project").get(pk=design.pk)
