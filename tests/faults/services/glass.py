"""The checks of breaking the glass: invariant 9."""

from tests.faults.services.fault import Module

_GLASS = Module("consult.release.glass")
_ACTS = Module("consult.release.actions.overriding")
_STANDS = Module("consult.release.overrides")
_PROPOSES = "    hold_gate(project_id=request.project_id)\n"
_SIGNS = "    hold_gate(project_id=override.project_id)\n    request = "
_NOW = "    now = database_now()\n"
_RECENT = "    require_recent(second_factor_at, now=now)\n"

GLASS = (
    _GLASS.without(
        "9",
        "glass: a role that overrides",
        '    require(by, "release.override_gate", request)\n',
    ),
    _GLASS.without(
        "9",
        "glass: an account of nobody",
        "    if by.person_id is None:\n",
        "    if False:\n",
    ),
    _GLASS.without(
        "9",
        "glass: only outsiders",
        "    if not is_outsider(by, request.project):\n",
        "    if False:\n",
    ),
    _GLASS.without(
        "9",
        "glass: a request that was not taken back",
        "        request.cancelled_at is not None\n        or hasattr",
        "        hasattr",
    ),
    _GLASS.without(
        "9",
        "glass: before the money went",
        '        or hasattr(request, "release")\n',
    ),
    _GLASS.without(
        "9",
        "glass: of the current design",
        "        or request.tranche.design.state != DesignState.PUBLISHED\n",
    ),
    _GLASS.without(
        "9",
        "glass: a reason of some length",
        "    if len({word.lower() for word in words_of(text)}) < WORDS:\n",
        "    if False:\n",
    ),
    _GLASS.without(
        "9",
        "glass: a reason that people can read",
        "    if ease is not None and ease < READABLE_FROM:\n",
        "    if False:\n",
    ),
    _ACTS.without(
        "9",
        "propose: a second factor at all",
        "    require_enrolled(by)\n" + _NOW + _RECENT + _PROPOSES,
        _NOW + _RECENT + _PROPOSES,
    ),
    _ACTS.without(
        "9",
        "propose: a second factor of just now",
        _RECENT + _PROPOSES,
        _PROPOSES,
    ),
    _ACTS.without(
        "9",
        "propose: just now by the database's clock",
        _RECENT + _PROPOSES,
        "    require_recent(second_factor_at)\n" + _PROPOSES,
    ),
    _ACTS.without(
        "9",
        "propose: who may is asked",
        "    check_can_override(request=request, by=by)\n    check_justification",
        "    check_justification",
    ),
    _ACTS.without(
        "9",
        "propose: why is asked",
        "    check_justification(justification)\n",
    ),
    _ACTS.without(
        "9",
        "propose: some flag is named",
        "    if not named:\n",
        "    if False:\n",
    ),
    _ACTS.without(
        "9",
        "propose: a flag that is open now",
        "    if not open_now.keys() >= set(named):\n",
        "    open_now = {each.pk: each for each in Flag.objects.all()}\n"
        "    if False:\n",
    ),
    _ACTS.without(
        "9",
        "second person: a second factor at all",
        "    require_enrolled(by)\n" + _NOW + _RECENT + _SIGNS,
        _NOW + _RECENT + _SIGNS,
    ),
    _ACTS.without(
        "9",
        "second person: a second factor of just now",
        _RECENT + _SIGNS,
        _SIGNS,
    ),
    _ACTS.without(
        "9",
        "second person: just now by the database's clock",
        _RECENT + _SIGNS,
        "    require_recent(second_factor_at)\n" + _SIGNS,
    ),
    _ACTS.without(
        "9",
        "second person: who may is asked",
        "    check_can_override(request=request, by=by)\n    if override.withdrawn_at",
        "    if override.withdrawn_at",
    ),
    _ACTS.without(
        "9",
        "second person: not what was taken back",
        "    check_can_override(request=request, by=by)\n"
        "    if override.withdrawn_at is not None:\n",
        "    check_can_override(request=request, by=by)\n    if False:\n",
    ),
    _ACTS.without(
        "9",
        "second person: nothing changed since",
        "    if override.gate_epoch != request.project.gate_epoch:\n",
        "    if False:\n",
    ),
    _ACTS.without(
        "9",
        "second person: another than the first",
        "    if override.signatures.filter(person=by.person_id).exists():\n",
        "    if False:\n",
    ),
    _ACTS.without(
        "9",
        "take back: a role that overrides",
        '    require(by, "release.override_gate", override)\n',
    ),
    _ACTS.without(
        "9",
        "take back: a second factor",
        '"release.override_gate", override)\n    require_enrolled(by)\n',
        '"release.override_gate", override)\n',
    ),
    _ACTS.without(
        "9",
        "take back: whoever signed it",
        "    if not override.signatures.filter(signed_by=by).exists():\n",
        "    if False:\n",
    ),
    _ACTS.without(
        "9",
        "take back: once",
        '        raise NotAllowed(_("Lo retira solo quien lo firmó."))\n'
        "    if override.withdrawn_at is not None:\n",
        '        raise NotAllowed(_("Lo retira solo quien lo firmó."))\n'
        "    if False:\n",
    ),
    _ACTS.without(
        "9",
        "take back: before the money went",
        '    if hasattr(override.request, "release"):\n',
        "    if False:\n",
    ),
    _STANDS.without(
        "9",
        "override: two persons",
        "        ) or len(counting_persons(override, ties)) < REQUIRED_SIGNATURES:\n",
        "        ):\n",
    ),
    _STANDS.without(
        "9",
        "override: who may is asked of each again",
        "        and may_override(each.signed_by, override.project, ties)\n",
    ),
    _STANDS.without(
        "9",
        "override: of the tranche and amount",
        "        if (override.tranche_number, override.amount) != (\n"
        "            tranche.number,\n            tranche.amount,\n        ) or len(",
        "        if len(",
    ),
    *(
        _STANDS.without("9", f"override: {what}", f"                {line},\n")
        for what, line in (
            ("of a request that stands", "request__cancelled_at=None"),
            ("that was not taken back", "withdrawn_at=None"),
            ("of the design", "design_hash=design.content_hash"),
            ("of the currency", "currency=design.currency"),
            ("of the epoch", "gate_epoch=design.project.gate_epoch"),
        )
    ),
)
