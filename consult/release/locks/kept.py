"""What was said stays said: rows that are never deleted, changed or made lighter."""

from consult.release.locks.lock import Lock, Refusal
from consult.release.locks.rows import (
    Key,
    appended,
    changed,
    never_deleted,
    once,
)

WEIGHT = (
    "CASE {row}.severity WHEN 'block' THEN 3 WHEN 'high' THEN 2 "
    "WHEN 'watch' THEN 1 ELSE 0 END"
)
FLAG = "SELECT d.project_id FROM projects_design d WHERE d.id = <row>.design_id"
# A finding that is told otherwise changes nothing for the money, and nearly every one
# is with each answer: whoever evaluates would hold the project's row for that.
FLAG_MOVED = (
    f"{FLAG} AND (NEW.severity <> OLD.severity OR NEW.supported <> OLD.supported)"
)
RESOLUTION = (
    "SELECT d.project_id FROM mismatch_flag f JOIN projects_design d "
    "ON d.id = f.design_id WHERE f.id = <row>.flag_id"
)
CONTEST = (
    "SELECT d.project_id FROM review_resolution r JOIN mismatch_flag f "
    "ON f.id = r.flag_id JOIN projects_design d ON d.id = f.design_id "
    "WHERE r.id = <row>.resolution_id"
)
CONSENT = (
    "SELECT d.project_id FROM consultations_consultation c JOIN projects_design d "
    "ON d.id = c.design_id WHERE c.id = <row>.consultation_id"
)
REQUEST = "SELECT <row>.project_id"
APPROVAL = (
    "SELECT q.project_id FROM release_releaserequest q WHERE q.id = <row>.request_id"
)

AUDIT_KEYS = (Key(("sequence",)), Key(("hash",)))

KEPT = (
    Lock(
        table="mismatch_flag",
        on="INSERT",
        refuses=(
            once(
                "mismatch_flag",
                Key(("design_id", "community_id", "detector", "subject")),
            ),
        ),
        projects=FLAG,
    ),
    Lock(
        table="mismatch_flag",
        on="UPDATE",
        refuses=(
            Refusal(
                f"{WEIGHT.format(row='NEW')} < {WEIGHT.format(row='OLD')}",
                "mismatch_flag: a flag never becomes lighter",
            ),
            Refusal(
                changed(
                    *("id", "design_id", "community_id", "consultation_id"),
                    *("detector", "subject", "raised_on"),
                ),
                "mismatch_flag: what a flag is about never changes",
            ),
        ),
        projects=FLAG_MOVED,
    ),
    *never_deleted("mismatch_flag"),
    *appended("mismatch_flagevidence", "", Key(("flag_id", "sequence"))),
    *appended("mismatch_policyversion", "", Key(("version",))),
    *appended("review_resolution", RESOLUTION),
    *appended("review_contest", CONTEST),
    *appended(
        "consultations_consentrecord",
        CONSENT,
        Key(("receipt_digest",), only="<row>.receipt_digest <> ''"),
        Key(("takes_back_id",)),
    ),
    # The record with the highest number stands: nobody takes one that is to come.
    Lock(
        table="consultations_consentrecord",
        on="INSERT",
        aspect="order",
        refuses=(
            Refusal(
                "NEW.id > <next consent>",
                "consultations_consentrecord: numbers are given, not chosen",
            ),
        ),
    ),
    # What was asked stays what was asked; a text may get another language.
    Lock(
        table="feedback_questionnaire",
        on="UPDATE",
        refuses=(
            Refusal(
                changed("id", "consultation_id", "content_hash"),
                "feedback_questionnaire: it was frozen when the consultation opened",
            ),
        ),
    ),
    *never_deleted("feedback_questionnaire"),
    Lock(
        table="feedback_question",
        on="UPDATE",
        refuses=(
            Refusal(
                changed(
                    *("id", "questionnaire_id", "code", "kind", "ladder_id"),
                    *("most_choices", "is_private"),
                ),
                "feedback_question: it was frozen when the consultation opened",
            ),
        ),
    ),
    *never_deleted("feedback_question"),
    *appended("audit_event", "", *AUDIT_KEYS, named="audit_event_no"),
    *appended("release_clearance", "", Key(("jti",)), named="release_clearance_no"),
    *appended(
        "release_clearancewithdrawal",
        "",
        Key(("clearance_id",)),
        named="release_clearancewithdrawal_no",
    ),
    *appended(
        "release_redemption",
        "",
        Key(("clearance_id",)),
        Key(("project_id", "tranche_number")),
    ),
    Lock(
        table="release_releaserequest",
        on="INSERT",
        refuses=(
            once(
                "release_releaserequest",
                Key(("tranche_id",), only="<row>.cancelled_at IS NULL"),
            ),
        ),
        projects=REQUEST,
        voids=False,
    ),
    Lock(
        table="release_releaserequest",
        on="UPDATE",
        refuses=(
            Refusal(
                f"OLD.cancelled_at IS NOT NULL OR "
                f"{changed('id', 'project_id', 'tranche_id')} OR "
                f"{changed('requested_at', 'requested_by_id')}",
                "release_releaserequest: a request can only be cancelled, once",
            ),
            Refusal(
                "EXISTS (SELECT 1 FROM release_release r WHERE r.request_id = OLD.id)",
                "release_releaserequest: the money has gone",
            ),
        ),
        projects=REQUEST,
        voids=False,
    ),
    *never_deleted("release_releaserequest"),
    Lock(
        table="release_approval",
        on="UPDATE",
        refuses=(
            Refusal(
                f"OLD.revoked_at IS NOT NULL OR "
                f"{changed('id', 'request_id', 'person_id', 'tranche_number')} OR "
                f"{changed('amount', 'currency', 'design_hash', 'gate_epoch')} OR "
                f"{changed('approved_at', 'approved_by_id', 'second_factor_at')}",
                "release_approval: a signature can only be taken back, once",
            ),
            Refusal(
                "EXISTS (SELECT 1 FROM release_release r "
                "WHERE r.request_id = OLD.request_id)",
                "release_approval: the money has gone",
            ),
        ),
        projects=APPROVAL,
        voids=False,
    ),
    *never_deleted("release_approval"),
    *appended("release_release", "")[1:],
    *appended(
        "release_releasesignature",
        "",
        Key(("approval_id",)),
        Key(("release_id", "person_id")),
    ),
    Lock(
        table="release_releasesignature",
        on="INSERT",
        aspect="own",
        refuses=(
            Refusal(
                "NOT EXISTS (SELECT 1 FROM release_approval a JOIN release_release r "
                "ON r.request_id = a.request_id WHERE r.id = NEW.release_id "
                "AND a.id = NEW.approval_id AND a.person_id = NEW.person_id)",
                "release_releasesignature: not a signature of this release",
            ),
        ),
    ),
)
