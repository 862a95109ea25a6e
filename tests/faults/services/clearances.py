"""The checks of clearances: what is signed, what is believed, what is paid once."""

from tests.faults.services.fault import Module, also_held

_CLEARING = Module("consult.release.actions.clearing")
_STANDS = Module("consult.release.clearances")
_TOKENS = Module("consult.release.tokens")

CLEARANCES = (
    _CLEARING.without(
        "10",
        "clearance: a role that asks",
        '    require(by, "release.request_release", request)\n',
    ),
    _CLEARING.without(
        "10",
        "clearance: a second factor",
        "    require_enrolled(by)\n",
    ),
    _CLEARING.without(
        "10",
        "clearance: of a request that stands",
        "    if request.cancelled_at is not None:\n",
        "    if False:\n",
    ),
    _CLEARING.without(
        "7",
        "clearance: nothing changed since the release",
        "        if release.gate_epoch != request.project.gate_epoch:\n",
        "        if False:\n",
    ),
    _CLEARING.without(
        "1",
        "clearance: no reason against it",
        "    if reasons:\n        raise GateClosed(reasons)\n",
    ),
    _CLEARING.without(
        "8",
        "clearance: not for what was paid",
        "if redemption_of(request.project_id, request.tranche.number) is not None:\n"
        "        raise Refusal(",
        "if False:\n        raise Refusal(",
    ),
    _CLEARING.without(
        "8",
        "clearance: one at a time",
        "    if clearance_that_stands(request) is not None:\n        raise",
        "    if False:\n        raise",
    ),
    _CLEARING.without(
        "8",
        "payment: once",
        "    if earlier is not None:\n        paid = ",
        "    if False:\n        paid = ",
    ),
    _CLEARING.without(
        "8",
        "payment: only on what holds",
        '    if verdict.status != "valid":\n',
        "    if False:\n",
    ),
    _CLEARING.without(
        "7",
        "clearance: whether it was withdrawn is asked",
        "    if withdrawn:\n",
        "    if False:\n",
    ),
    _CLEARING.without(
        "7",
        "clearance: withdrawn once is withdrawn",
        "    if earlier is not None:\n        return reasons or",
        "    if False:\n        return reasons or",
    ),
    _CLEARING.without(
        "7",
        "clearance: word for word as issued here",
        "    if clearance is None or clearance.token != token:\n",
        "    if clearance is None:\n",
    ),
    _CLEARING.without(
        "7",
        "clearance: for what the payment is for",
        "    expected.check(\n",
        "    dict(\n",
    ),
    _CLEARING.without(
        "7",
        "clearance: within its time",
        "    tokens.check_time(claims,",
        "    dict(claims=claims,",
    ),
    # The library is given a list with one algorithm: it looks once more.
    also_held(
        _TOKENS.without(
            "7",
            "token: one algorithm",
            '        _REGISTRY.get_alg(str(header.get("alg")))\n',
        ),
        "token: its signature",
    ),
    _TOKENS.without(
        "7",
        "token: one of our keys",
        '        if not ring.knows(header.get("kid")):\n',
        "        if False:\n",
    ),
    _TOKENS.without(
        "7",
        "token: its signature",
        "signed = jws.deserialize_compact(token, ring.verifying, registry=_REGISTRY)",
        "signed = jws.extract_compact(token.encode())",
    ),
    _TOKENS.without(
        "7",
        "token: a clearance and nothing else",
        '    if header.get("typ") != kind or not isinstance(claims, dict):\n',
        "    if False:\n",
    ),
    _TOKENS.without(
        "7",
        "token: not before its time",
        "    if now < starts:\n",
        "    if False:\n",
    ),
    _TOKENS.without(
        "7",
        "token: not after its time",
        "    if max(now, not_earlier_than) >= ends:\n",
        "    if False:\n",
    ),
    _TOKENS.without(
        "7",
        "token: not with a clock that was put back",
        "    if max(now, not_earlier_than) >= ends:\n",
        "    if now >= ends:\n",
    ),
    _STANDS.without(
        "7",
        "clearance: the gate is asked again",
        "        for reason in gate.fact_reasons(tranche)\n",
        "        for reason in ()\n",
    ),
    _STANDS.without(
        "7",
        "clearance: the signatures are asked again",
        "    if not released:\n        found +=",
        "    if False:\n        found +=",
    ),
    _STANDS.without(
        "7",
        "clearance: of a request that still stands",
        "    return clearance.request.cancelled_at is None and (\n",
        "    return (\n",
    ),
    *(
        _STANDS.without(
            "7",
            f"clearance: it names {what}",
            f"        clearance.{field},\n",
            f"        {instead},\n",
        )
        for what, field, instead in (
            ("the tranche", "tranche_number", "tranche.number"),
            ("the amount", "amount", "tranche.amount"),
            ("the currency", "currency", "design.currency"),
            ("the design", "design_hash", "design.content_hash"),
            ("the epoch", "gate_epoch", "design.project.gate_epoch"),
        )
    ),
)
