"""The checks of who may sign, and of the second step: invariants 6 and 9."""

from tests.faults.services.fault import Module, also_held

_MAY = Module("consult.release.permissions")
_SIGNING = Module("consult.release.signing")
_FACTOR = Module("consult.accounts.second_factor")
_NAMED = "\n        and user.person_id is not None\n"
_ASKS = 'user.has_perm("release.approve_release", request)'
_LETS = 'user.has_perm("release.override_gate", project)'

PEOPLE = (
    # A closed account has no permission, whatever its roles say.
    also_held(
        _MAY.without(
            "6",
            "may sign: an account that is closed",
            f"user.is_active{_NAMED}        and {_ASKS}",
            f"user.person_id is not None\n        and {_ASKS}",
        ),
        "may sign: a role that signs",
    ),
    _MAY.without(
        "6",
        "may sign: an account of nobody",
        f"        and user.person_id is not None\n        and {_ASKS}",
        f"        and {_ASKS}",
    ),
    _MAY.without("6", "may sign: a role that signs", f"        and {_ASKS}\n"),
    *(
        _MAY.without("6", f"may sign: {who}", f"        and not ties.{tie}\n")
        for who, tie in (
            ("who asked", "is_requester(user, request)"),
            ("who resolved a flag", "has_resolved(user)"),
            ("who let a flag pass", "has_overridden(user, request)"),
            ("who carries it out", "works_for_implementer(user)"),
        )
    ),
    also_held(
        _MAY.without(
            "9",
            "may override: an account that is closed",
            f"user.is_active{_NAMED}        and {_LETS}",
            f"user.person_id is not None\n        and {_LETS}",
        ),
        "may override: a role that overrides",
    ),
    _MAY.without(
        "9",
        "may override: an account of nobody",
        f"        and user.person_id is not None\n        and {_LETS}",
        f"        and {_LETS}",
    ),
    _MAY.without("9", "may override: a role that overrides", f"        and {_LETS}\n"),
    _MAY.without(
        "9",
        "may override: only outsiders",
        "        and ties.is_outsider(user)\n",
    ),
    _SIGNING.without(
        "6",
        "to sign: a role that signs",
        '    require(by, "release.approve_release", request)\n',
    ),
    _SIGNING.without(
        "6",
        "to sign: an account of nobody",
        "    if by.person_id is None:\n",
        "    if False:\n",
    ),
    *(
        _SIGNING.without(
            "6",
            f"to sign: {who}",
            f"            ties.{tie},\n",
            "            False,\n",
        )
        for who, tie in (
            ("who asked", "is_requester(by, request)"),
            ("who resolved a flag", "has_resolved(by)"),
            ("who let a flag pass", "has_overridden(by, request)"),
            ("who carries it out", "works_for_implementer(by)"),
        )
    ),
    _SIGNING.without(
        "6",
        "to sign: a request that stands",
        "    if request.cancelled_at is not None:\n",
        "    if False:\n",
    ),
    _SIGNING.without(
        "6",
        "to sign: a gate that only signatures close",
        "    if closed:\n",
        "    if False:\n",
    ),
    _SIGNING.without(
        "6",
        "to sign: once a person",
        "    if signed.has_signed(by, request):\n",
        "    if False:\n",
    ),
    _FACTOR.without(
        "9",
        "second factor: one was given",
        "    if at is None:\n        return False\n",
        "    if at is None:\n        return True\n",
    ),
    _FACTOR.without(
        "9",
        "second factor: within ten minutes",
        "return -_AHEAD <= age <= oldest",
        "return -_AHEAD <= age",
    ),
    _FACTOR.without(
        "9",
        "second factor: none from the future",
        "return -_AHEAD <= age <= oldest",
        "return age <= oldest",
    ),
    _FACTOR.without(
        "9",
        "second factor: staff have one",
        "    if is_needed(by) and not is_enrolled(by):\n",
        "    if False:\n",
    ),
)
