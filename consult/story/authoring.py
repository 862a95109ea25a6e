"""The authors' part of the story: each design, step by step, as the screens save it."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from consult.story.cast import Cast
from consult.story.clock import days_ago
from projects import actions
from projects.facts import LineFacts, TrancheFacts
from projects.models import Component, Design, Project, PurposeCode


def publish(told: Mapping[str, Any], name: str, cast: Cast) -> Design:
    """Write one design of the story and publish it on its day."""
    plan = told["designs"][name]
    today = timezone.localdate()
    with days_ago(plan["days_ago"]):
        project = _project(told, plan["project"], cast)
        author = _author(project, cast)
        design = actions.start_design(by=author, project=project)
        for old in list(design.components.all()):
            actions.remove_component(by=author, component=old)
        _empty_money(design, cast)
        design = actions.save_basics(
            by=author,
            design=design,
            title=plan["title"],
            summary=plan["summary"],
            beneficiaries=plan["beneficiaries"],
            upkeep=plan["upkeep"],
            starts_on=today + timedelta(days=plan["starts_in"]),
            ends_on=today + timedelta(days=plan["ends_in"]),
            households_targeted=plan["households_targeted"],
            affects_land_or_resource=plan["affects_land_or_resource"],
        )
        components = [
            _component(design, component, cast) for component in plan["components"]
        ]
        actions.save_people(
            by=author,
            design=design,
            places=[cast.places[place] for place in plan["places"]],
            target_groups={
                component: each["target_groups"]
                for component, each in zip(components, plan["components"], strict=True)
            },
        )
        actions.save_budget(
            by=author,
            design=design,
            lines=[
                LineFacts(
                    category=category,
                    description=description,
                    quantity=Decimal(quantity),
                    unit=unit,
                    unit_cost=Decimal(cost),
                )
                for category, description, quantity, unit, cost in plan["budget"]
            ],
        )
        actions.save_tranches(
            by=author,
            design=design,
            tranches=[
                TrancheFacts(
                    purpose=tranche["purpose"],
                    amount=Decimal(tranche["amount"]),
                    planned_on=today + timedelta(days=tranche["planned_in"]),
                    first_activity_on=today
                    + timedelta(days=tranche["first_activity_in"]),
                )
                for tranche in plan["tranches"]
            ],
        )
        return actions.publish_design(by=author, design=design)


def _project(told: Mapping[str, Any], name: str, cast: Cast) -> Project:
    plan = told["projects"][name]
    known = Project.objects.filter(iati_identifier=plan["iati_identifier"]).first()
    if known is not None:
        return known
    publisher = cast.organisations[plan["publisher"]]
    author = next(
        account
        for account in cast.accounts.values()
        if account.has_perm("projects.create_project", publisher)
        and account.has_perm("projects.publish_design", publisher)
    )
    return actions.create_project(
        by=author,
        title=plan["title"],
        publisher=publisher,
        implementer=cast.organisations[plan["implementer"]],
        funder=cast.organisations[plan["funder"]],
        iati_identifier=plan["iati_identifier"],
    )


def _author(project: Project, cast: Cast) -> Any:  # noqa: ANN401 - an account
    return next(
        account
        for account in cast.accounts.values()
        if account.has_perm("projects.publish_design", project)
    )


def _empty_money(design: Design, cast: Cast) -> None:
    """Take out the money copied from the version before: the story plans it anew."""
    author = _author(design.project, cast)
    actions.save_tranches(
        by=author,
        design=design,
        tranches=[
            TrancheFacts(entry=each.entry, remove=True)
            for each in design.tranches.all()
        ],
        complete=False,
    )
    actions.save_budget(
        by=author,
        design=design,
        lines=[
            LineFacts(entry=each.entry, remove=True)
            for each in design.budget_lines.all()
        ],
    )


def _component(design: Design, plan: Mapping[str, Any], cast: Cast) -> Component:
    """Add a component with its usual assumptions.

    Some are dropped, and some kept although something else is known, with a reason.
    """
    author = _author(design.project, cast)
    component = actions.add_component(
        by=author,
        design=design,
        title=plan["title"],
        description=plan["description"],
        purpose_code=PurposeCode.objects.get(code=plan["purpose_code"]),
    )
    actions.adopt_proposed(by=author, component=component)
    for assumption in component.assumptions.filter(key__in=plan["drop"]):
        actions.drop_assumption(
            by=author,
            assumption=assumption,
            reason=plan["drop"][assumption.key],
        )
    despite = plan.get("despite", {})
    for assumption in component.assumptions.filter(key__in=despite):
        actions.keep_despite(
            by=author,
            assumption=assumption,
            reason=despite[assumption.key],
        )
    return component
