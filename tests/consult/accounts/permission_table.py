"""Who may do what, written down a second time, so that no role grows by a slip.

`x`: the role may, within its scope. Every pair of role and permission is here; a new
permission or role fails the tests until its row or column is added.
"""

ROLES = (
    "community_leader",
    "facilitator",
    "speaker",
    "design_author",
    "project_officer",
    "release_approver",
    "protection_officer",
    "administrator",
)

# Columns in the order of ROLES: leader, facilitator, speaker, author, officer,
# approver, protection, administrator.
TABLE = """
accounts.invite_leader            . . . . x . . x
accounts.manage_roles             . . . . . . . x
audit.view_event                  . . . . . . . x
communities.change_community      . . . . x . x x
communities.resume_publication    . . . . . . x x
consultations.open_consultation   . . . . x . . .
consultations.record_consent      . . . . x . . .
consultations.record_round        . . . . x . . .
consultations.view_consultation   x x . x x x x x
consultations.withdraw_consent    x . . . x . . .
feedback.collect_testimony        . x . . x . . .
feedback.read_words               . . . . . . x .
languages.keep_words              x x x . . . . .
languages.render_text             x x x . . . . .
mismatch.view_flag                x . . x x x x x
projects.change_standards         . . . . . . . x
projects.create_project           . . . x . . . x
projects.edit_design              . . . x . . . .
projects.publish_design           . . . x . . . .
projects.view_draft               . . . x x x . x
release.approve_release           . . . . . x . .
release.override_gate             . . . . . . x .
release.request_release           . . . x x . . .
reports.request_internal_report   . . . . . . x x
reports.request_report            . . . . x . x x
review.acknowledge_flag           . . . . x . x .
review.assign_flag                . . . . x . x .
review.contest_flag               x . . . . . . .
review.reply_flag                 . . . . x . x .
review.resolve_flag               . . . . x . x .
consultations.add_kindrequirements . . . . . . . x
consultations.change_kindrequirements . . . . . . . x
consultations.view_kindrequirements . . . . . . . x
languages.add_jargon              . . . . . . . x
languages.add_language            . . . . . . . x
languages.add_theme               . . . . . . . x
languages.change_jargon           . . . . . . . x
languages.change_language         . . . . . . . x
languages.change_theme            . . . . . . . x
languages.view_jargon             . . . . . . . x
languages.view_language           . . . . . . . x
languages.view_theme              . . . . . . . x
projects.add_ladder               . . . . . . . x
projects.add_level                . . . . . . . x
projects.add_organisation         . . . . . . . x
projects.add_prerequisite         . . . . . . . x
projects.add_purposecode          . . . . . . . x
projects.change_ladder            . . . . . . . x
projects.change_level             . . . . . . . x
projects.change_organisation      . . . . . . . x
projects.change_prerequisite      . . . . . . . x
projects.change_purposecode       . . . . . . . x
projects.view_ladder              . . . . . . . x
projects.view_level               . . . . . . . x
projects.view_organisation        . . . . . . . x
projects.view_prerequisite        . . . . . . . x
projects.view_purposecode         . . . . . . . x
release.add_approvalband          . . . . . . . x
release.change_approvalband       . . . . . . . x
release.view_approvalband         . . . . . . . x
"""

GRANTED: dict[tuple[str, str], bool] = {
    (role, permission): mark == "x"
    for permission, *marks in (line.split() for line in TABLE.strip().splitlines())
    for role, mark in zip(ROLES, marks, strict=True)
}
PERMISSIONS = tuple(dict.fromkeys(permission for _role, permission in GRANTED))

# How far a role given in one scope reaches: may it, asked about this object?
# Rows are where the role is held, columns what the question is about.
REACH: dict[tuple[str, str], bool] = {
    ("everywhere", "nothing in particular"): True,
    ("everywhere", "own organisation"): True,
    ("everywhere", "other organisation"): True,
    ("everywhere", "own place"): True,
    ("everywhere", "other place"): True,
    ("organisation", "nothing in particular"): True,
    ("organisation", "own organisation"): True,
    ("organisation", "other organisation"): False,
    ("organisation", "own place"): False,
    ("organisation", "other place"): False,
    ("place", "nothing in particular"): True,
    ("place", "own organisation"): False,
    ("place", "other organisation"): False,
    ("place", "own place"): True,
    ("place", "other place"): False,
}
# Whatever the scope, these may nothing.
POWERLESS = ("revoked", "inactive account", "anonymous")

# Where each role may be held at all.
SCOPES: dict[str, set[str]] = {
    "community_leader": {"place"},
    "facilitator": {"place", "organisation"},
    "speaker": {"place", "organisation", "everywhere"},
    "design_author": {"organisation"},
    "project_officer": {"organisation", "everywhere"},
    "release_approver": {"organisation", "everywhere"},
    "protection_officer": {"organisation", "everywhere"},
    "administrator": {"everywhere"},
}
STAFF = {
    "design_author",
    "project_officer",
    "release_approver",
    "protection_officer",
    "administrator",
}
