"""What lets a flag pass: named beforehand, signed by two outsiders, never rewritten."""

from consult.release.locks.kept import REQUEST
from consult.release.locks.lock import Lock, Refusal
from consult.release.locks.near import holds, inside
from consult.release.locks.rows import Key, appended, changed, never_deleted, once

_OF_OVERRIDE = (
    "SELECT o.project_id FROM release_override o WHERE o.id = <row>.override_id"
)
_OUTSIDE = (
    "s.is_active AND s.person_id IS NOT NULL AND "
    f"{holds('s.id', 'release.override_gate', 'o.project_id')} AND NOT "
    f"{inside('s.person_id', 'o.project_id')}"
)
# Signed for what stands now: NEW is the release.
_STANDS = (
    "o.withdrawn_at IS NULL AND o.request_id = NEW.request_id "
    "AND o.project_id = NEW.project_id AND o.tranche_number = NEW.tranche_number "
    "AND o.amount = NEW.amount AND o.currency = NEW.currency "
    "AND o.design_hash = NEW.design_hash AND o.gate_epoch = NEW.gate_epoch"
)
# An override that names the flag `f`, and two persons from outside signed it.
PASSED = (
    "EXISTS (SELECT 1 FROM release_override o JOIN release_overriddenflag x "
    f"ON x.override_id = o.id WHERE x.flag_id = f.id AND {_STANDS} AND "
    "(SELECT COUNT(DISTINCT s.person_id) FROM release_overridesignature z "
    "JOIN accounts_user s ON s.id = z.signed_by_id "
    f"WHERE z.override_id = o.id AND {_OUTSIDE}) >= 2)"
)

OVERRIDING = (
    Lock(
        table="release_override",
        on="INSERT",
        projects=REQUEST,
        voids=False,
        refuses=(once("release_override"),),
    ),
    Lock(
        table="release_override",
        on="UPDATE",
        projects=REQUEST,
        voids=False,
        refuses=(
            Refusal(
                f"OLD.withdrawn_at IS NOT NULL OR "
                f"{changed('id', 'project_id', 'request_id', 'tranche_number')} OR "
                f"{changed('amount', 'currency', 'design_hash', 'gate_epoch')} OR "
                f"{changed('justification', 'proposed_at', 'proposed_by_id')}",
                "release_override: an override can only be taken back, once",
            ),
            Refusal(
                "EXISTS (SELECT 1 FROM release_release r "
                "WHERE r.request_id = OLD.request_id)",
                "release_override: the money has gone",
            ),
        ),
    ),
    *never_deleted("release_override"),
    *appended("release_overriddenflag", "", Key(("override_id", "flag_id"))),
    Lock(
        table="release_overriddenflag",
        on="INSERT",
        aspect="named",
        refuses=(
            Refusal(
                "EXISTS (SELECT 1 FROM release_overridesignature z "
                "WHERE z.override_id = NEW.override_id)",
                "release_overriddenflag: flags are named before anybody signs",
            ),
        ),
    ),
    *appended("release_overridesignature", "", Key(("override_id", "person_id"))),
    Lock(
        table="release_overridesignature",
        on="INSERT",
        aspect="outside",
        projects=_OF_OVERRIDE,
        voids=False,
        refuses=(
            Refusal(
                "NOT EXISTS (SELECT 1 FROM accounts_user s JOIN release_override o "
                "ON o.id = NEW.override_id WHERE s.id = NEW.signed_by_id "
                f"AND s.person_id = NEW.person_id AND {_OUTSIDE})",
                "release_overridesignature: invariant 9: not from outside",
            ),
        ),
    ),
)
