"""What still stops a design from being published, and where it is mended."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from projects import hooks
from projects.amounts import total_of, written
from projects.models import Design, TrackRecord
from projects.permissions import PUBLISH, Actor, require
from projects.policies.assuming import undecided
from projects.policies.drafting import check_draft
from projects.policies.spending import changed_releases
from projects.refusals import Obstacle, Refusal, Sentence
from projects.wording import spanish


class PublicationRefused(Refusal):
    """A design cannot be published yet; `obstacles` say everything that is missing."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        """Say how much is missing, and the first thing of it."""
        self.obstacles = obstacles
        super().__init__(
            ngettext(
                "Todavía no se puede publicar. Falta esto: %(first)s",
                "Todavía no se puede publicar. Faltan %(count)s cosas. La primera: "
                "%(first)s",
                len(obstacles),
            )
            % {"count": len(obstacles), "first": obstacles[0].message},
        )


def check_can_publish(by: Actor, design: Design) -> None:
    """Refuse whoever may not publish this design, or a design that is not ready.

    Raises:
        NotAllowed: no such role here.
        Refusal: published already.
        PublicationRefused: something is missing.

    """
    require(by, PUBLISH, design)
    check_draft(design)
    blocking = [each for each in publication_obstacles(design) if each.blocks]
    if blocking:
        raise PublicationRefused(blocking)


def why_not_publish(
    by: Actor,
    design: Design,
    obstacles: list[Obstacle],
) -> Sentence | None:
    """Return why this person cannot publish this design now, or None.

    The obstacles are taken as given: a page has just worked them out.
    """
    if not by.has_perm(PUBLISH, design):
        return _("Solo quien escribe los diseños de su organización puede publicar.")
    blocking = [each for each in obstacles if each.blocks]
    return PublicationRefused(blocking).message if blocking else None


def publication_obstacles(design: Design) -> list[Obstacle]:
    """Return everything that stops or speaks against publishing, in order of steps.

    Those that do not block are said all the same. Rooms above add theirs through
    `settings.PUBLICATION_CHECKS`.
    """
    own = [
        *_basics(design),
        *_components(design),
        *_assumptions(design),
        *_budget(design),
        *_tranches(design),
        *_record(design),
        *_people(design),
    ]
    return sorted(
        [*own, *hooks.publication_checks(design)],
        key=lambda obstacle: (not obstacle.blocks, _position(obstacle.step)),
    )


STEPS = (
    "basics",
    "components",
    "assumptions",
    "budget",
    "tranches",
    "record",
    "people",
    "review",
)


def _position(step: str) -> int:
    return STEPS.index(step) if step in STEPS else len(STEPS)


def _basics(design: Design) -> Iterator[Obstacle]:
    missing = {
        "title": _("Falta el título."),
        "summary": _("Falta decir qué se hará."),
        "beneficiaries": _("Falta decir para quiénes es."),
        "upkeep": _("Falta decir quién lo cuidará después."),
    }
    for name, sentence in missing.items():
        if not spanish(design, name).strip():
            yield Obstacle(sentence, step="basics")
    if design.starts_on is None or design.ends_on is None:
        yield Obstacle(_("Faltan las fechas: cuándo empieza y termina."), step="basics")
    if not design.households_targeted:
        yield Obstacle(_("Falta decir cuántas familias lo usarán."), step="basics")


def _components(design: Design) -> Iterator[Obstacle]:
    if not design.components.exists():
        yield Obstacle(
            _("Falta por lo menos un componente: qué se entrega y en qué sector."),
            step="components",
        )


def _assumptions(design: Design) -> Iterator[Obstacle]:
    missing = undecided(design)
    for component in design.components.all():
        count = len(missing.get(component.pk, []))
        if count:
            yield Obstacle(
                ngettext(
                    "«%(component)s»: falta decidir sobre %(count)s supuesto.",
                    "«%(component)s»: falta decidir sobre %(count)s supuestos.",
                    count,
                )
                % {"component": spanish(component, "title"), "count": count},
                step="assumptions",
            )
        elif not any(not each.is_dropped for each in component.assumptions.all()):
            yield Obstacle(
                _("«%(component)s» no da nada por hecho. ¿De verdad es así?")
                % {"component": spanish(component, "title")},
                step="assumptions",
                blocks=False,
            )


def _budget(design: Design) -> Iterator[Obstacle]:
    if total_of(design.budget_lines.all()) <= 0:
        yield Obstacle(_("Falta el presupuesto: en qué se gasta."), step="budget")


def _tranches(design: Design) -> Iterator[Obstacle]:
    tranches = list(design.tranches.prefetch_related("places"))
    total = total_of(design.budget_lines.all())
    amounts = {tranche.number: tranche.amount for tranche in tranches}
    planned = sum(amounts.values(), start=type(total)(0))
    if not tranches:
        yield Obstacle(
            _("Faltan los desembolsos: cuánto se entrega y cuándo."),
            step="tranches",
        )
    elif planned != total:
        yield Obstacle(
            _("Los desembolsos suman %(planned)s y el presupuesto es de %(total)s.")
            % {
                "planned": written(planned, design.currency),
                "total": written(total, design.currency),
            },
            step="tranches",
        )
    for number in changed_releases(
        amounts,
        released=hooks.released_amounts(design.project),
    ):
        yield Obstacle(
            _(
                "El desembolso %(number)s ya se entregó y aquí falta o tiene otro "
                "monto.",
            )
            % {"number": number},
            step="tranches",
        )
    own = {place.pk for place in design.places.all()}
    for tranche in tranches:
        if design.ends_on and tranche.first_activity_on > design.ends_on:
            yield Obstacle(
                _(
                    "El desembolso %(number)s empieza a pagar después de que termina "
                    "el proyecto.",
                )
                % {"number": tranche.number},
                step="tranches",
            )
        if not own.issuperset(place.pk for place in tranche.places.all()):
            yield Obstacle(
                _(
                    "El desembolso %(number)s nombra una comunidad que ya no está en "
                    "el diseño.",
                )
                % {"number": tranche.number},
                step="tranches",
            )


def _record(design: Design) -> Iterator[Obstacle]:
    records = TrackRecord.objects.filter(organisation=design.carried_out_by)
    if not any(record.is_finished_with_evidence for record in records):
        yield Obstacle(
            _(
                "%(organisation)s no tiene ningún proyecto terminado con pruebas. Se "
                "puede publicar, y todos lo verán.",
            )
            % {"organisation": design.carried_out_by.name},
            step="record",
            blocks=False,
        )


def _people(design: Design) -> Iterator[Obstacle]:
    if not design.places.exists():
        yield Obstacle(_("Falta decir en qué comunidades se hará."), step="people")
    for component in design.components.all():
        if not component.target_groups:
            yield Obstacle(
                _("«%(component)s»: falta decir para quiénes es.")
                % {"component": spanish(component, "title")},
                step="people",
            )
