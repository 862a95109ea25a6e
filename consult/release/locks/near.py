"""Who stands where, in SQL: what the locks of signatures and overrides share."""

from consult.accounts.roles import ROLES

_ACCOUNTS = "SELECT u.id FROM accounts_user u WHERE u.person_id = {person}"
_IMPLEMENTERS = (
    "SELECT p.implementer_id FROM projects_project p WHERE p.id = {project} "
    "UNION SELECT d.implementer_id FROM projects_design d "
    "WHERE d.project_id = {project} AND d.implementer_id IS NOT NULL"
)
_RESOLVED = (
    "EXISTS (SELECT 1 FROM review_resolution r"
    " JOIN mismatch_flag f ON f.id = r.flag_id"
    " JOIN projects_design d ON d.id = f.design_id"
    " WHERE d.project_id = {project} AND r.resolved_by_id IN ({accounts}))"
)
_WORKS_FOR = (
    "EXISTS (SELECT 1 FROM accounts_roleassignment g WHERE g.revoked_at IS NULL"
    " AND g.user_id IN ({accounts}) AND g.organisation_id IN ({organisations}))"
)


def near(person: str) -> str:
    """Return the condition that a person may not sign for the request `q`.

    Requester, resolver of a flag of the project, of the implementing organisation, or
    who let one of its flags pass: by person, with any account.
    """
    accounts = _ACCOUNTS.format(person=person)
    project = "q.project_id"
    works = _WORKS_FOR.format(
        accounts=accounts,
        organisations=_IMPLEMENTERS.format(project=project),
    )
    return (
        f"(q.requested_by_id IN ({accounts})"
        f" OR {_RESOLVED.format(project=project, accounts=accounts)}"
        f" OR {works}"
        " OR EXISTS (SELECT 1 FROM release_overridesignature z"
        " JOIN release_override y ON y.id = z.override_id"
        f" WHERE y.request_id = q.id AND z.signed_by_id IN ({accounts})))"
    )


def inside(person: str, project: str) -> str:
    """Return the condition that a person stands in a project's line of authority."""
    accounts = _ACCOUNTS.format(person=person)
    organisations = (
        f"SELECT p.publisher_id FROM projects_project p WHERE p.id = {project} "
        f"UNION SELECT p.funder_id FROM projects_project p WHERE p.id = {project} "
        f"UNION {_IMPLEMENTERS.format(project=project)}"
    )
    works = _WORKS_FOR.format(accounts=accounts, organisations=organisations)
    return (
        f"({works}"
        f" OR {_RESOLVED.format(project=project, accounts=accounts)}"
        " OR EXISTS (SELECT 1 FROM projects_design d"
        f" WHERE d.project_id = {project} AND (d.created_by_id IN ({accounts})"
        f" OR d.published_by_id IN ({accounts})))"
        " OR EXISTS (SELECT 1 FROM release_releaserequest q"
        f" WHERE q.project_id = {project} AND q.requested_by_id IN ({accounts}))"
        " OR EXISTS (SELECT 1 FROM release_approval a"
        " JOIN release_releaserequest q ON q.id = a.request_id"
        f" WHERE q.project_id = {project} AND a.approved_by_id IN ({accounts})))"
    )


def holds(account: str, permission: str, project: str) -> str:
    """Return the condition that an account's roles grant something in a project.

    Everywhere, or where the project is published or paid for.
    """
    codes = ", ".join(
        f"'{code}'"
        for code, role in sorted(ROLES.items())
        if permission in role.permissions
    )
    return (
        "EXISTS (SELECT 1 FROM accounts_roleassignment g JOIN projects_project gp "
        f"ON gp.id = {project} WHERE g.user_id = {account} "
        f"AND g.role IN ({codes}) AND g.revoked_at IS NULL AND ("
        "(g.organisation_id IS NULL AND g.place_id IS NULL) "
        "OR g.organisation_id IN (gp.publisher_id, gp.funder_id)))"
    )
