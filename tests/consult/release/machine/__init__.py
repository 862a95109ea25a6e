"""All that can be done to a gate, in any order, by anybody, judged by the oracle."""

from tests.consult.release.machine.everything import SPOILERS, GateMachine

__all__ = ["SPOILERS", "GateMachine"]
