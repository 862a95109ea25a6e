"""The officers' part of the story: what is answered, how, and what is contested."""

from collections.abc import Iterable

from consult.communities.actions import resume_publication
from consult.consultations.models import Consultation
from consult.mismatch.models import Flag
from consult.review import actions
from consult.review.enums import ReplyKind, ResolutionKind
from consult.review.queries import unresolved
from consult.story.cast import Cast
from consult.story.clock import day_ago, days_ago
from projects.models import Design


def review(consultation: Consultation, cast: Cast) -> None:
    """Answer one flag with a commitment and dismiss one, which is contested."""
    officer = cast["officer"]
    flags = {
        (flag.detector, flag.subject): flag
        for flag in Flag.objects.filter(consultation=consultation)
    }
    unmet = flags["unmet_prerequisite", "drinking_water_first"]
    record = next(flag for key, flag in flags.items() if key[0] == "executor_record")
    trust = next(flag for key, flag in flags.items() if key[0] == "executor_legitimacy")
    with days_ago(192):
        for flag in (unmet, record, trust):
            actions.acknowledge_flag(flag=flag, by=officer)
        actions.assign_flag(flag=unmet, to=officer, by=officer)
        actions.reply_flag(
            flag=unmet,
            by=officer,
            kind=ReplyKind.REPLY,
            text=(
                "Ustedes dijeron que traen el agua del río. Le pedimos a la "
                "organización que cambie el plan: primero agua para tomar, después "
                "riego."
            ),
        )
    with days_ago(188):
        actions.resolve_flag(
            flag=record,
            by=officer,
            kind=ResolutionKind.COMMITMENT,
            reason=(
                "El grupo no ha terminado ningún proyecto. Irá acompañado por otro que "
                "sí ha hecho obras de agua, y ese otro responde por la obra."
            ),
            commitment_who="Fondo Puente Claro",
            commitment_what=(
                "pagar a un acompañante con experiencia en agua y publicar sus visitas"
            ),
            commitment_by=day_ago(-60),
        )
    with days_ago(186):
        dismissed = actions.resolve_flag(
            flag=trust,
            by=officer,
            kind=ResolutionKind.MISTAKEN,
            reason=(
                "La gente no conoce al grupo porque es nuevo. Eso no quiere decir que "
                "no se le tenga confianza."
            ),
        )
    with days_ago(180):
        actions.contest_resolution(
            resolution=dismissed,
            by=cast["leader"],
            reason=(
                "Sí es falta de confianza. Vinieron una vez, no dijeron de dónde son y "
                "nos pidieron firmar."
            ),
        )


def answer_old_flags(
    consultations: Iterable[Consultation],
    new_design: Design,
    cast: Cast,
) -> None:
    """Answer what is still open on the first design with the one that replaced it."""
    officer = cast["officer"]
    open_flags = unresolved(
        Flag.objects.filter(consultation__in=list(consultations)).blocking(),
    )
    with days_ago(80):
        for flag in open_flags.order_by("pk"):
            actions.resolve_flag(
                flag=flag,
                by=officer,
                kind=ResolutionKind.DESIGN_CHANGED,
                new_design=new_design,
                reason=(
                    "El plan cambió: ahora es agua para tomar en Chuwilaʼ, y se le "
                    "preguntó otra vez a la comunidad, en su idioma y sin prisa."
                ),
            )
    with days_ago(78):
        community = next(iter(consultations)).community
        community.refresh_from_db()
        if community.publication_stopped_at is not None:
            resume_publication(by=cast["protection"], community=community)
