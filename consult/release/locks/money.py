"""What must be so for a signature, and for money, to be written at all."""

from consult.release.enums import LEAST_SIGNATURES
from consult.release.locks.kept import APPROVAL, REQUEST
from consult.release.locks.lock import Lock, Refusal
from consult.release.locks.near import holds, near
from consult.release.locks.overriding import PASSED

_SIGNS = "release.approve_release"
# Signed for exactly this: request, tranche, amount, design, and the epoch of now.
_SAME = (
    "q.cancelled_at IS NULL AND t.number = {row}.tranche_number "
    "AND t.amount = {row}.amount AND d.currency = {row}.currency "
    "AND d.content_hash = {row}.design_hash AND d.state = 'published' "
    "AND d.project_id = q.project_id AND p.gate_epoch = {row}.gate_epoch"
)
_FROM = (
    "FROM release_releaserequest q JOIN projects_tranche t ON t.id = q.tranche_id "
    "JOIN projects_design d ON d.id = t.design_id "
    "JOIN projects_project p ON p.id = q.project_id"
)
# Signatures that count for a release. Persons are those of the accounts as they are
# now: two records of one human being that were merged are one.
_COUNTING = (
    "FROM release_approval a JOIN accounts_user s ON s.id = a.approved_by_id "
    "JOIN release_releaserequest q ON q.id = a.request_id "
    "WHERE a.request_id = NEW.request_id AND a.revoked_at IS NULL AND s.is_active "
    "AND a.tranche_number = NEW.tranche_number AND a.amount = NEW.amount "
    "AND a.currency = NEW.currency AND a.design_hash = NEW.design_hash "
    "AND a.gate_epoch = NEW.gate_epoch AND s.person_id IS NOT NULL "
    f"AND {holds('s.id', _SIGNS, 'q.project_id')} AND NOT {near('s.person_id')}"
)
_REQUIRED = (
    "COALESCE((SELECT MAX(b.approvals) FROM release_approvalband b "
    "WHERE b.currency = NEW.currency AND b.from_amount <= NEW.amount), "
    f"{LEAST_SIGNATURES})"
)

_OPEN_FLAG = (
    "EXISTS (SELECT 1 FROM mismatch_flag f JOIN projects_design d "
    "ON d.id = f.design_id WHERE d.project_id = NEW.project_id "
    "AND f.severity = 'block' AND NOT EXISTS (SELECT 1 FROM review_resolution r "
    "WHERE r.flag_id = f.id AND r.severity = f.severity AND NOT EXISTS "
    "(SELECT 1 FROM review_contest c WHERE c.resolution_id = r.id)) "
    f"AND NOT {PASSED})"
)
# The places a tranche pays for: its own, or its design's if it names none.
_PLACES = (
    "SELECT tp.place_id FROM projects_tranche_places tp "
    "WHERE tp.tranche_id = NEW.tranche_id "
    "UNION SELECT dp.place_id FROM projects_design_places dp "
    "JOIN projects_tranche t ON t.design_id = dp.design_id WHERE t.id = NEW.tranche_id "
    "AND NOT EXISTS (SELECT 1 FROM projects_tranche_places tp "
    "WHERE tp.tranche_id = NEW.tranche_id)"
)
# The record written last is a yes with its conditions met, decided in time.
_YES = (
    "SELECT 1 FROM consultations_consentrecord k "
    "JOIN consultations_consultation c ON c.id = k.consultation_id "
    "JOIN communities_community m ON m.id = c.community_id "
    "JOIN projects_tranche t ON t.design_id = c.design_id "
    "WHERE t.id = NEW.tranche_id AND m.place_id = l.id "
    "AND NOT EXISTS (SELECT 1 FROM consultations_consentrecord later "
    "WHERE later.consultation_id = k.consultation_id "
    "AND later.id > k.id) "
    "AND (k.decision = 'consent' OR (k.decision = 'consent_with_conditions' "
    "AND TRIM(k.conditions_met_evidence) <> '')) "
    "AND k.decided_on <= <today> AND k.decided_on < t.first_activity_on"
)
# Half a cent is rounded up here and to the even cent in Python: never stricter.
_BUDGET = (
    "COALESCE((SELECT SUM(ROUND(b.quantity * b.unit_cost, 2)) "
    "FROM projects_budgetline b JOIN projects_tranche t ON t.design_id = b.design_id "
    "WHERE t.id = NEW.tranche_id), 0)"
)
_SPENT = (
    "NEW.amount + COALESCE((SELECT SUM(r.amount) FROM release_release r "
    "WHERE r.project_id = NEW.project_id), 0)"
)

MONEY = (
    Lock(
        table="release_approval",
        on="INSERT",
        projects=APPROVAL,
        voids=False,
        refuses=(
            Refusal(
                "NOT EXISTS (SELECT 1 FROM accounts_user u WHERE "
                "u.id = NEW.approved_by_id AND u.person_id = NEW.person_id "
                "AND u.is_active)",
                "release_approval: signed by the account of another person",
            ),
            Refusal(
                "NOT EXISTS (SELECT 1 FROM release_releaserequest q "
                "WHERE q.id = NEW.request_id "
                f"AND {holds('NEW.approved_by_id', _SIGNS, 'q.project_id')})",
                "release_approval: no role that signs for this project",
            ),
            Refusal(
                f"NOT EXISTS (SELECT 1 {_FROM} WHERE q.id = NEW.request_id "
                f"AND {_SAME.format(row='NEW')})",
                "release_approval: not what stands to be signed",
            ),
            Refusal(
                "EXISTS (SELECT 1 FROM release_releaserequest q "
                f"WHERE q.id = NEW.request_id AND {near('NEW.person_id')})",
                "release_approval: too near to the project to sign",
            ),
            Refusal(
                "EXISTS (SELECT 1 FROM release_approval a WHERE a.id = NEW.id "
                "OR (a.request_id = NEW.request_id AND a.person_id = NEW.person_id "
                "AND a.gate_epoch = NEW.gate_epoch AND a.revoked_at IS NULL))",
                "release_approval: signed already",
            ),
        ),
    ),
    Lock(
        table="release_release",
        on="INSERT",
        projects=REQUEST,
        voids=False,
        refuses=(
            Refusal(
                "EXISTS (SELECT 1 FROM release_release r WHERE r.id = NEW.id "
                "OR r.tranche_id = NEW.tranche_id OR r.request_id = NEW.request_id "
                "OR (r.project_id = NEW.project_id "
                "AND r.tranche_number = NEW.tranche_number))",
                "release_release: invariant 8: released already",
            ),
            Refusal(
                f"NOT EXISTS (SELECT 1 {_FROM} WHERE q.id = NEW.request_id "
                "AND q.project_id = NEW.project_id AND t.id = NEW.tranche_id "
                f"AND {_SAME.format(row='NEW')})",
                "release_release: invariant 4: not the current design",
            ),
            Refusal(_OPEN_FLAG, "release_release: invariant 1: a flag is open"),
            Refusal(
                f"NOT EXISTS ({_PLACES}) OR EXISTS (SELECT 1 FROM projects_place l "
                f"WHERE l.id IN ({_PLACES}) AND NOT EXISTS ({_YES}))",
                "release_release: invariant 3: consent does not stand",
            ),
            Refusal(
                f"(SELECT COUNT(DISTINCT s.person_id) {_COUNTING}) < {_REQUIRED}",
                "release_release: invariant 6: too few persons signed",
            ),
            Refusal(
                f"NOT EXISTS (SELECT 1 {_COUNTING} AND a.id = NEW.first_approval_id "
                "AND a.person_id = NEW.first_person_id) OR "
                f"NOT EXISTS (SELECT 1 {_COUNTING} AND a.id = NEW.second_approval_id "
                "AND a.person_id = NEW.second_person_id) OR "
                "(SELECT COUNT(DISTINCT s.person_id) FROM release_approval a "
                "JOIN accounts_user s ON s.id = a.approved_by_id WHERE a.id IN "
                "(NEW.first_approval_id, NEW.second_approval_id)) < 2",
                "release_release: invariant 7: signed for something else",
            ),
            Refusal(
                f"ROUND({_SPENT}, 2) > ROUND({_BUDGET}, 2)",
                "release_release: invariant 8: more than the budget",
            ),
        ),
    ),
)
