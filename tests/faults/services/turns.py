"""Taking turns at a gate: only two at the same moment show that it is gone."""

from tests.faults.services.fault import Module

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
    _TURN.without(
        "1",
        "turns: a release locks the consultations first",
        "        Consultation.objects.select_for_update(no_key=True)\n",
        "        Consultation.objects\n",
    ),
    _RETRY.without(
        "10",
        "turns: what was sent away is tried again",
        "return _state(error) in {SERIALIZATION_FAILURE, DEADLOCK}",
        "return False",
    ),
)
