"""Taking turns at a gate: only two at the same moment show that it is gone."""

from tests.faults.services.fault import Module, also_held

_TURN = Module("consult.release.actions.turn")
_GATE = Module("projects.actions.gate")
_RETRY = Module("projects.retrying")

TURNS = (
    _GATE.without(
        "1",
        "turns: nobody takes the project's row",
        'filter(pk=project_id).update(gate_turn=F("gate_turn") + 1)',
        "none()",
    ),
    # Out of order two wait for each other: one is sent away, and tried again.
    also_held(
        _TURN.without(
            "1",
            "turns: a release locks the consultations first",
            "        Consultation.objects.select_for_update(no_key=True)\n",
            "        Consultation.objects\n",
        ),
        "turns: what was sent away is tried again",
    ),
    _RETRY.without(
        "10",
        "turns: what was sent away is tried again",
        "return _state(error) in {SERIALIZATION_FAILURE, DEADLOCK}",
        "return False",
    ),
)
