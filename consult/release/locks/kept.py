"""What was said stays said: rows that are never deleted, changed or made lighter."""

from consult.release.locks.lock import Lock, Refusal

WEIGHT = (
    "CASE {row}.severity WHEN 'block' THEN 3 WHEN 'high' THEN 2 "
    "WHEN 'watch' THEN 1 ELSE 0 END"
)
FLAG = "SELECT d.project_id FROM projects_design d WHERE d.id = <row>.design_id"
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


def changed(*columns: str) -> str:
    """Return the condition that one of these columns is not what it was."""
    return " OR ".join(f"NEW.{each} <differs> OLD.{each}" for each in columns)


def _once(table: str, *keys: tuple[str, ...]) -> Refusal:
    """Refuse what `INSERT OR REPLACE` would put in another's place.

    SQLite deletes the row that stands in the way without asking the triggers of
    DELETE. Elsewhere a unique constraint says the same.
    """
    found = [
        " AND ".join(f"{key} = NEW.{key}" for key in each) for each in (("id",), *keys)
    ]
    return Refusal(
        f"EXISTS (SELECT 1 FROM {table} WHERE {' OR '.join(f'({f})' for f in found)})",
        f"{table}: this row is there already and is never replaced",
    )


def _appended(
    table: str,
    projects: str,
    *keys: tuple[str, ...],
) -> tuple[Lock, Lock, Lock]:
    """Return the locks of a table whose rows are added and never changed."""
    never = Refusal("1 = 1", f"{table}: rows are never changed or deleted")
    return (
        Lock(
            table=table,
            on="INSERT",
            refuses=(_once(table, *keys),),
            projects=projects,
        ),
        Lock(table=table, on="UPDATE", refuses=(never,)),
        Lock(table=table, on="DELETE", refuses=(never,)),
    )


def _never_deleted(table: str) -> Lock:
    return Lock(
        table=table,
        on="DELETE",
        refuses=(Refusal("1 = 1", f"{table}: rows are never deleted"),),
    )


KEPT = (
    Lock(
        table="mismatch_flag",
        on="INSERT",
        refuses=(
            _once(
                "mismatch_flag",
                ("design_id", "community_id", "detector", "subject"),
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
                    *("detector", "subject", "raised_at"),
                ),
                "mismatch_flag: what a flag is about never changes",
            ),
        ),
        projects=FLAG,
    ),
    _never_deleted("mismatch_flag"),
    *_appended("mismatch_flagevidence", "", ("flag_id", "sequence")),
    *_appended("review_resolution", RESOLUTION),
    *_appended("review_contest", CONTEST),
    *_appended("consultations_consentrecord", CONSENT),
    Lock(
        table="release_releaserequest",
        on="INSERT",
        refuses=(_once("release_releaserequest"),),
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
    _never_deleted("release_releaserequest"),
    Lock(
        table="release_approval",
        on="UPDATE",
        refuses=(
            Refusal(
                f"OLD.revoked_at IS NOT NULL OR "
                f"{changed('id', 'request_id', 'person_id', 'tranche_number')} OR "
                f"{changed('amount', 'currency', 'design_hash', 'gate_epoch')} OR "
                f"{changed('approved_at', 'approved_by_id')}",
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
    _never_deleted("release_approval"),
    *_appended("release_release", "")[1:],
)
