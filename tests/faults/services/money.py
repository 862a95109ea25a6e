"""The checks of asking for money, signing for it and letting it go."""

from tests.faults.services.fault import Module, also_held

_MONEY = Module("consult.release.actions.releasing")
_BANDS = Module("consult.release.actions.banding")
_EPOCH = Module("projects.actions.gate")
_ASKS = '    require(by, "release.request_release", {})\n    require_enrolled(by)\n'

MONEY = (
    _MONEY.without(
        "6",
        "ask: a role that asks",
        _ASKS.format("tranche"),
        "    require_enrolled(by)\n",
    ),
    _MONEY.without(
        "9",
        "ask: a second factor",
        _ASKS.format("tranche"),
        '    require(by, "release.request_release", tranche)\n',
    ),
    _MONEY.without(
        "4",
        "ask: of the current design",
        "    if tranche.design.state != DesignState.PUBLISHED:\n",
        "    if False:\n",
    ),
    _MONEY.without(
        "8",
        "ask: not for what was released",
        "        tranche_number=tranche.number,\n    ).exists():\n",
        "        tranche_number=-1,\n    ).exists():\n",
    ),
    _MONEY.without(
        "8",
        "ask: once",
        "    if gate.standing_request(tranche) is not None:\n",
        "    if False:\n",
    ),
    _MONEY.without(
        "6",
        "cancel: a role that asks",
        _ASKS.format("request") + "    hold_gate(",
        "    require_enrolled(by)\n    hold_gate(",
    ),
    _MONEY.without(
        "9",
        "cancel: a second factor",
        _ASKS.format("request") + "    hold_gate(",
        '    require(by, "release.request_release", request)\n    hold_gate(',
    ),
    _MONEY.without(
        "8",
        "cancel: what stands, before the money went",
        '    if request.cancelled_at is not None or hasattr(request, "release"):\n',
        "    if False:\n",
    ),
    _MONEY.without(
        "9",
        "sign: a second factor at all",
        "    require_enrolled(by)\n    now = database_now()\n",
        "    now = database_now()\n",
    ),
    _MONEY.without(
        "9",
        "sign: a second factor of just now",
        "    require_recent(second_factor_at, now=now)\n",
    ),
    _MONEY.without(
        "9",
        "sign: just now by the database's clock",
        "require_recent(second_factor_at, now=now)",
        "require_recent(second_factor_at)",
    ),
    _MONEY.without(
        "6",
        "sign: who may is asked",
        "    check_can_approve(request=request, by=by)\n",
    ),
    _MONEY.without(
        "6",
        "revoke: a second factor",
        "    require_enrolled(by)\n    hold_gate(project_id=approval.",
        "    hold_gate(project_id=approval.",
    ),
    _MONEY.without(
        "6",
        "revoke: one's own",
        "    if approval.approved_by_id != by.pk:\n",
        "    if False:\n",
    ),
    _MONEY.without(
        "6",
        "revoke: once",
        "    if approval.revoked_at is not None:\n",
        "    if False:\n",
    ),
    _MONEY.without(
        "6",
        "revoke: before the money went",
        '    if hasattr(approval.request, "release"):\n',
        "    if False:\n",
    ),
    _MONEY.without(
        "6",
        "release: a role that asks",
        _ASKS.format("request") + "    consultations = ",
        "    require_enrolled(by)\n    consultations = ",
    ),
    _MONEY.without(
        "9",
        "release: a second factor",
        _ASKS.format("request") + "    consultations = ",
        '    require(by, "release.request_release", request)\n    consultations = ',
    ),
    _MONEY.without(
        "10",
        "release: not while a lock is missing",
        "    if locks.differences(connection):\n",
        "    if False:\n",
    ),
    _MONEY.without(
        "6",
        "release: a request that stands",
        "    if request.cancelled_at is not None:\n        raise Refusal("
        '_("Esta solicitud ya no está en pie."))\n    signatures',
        "    signatures",
    ),
    _MONEY.without(
        "1",
        "release: no reason against it",
        "    if reasons:\n        raise GateClosed(reasons)\n",
    ),
    _MONEY.without(
        "1",
        "release: what closed it stays",
        "        look_at(consultations)\n",
        "        pass\n",
    ),
    _MONEY.without(
        "10",
        "release: with its event, or not at all",
        "@transaction.atomic\ndef _release(",
        "def _release(",
    ),
    _MONEY.without(
        "10",
        "release: an event of it",
        "    record_act(act=acts.released(release))\n",
    ),
    _MONEY.without(
        "6",
        "release: every signature is kept",
        "        for each in signed\n",
        "        for each in signed[:2]\n",
    ),
    _BANDS.without(
        "6",
        "bands: a role that edits them",
        '    require(by, "release.change_approvalband")\n',
    ),
    _BANDS.without(
        "6",
        "bands: two or more",
        "    if not LEAST_SIGNATURES <= approvals <= MOST_SIGNATURES:\n",
        "    if False:\n",
    ),
    also_held(
        _BANDS.without(
            "7",
            "bands: an edit voids what was signed",
            "        bump_gate_epoch(project_id=project_id)\n",
            "        pass\n",
        ),
        "gate_release_approvalband_insert: voids the signatures",
        "gate_release_approvalband_update: voids the signatures",
    ),
    _EPOCH.without(
        "7",
        "epoch: what changes the answer moves it",
        'gate_epoch=F("gate_epoch") + 1',
        'gate_epoch=F("gate_epoch")',
    ),
)
