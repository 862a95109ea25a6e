"""What people were consulted on stays as it was: the published design, in all parts."""

from collections.abc import Iterator

from consult.release.locks.lock import Lock, Refusal
from consult.release.locks.rows import Key, changed, never_emptied, not_replacing, once

PART = (
    "SELECT d.project_id FROM projects_design d "
    "WHERE d.id = <row>.design_id AND d.state <> 'draft'"
)
ASSUMPTION = (
    "SELECT d.project_id FROM projects_component c JOIN projects_design d "
    "ON d.id = c.design_id WHERE c.id = <row>.component_id AND d.state <> 'draft'"
)
TRANCHE_PLACE = (
    "SELECT d.project_id FROM projects_tranche t JOIN projects_design d "
    "ON d.id = t.design_id WHERE t.id = <row>.tranche_id AND d.state <> 'draft'"
)
# From the day it is put to a community. Before that nobody was consulted on it, and
# the gate says that its content is not what was sealed.
_CONSULTED = (
    " AND EXISTS (SELECT 1 FROM consultations_consultation h WHERE h.design_id = d.id)"
)
# What an author writes in Spanish, and every number; the other languages' versions
# come later. See `projects.content`.
_ASSUMED = (
    *("id", "component_id", "key", "kind", "text_es", "ladder_id"),
    *("minimum_level_id", "severity", "tolerance", "origin", "dropped_reason"),
    "despite_reason",
)
_DELIVERED = (
    *("id", "design_id", '"order"', "title_es", "description_es"),
    *("purpose_code_id", "target_groups"),
)
_SAID = (
    *("id", "project_id", "number", "implementer_id", "title_es", "summary_es"),
    *("beneficiaries_es", "upkeep_es", "starts_on", "ends_on", "currency"),
    *("households_targeted", "affects_land_or_resource", "created_by_id"),
    *("published_by_id",),
)
_DESIGN_KEYS = (
    Key(("project_id", "number")),
    Key(("project_id",), only="<row>.state = 'published'"),
    Key(("project_id",), only="<row>.state = 'draft'"),
)


def _part(table: str, projects: str, frozen: tuple[str, ...] = ()) -> Iterator[Lock]:
    """Yield the locks of a part of a design; `frozen` may not change, all if empty."""
    for event in ("INSERT", "UPDATE", "DELETE"):
        rows = {"INSERT": ["NEW"], "DELETE": ["OLD"]}.get(event, ["NEW", "OLD"])
        consulted = " OR ".join(
            f"EXISTS ({projects.replace('<row>', row)}{_CONSULTED})" for row in rows
        )
        when = f"({consulted})"
        if frozen and event == "UPDATE":
            when += f" AND ({changed(*frozen)})"
        yield Lock(
            table=table,
            on=event,
            projects=projects,
            refuses=(Refusal(when, f"{table}: people were consulted on it as it was"),),
        )
    yield never_emptied(table)


DESIGNS = (
    *_part("projects_budgetline", PART),
    *_part("projects_tranche", PART),
    *_part("projects_component", PART, _DELIVERED),
    *_part("projects_assumption", ASSUMPTION, _ASSUMED),
    *_part("projects_design_places", PART),
    *_part("projects_tranche_places", TRANCHE_PLACE),
    Lock(
        table="projects_design",
        on="INSERT",
        projects="SELECT <row>.project_id WHERE <row>.state <> 'draft'",
        refuses=(once("projects_design", *_DESIGN_KEYS),),
    ),
    Lock(
        table="projects_design",
        on="UPDATE",
        projects="SELECT <row>.project_id WHERE <row>.state <> 'draft'",
        refuses=(
            not_replacing("projects_design", *_DESIGN_KEYS),
            Refusal(
                f"OLD.state <> 'draft' AND ({changed('content_hash')})",
                "projects_design: a published design is not published again",
            ),
            Refusal(
                f"OLD.state <> 'draft' AND ({changed(*_SAID)})",
                "projects_design: what a published design says never changes",
            ),
            Refusal(
                "(OLD.state <> 'draft' AND NEW.state = 'draft') OR "
                "(OLD.state = 'superseded' AND NEW.state <> 'superseded')",
                "projects_design: a design does not go back",
            ),
        ),
    ),
    Lock(
        table="projects_design",
        on="DELETE",
        refuses=(
            Refusal(
                "OLD.state <> 'draft'",
                "projects_design: a published design is never deleted",
            ),
        ),
    ),
    never_emptied("projects_design"),
)
