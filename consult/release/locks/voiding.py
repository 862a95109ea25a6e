"""Writes that could change the gate's answer: they take the project's row, and void."""

from consult.release.locks.lock import Lock, Refusal
from consult.release.locks.rows import (
    Key,
    changed,
    never_deleted,
    not_replacing,
    once,
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
# Whether it is published is not evidence.
_PEOPLE = (
    _COMMUNITY.replace("<row>.community_id", "<row>.id")
    + " AND ("
    + changed(
        *("households", "population", "women_share", "young_share"),
        *("groups_present", "indigenous"),
    )
    + ")"
)
_RECORD = (
    "SELECT p.id FROM projects_project p WHERE p.implementer_id = <row>.organisation_id"
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

# Its unique indexes: the name, the address, one active account a person.
_SAME_ACCOUNT = (
    "LOWER(o.username) = LOWER(NEW.username) "
    "OR (NEW.email <> '' AND LOWER(o.email) = LOWER(NEW.email)) "
    "OR (NEW.is_active AND o.is_active AND o.person_id = NEW.person_id)"
)
_AMOUNT = Key(("currency", "from_amount"))
# Money that waits, in the currency of a band.
_BAND = (
    "SELECT q.project_id FROM release_releaserequest q "
    "JOIN projects_tranche t ON t.id = q.tranche_id "
    "JOIN projects_design d ON d.id = t.design_id "
    "WHERE d.currency = <row>.currency AND q.cancelled_at IS NULL AND NOT EXISTS "
    "(SELECT 1 FROM release_release r WHERE r.request_id = q.id)"
)
_HEARD = (Key(("code",)), Key(("design_id", "community_id")))


def _always(table: str, projects: str) -> tuple[Lock, ...]:
    return tuple(
        Lock(table=table, on=event, projects=projects)
        for event in ("INSERT", "UPDATE", "DELETE")
    )


VOIDING = (
    # Which design was put to whom never changes; its days may, and void.
    Lock(
        table="consultations_consultation",
        on="INSERT",
        projects=_CONSULTATION,
        refuses=(once("consultations_consultation", *_HEARD),),
    ),
    Lock(
        table="consultations_consultation",
        on="UPDATE",
        projects=_CONSULTATION,
        refuses=(
            not_replacing("consultations_consultation", *_HEARD),
            Refusal(
                changed("design_id", "community_id"),
                "consultations_consultation: another design was put to the people",
            ),
        ),
    ),
    *never_deleted("consultations_consultation"),
    Lock(
        table="communities_community",
        on="UPDATE",
        projects=_PEOPLE,
        refuses=(
            Refusal(
                changed("id", "place_id"),
                "communities_community: a community stays where it is",
            ),
        ),
    ),
    *_always("consultations_round", _ROUND),
    *_always("consultations_round_languages", _OF_ROUND),
    *_always("consultations_attendance", _OF_ROUND),
    *_always("communities_communitylanguage", _COMMUNITY),
    *_always("communities_condition", _COMMUNITY),
    *_always("projects_trackrecord", _RECORD),
    *_always("accounts_roleassignment", _ROLE),
    Lock(
        table="release_approvalband",
        on="INSERT",
        projects=_BAND,
        refuses=(once("release_approvalband", _AMOUNT),),
    ),
    Lock(
        table="release_approvalband",
        on="UPDATE",
        projects=_BAND,
        refuses=(not_replacing("release_approvalband", _AMOUNT),),
    ),
    *never_deleted("release_approvalband"),
    Lock(
        table="accounts_user",
        on="UPDATE",
        of=("person_id", "is_active"),
        projects=_ACCOUNT,
    ),
    # Nobody takes the place of another account, and with it the roles it holds.
    Lock(
        table="accounts_user",
        on="INSERT",
        refuses=(
            Refusal(
                f"EXISTS (SELECT 1 FROM accounts_user o WHERE o.id = NEW.id "
                f"OR {_SAME_ACCOUNT})",
                "accounts_user: this account is there already",
            ),
        ),
    ),
    Lock(
        table="accounts_user",
        on="UPDATE",
        aspect="row",
        of=("id", "username", "email", "person_id", "is_active"),
        early=True,
        refuses=(
            Refusal(
                "NEW.id <> OLD.id OR EXISTS (SELECT 1 FROM accounts_user o "
                f"WHERE o.id <> OLD.id AND ({_SAME_ACCOUNT}))",
                "accounts_user: another account is never replaced",
            ),
        ),
    ),
    *never_deleted("projects_project"),
    Lock(
        table="projects_project",
        on="INSERT",
        refuses=(once("projects_project", Key(("slug",))),),
    ),
    Lock(
        table="projects_project",
        on="UPDATE",
        aspect="row",
        of=("id", "slug"),
        early=True,
        refuses=(not_replacing("projects_project", Key(("slug",))),),
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
