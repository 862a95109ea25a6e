"""The checks of the gate: invariants 1 to 5, and 8."""

from tests.faults.services.fault import Module, also_held

_GATE = Module("consult.release.gate")
_TURN = Module("consult.release.actions.turn")
_SIGNED = Module("consult.release.signatures")

GATE = (
    _GATE.without(
        "1",
        "gate: open flags close it",
        "flags, more_flags = tuple(_flags(open_blocking_flags(design.project_id))), 0",
        "flags, more_flags = (), 0",
    ),
    _GATE.without(
        "1",
        "gate: only the flags that were named pass",
        "if reason.flag is None or reason.flag.pk not in passed",
        "if reason.flag is None or not passed",
    ),
    _TURN.without(
        "1",
        "gate: the evidence is looked at within the release",
        "    look_at(consultations, is_point=True)\n",
        "    pass\n",
    ),
    _TURN.without(
        "1",
        "gate: what waits to be seen of a design that was replaced",
        "        | Exists(EvidenceChange.objects.filter("
        'consultation=OuterRef("pk")))\n',
    ),
    _TURN.without(
        "1",
        "gate: what was seen of it and is not recorded yet",
        "        | Exists(UnrecordedEvidence.objects.filter("
        'consultation=OuterRef("pk"))),\n',
    ),
    _GATE.without(
        "2",
        "gate: an assumption nobody was asked about",
        "    for text in facts.untested[consultation.pk]:\n",
        "    for text in ():\n",
    ),
    _GATE.without(
        "2",
        "gate: an assumption too few answered about",
        "for each in blocking if not is_tested(heard, each))",
        "for each in blocking if False)",
    ),
    _GATE.without(
        "3",
        "gate: free, prior, informed, and a yes",
        "    yield from _principles(consultation)\n",
    ),
    _GATE.without(
        "3",
        "gate: free",
        '        ("not_free", policies.free(consultation)),\n',
    ),
    _GATE.without(
        "3",
        "gate: prior",
        '        ("not_prior", policies.prior(consultation)),\n',
    ),
    _GATE.without(
        "3",
        "gate: informed",
        '        ("not_informed", policies.informed(consultation)),\n',
    ),
    _GATE.without(
        "3",
        "gate: a yes that stands",
        '        ("no_consent", policies.consent_stands(consultation)),\n',
    ),
    _GATE.without(
        "3",
        "gate: a design for no community",
        "    if not places:\n",
        "    if False:\n",
    ),
    _GATE.without(
        "4",
        "gate: the design is what was published",
        "as_published=content_hash(design) == design.content_hash,",
        "as_published=True,",
    ),
    _GATE.without(
        "4",
        "gate: every place was consulted",
        "            yield _not_consulted(place)\n",
        "            continue\n",
    ),
    _GATE.without(
        "4",
        "gate: no draft",
        "    if state == DesignState.DRAFT:\n",
        "    if False:\n",
    ),
    _GATE.without(
        "4",
        "gate: no design that was replaced",
        "    elif state != DesignState.PUBLISHED:\n",
        "    elif False:\n",
    ),
    _GATE.without(
        "5",
        "gate: no decision from the future",
        "    if consent.decided_on > today:\n",
        "    if False:\n",
    ),
    _GATE.without(
        "5",
        "gate: consent came before the work",
        "    if consent.decided_on >= tranche.first_activity_on:\n",
        "    if False:\n",
    ),
    _GATE.without(
        "5",
        "gate: the day by the database's clock",
        "today=database_today(),",
        "today=timezone.localdate(),",
    ),
    _GATE.without(
        "8",
        "gate: released once",
        "    if tranche.number in facts.released:\n",
        "    if False:\n",
    ),
    _GATE.without(
        "8",
        "gate: within the budget",
        "    elif sum(facts.released.values(), tranche.amount) > facts.budget:\n",
        "    elif False:\n",
    ),
    _GATE.without(
        "6",
        "gate: somebody asked",
        "    if request is None:\n        return [\n",
        "    if request is None:\n        return [] and [\n",
    ),
    _GATE.without(
        "6",
        "gate: enough persons signed",
        "    if missing <= 0:\n",
        "    if True:\n",
    ),
    _GATE.without(
        "6",
        "gate: more money asks for more persons",
        "missing = required_approvals(tranche, signed.bands) - len(",
        "missing = 2 - len(",
    ),
    _SIGNED.without(
        "6",
        "signatures: who may sign is asked of each again",
        "if may_sign(approval.approved_by, request, self.ties):",
        "if True:",
    ),
    # A person has one active account, and the signature of a closed one counts not.
    also_held(
        _SIGNED.without(
            "6",
            "signatures: one a person",
            "persons.setdefault(approval.approved_by.person_id, approval)",
            "persons.setdefault(approval.pk, approval)",
        ),
        "may sign: an account that is closed",
        "may sign: a role that signs",
    ),
    _SIGNED.without(
        "6",
        "signatures: one taken back counts no more",
        "Approval.objects.standing()\n",
        "Approval.objects.all()\n",
    ),
    _SIGNED.without(
        "6",
        "signatures: of the request that stands",
        "            tranche__in=asked,\n            cancelled_at=None,\n",
        "            tranche__in=asked,\n",
    ),
    *(
        _SIGNED.without(
            "7",
            f"signatures: it names {what}",
            "if _named(approval) != signed_for:",
            f"if [*_named(approval)][:{at}] != [*signed_for][:{at}] or "
            f"[*_named(approval)][{at + 1}:] != [*signed_for][{at + 1}:]:",
        )
        for at, what in enumerate(
            ("the tranche", "the amount", "the currency", "the design", "the epoch"),
        )
    ),
)
