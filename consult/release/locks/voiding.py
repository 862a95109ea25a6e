"""Writes that could change the gate's answer: they take the project's row, and void."""

from consult.release.locks.kept import changed
from consult.release.locks.lock import Lock, Refusal

_PART = (
    "SELECT d.project_id FROM projects_design d "
    "WHERE d.id = <row>.design_id AND d.state <> 'draft'"
)
_ASSUMPTION = (
    "SELECT d.project_id FROM projects_component c JOIN projects_design d "
    "ON d.id = c.design_id WHERE c.id = <row>.component_id AND d.state <> 'draft'"
)
_TRANCHE_PLACE = (
    "SELECT d.project_id FROM projects_tranche t JOIN projects_design d "
    "ON d.id = t.design_id WHERE t.id = <row>.tranche_id AND d.state <> 'draft'"
)
_CONSULTATION = (
    "SELECT d.project_id FROM projects_design d WHERE d.id = <row>.design_id"
)
_ROUND = (
    "SELECT d.project_id FROM consultations_consultation c JOIN projects_design d "
    "ON d.id = c.design_id WHERE c.id = <row>.consultation_id"
)
_OF_ROUND = (
    "SELECT d.project_id FROM consultations_round n "
    "JOIN consultations_consultation c ON c.id = n.consultation_id "
    "JOIN projects_design d ON d.id = c.design_id WHERE n.id = <row>.round_id"
)
_COMMUNITY = (
    "SELECT d.project_id FROM consultations_consultation c JOIN projects_design d "
    "ON d.id = c.design_id WHERE c.community_id = <row>.community_id"
)
# Where somebody signed who this account, or another of the same person, is.
_SIGNED = (
    "SELECT q.project_id FROM release_approval a "
    "JOIN release_releaserequest q ON q.id = a.request_id "
    "JOIN accounts_user s ON s.id = a.approved_by_id "
    "WHERE a.revoked_at IS NULL AND "
)
_ROLE = (
    _SIGNED + "(s.id = <row>.user_id OR s.person_id = "
    "(SELECT u.person_id FROM accounts_user u WHERE u.id = <row>.user_id))"
)
_ACCOUNT = _SIGNED + "(s.id = <row>.id OR s.person_id = <row>.person_id)"


def _always(table: str, projects: str) -> tuple[Lock, ...]:
    return tuple(
        Lock(table=table, on=event, projects=projects)
        for event in ("INSERT", "UPDATE", "DELETE")
    )


VOIDING = (
    *_always("projects_budgetline", _PART),
    *_always("projects_tranche", _PART),
    *_always("projects_assumption", _ASSUMPTION),
    *_always("projects_design_places", _PART),
    *_always("projects_tranche_places", _TRANCHE_PLACE),
    *_always("consultations_consultation", _CONSULTATION),
    *_always("consultations_round", _ROUND),
    *_always("consultations_round_languages", _OF_ROUND),
    *_always("consultations_attendance", _OF_ROUND),
    *_always("communities_communitylanguage", _COMMUNITY),
    *_always("accounts_roleassignment", _ROLE),
    Lock(
        table="accounts_user",
        on="UPDATE",
        of=("person_id", "is_active"),
        projects=_ACCOUNT,
    ),
    Lock(
        table="projects_design",
        on="INSERT",
        projects="SELECT <row>.project_id WHERE <row>.state <> 'draft'",
    ),
    Lock(
        table="projects_design",
        on="UPDATE",
        projects="SELECT <row>.project_id WHERE <row>.state <> 'draft'",
        refuses=(
            Refusal(
                f"OLD.state <> 'draft' AND ({changed('project_id', 'content_hash')})",
                "projects_design: a published design is not published again",
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
    Lock(
        table="projects_project",
        on="UPDATE",
        of=("publisher_id", "implementer_id", "funder_id"),
        projects="SELECT <row>.id",
    ),
    Lock(
        table="projects_project",
        on="UPDATE",
        aspect="count",
        of=("gate_epoch", "gate_turn"),
        refuses=(
            Refusal(
                "NEW.gate_epoch < OLD.gate_epoch OR NEW.gate_turn < OLD.gate_turn",
                "projects_project: the gate never counts backwards",
            ),
        ),
    ),
)
